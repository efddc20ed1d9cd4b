using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using System.Threading.RateLimiting;

namespace Hark.Studio.Hosting;

/// <summary>How much is computed at once: some requests wait, a flood is answered 429.</summary>
internal static class WorkLimits
{
    /// <summary>For endpoints that compute.</summary>
    public const string Work = "work";

    /// <summary>For endpoints that stay open.</summary>
    public const string Live = "live";

    public static void Add(IServiceCollection services, StudioOptions options) => services.AddRateLimiter(limits =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.AddConcurrencyLimiter(Work, work =>
        {
            work.PermitLimit = options.WorkAtOnce;
            work.QueueLimit = options.WorkWaiting;
        });
        limits.AddConcurrencyLimiter(Live, live =>
        {
            live.PermitLimit = options.LiveFeeds;
            live.QueueLimit = 0;
        });
        limits.OnRejected = (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "1";
            return new ValueTask(Answers.WriteError(rejected.HttpContext, StatusCodes.Status429TooManyRequests, "Too much at once: try again in a moment."));
        };
    });
}
