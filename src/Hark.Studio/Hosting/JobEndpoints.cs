using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hark.Studio.Hosting;

/// <summary>Jobs, followed.</summary>
internal static class JobEndpoints
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public static void AddServices(IServiceCollection services) => services.AddSingleton<Jobs>();

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/jobs/{id}/feed", Feed).RequireRateLimiting(WorkLimits.Live);

    /// <summary>Its state, until it is done or has failed.</summary>
    private static async Task Feed(string id, HttpContext context, Jobs jobs, IHostApplicationLifetime host)
    {
        Job job = jobs.Get(id);
        using EventFeed feed = await EventFeed.Open(context, host);
        using var timer = new PeriodicTimer(Interval);
        JobStatus? sent = null;
        do
        {
            JobStatus status = job.Status;
            if (status != sent)
            {
                sent = status;
                await feed.Send(status);
            }

            await feed.KeepAlive();
        }
        while (sent.State is not (JobState.Done or JobState.Failed) && await timer.WaitForNextTickAsync(feed.End));
    }
}
