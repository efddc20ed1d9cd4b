using Hark.Studio.Hosting;
using Hark.Training;
using Microsoft.Extensions.Hosting;

namespace Hark.Studio.Training;

/// <summary>Live feeds of the runs: they look at the folders, which is all that Studio shares with a training.</summary>
internal static class RunFeeds
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>The whole list, whenever something in it has changed.</summary>
    public static async Task List(HttpContext context, RunList list, IHostApplicationLifetime host)
    {
        using EventFeed feed = await EventFeed.Open(context, host);
        RunSummary[]? sent = null;
        await Repeat(feed, async () =>
        {
            RunSummary[] runs = list.All();
            if (sent is null || !runs.SequenceEqual(sent))
            {
                sent = runs;
                await feed.Send(runs);
            }
        });
    }

    /// <summary>The state of a run and its new progress lines; all of them first.</summary>
    public static async Task Progress(HttpContext context, string name, RunLocations runs, IHostApplicationLifetime host)
    {
        string path = runs.Path(name);
        var progress = new ProgressFile(System.IO.Path.Combine(path, "progress.jsonl"));
        using EventFeed feed = await EventFeed.Open(context, host);
        RunState? sent = null;
        await Repeat(feed, async () =>
        {
            if (!Directory.Exists(path))
            {
                await feed.Send(new RunProgress(null, false, []));
                return;
            }

            (bool again, IReadOnlyList<ProgressLine> lines) = progress.Read();
            RunSummary summary = RunSummary.Of(name, path);
            if (again || lines.Count > 0 || summary.State != sent)
            {
                sent = summary.State;
                await feed.Send(new RunProgress(summary, again, lines));
            }
        });
    }

    private static async Task Repeat(EventFeed feed, Func<Task> look)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            do
            {
                await look();
                await feed.KeepAlive();
            }
            while (await timer.WaitForNextTickAsync(feed.End));
        }
        catch (OperationCanceledException)
        {
            // The page or Studio has gone.
        }
    }
}

/// <param name="Run">Null once the run was deleted.</param>
/// <param name="Again">Whether the lines begin anew: what was drawn is to be forgotten.</param>
/// <param name="Lines">New since the last event.</param>
internal sealed record RunProgress(RunSummary? Run, bool Again, IReadOnlyList<ProgressLine> Lines);
