using Hark.Tests;
using Microsoft.Playwright;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hark.Studio.Tests.Training;

/// <summary>How much slower a training gets because somebody watches it: measured and told, not judged, for machines differ.</summary>
public class SlowdownTests(Browser browser, ITestOutputHelper output)
{
    private const int Rounds = 7;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task A_watched_training_is_compared_with_an_unwatched_one_by_turns()
    {
        Assert.SkipUnless(TestScale.Long, "measured only with HARK_TEST_LONG=1");
        await using RunningStudio studio = await RunningStudio.Start();
        HttpResponseMessage asked = await studio.Http.PostAsJsonAsync("/api/runs", new { model = "spectrogram-conv", epochs = 100_000 });
        string run = (await asked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("name").GetString()!;
        await Words.Until(studio, run, "running");
        string progress = Path.Combine(studio.Folder, "runs", run, "progress.jsonl");

        // The page as it is; and its feed alone, which is Studio's own part.
        await using TestPage test = await browser.Open(studio, "/#/start");
        IPage page = test.Page;
        (string Name, Func<Task<IDisposable?>> Begin)[] ways =
        [
            ("unwatched", async () => { await page.GotoAsync("about:blank"); return null; }),
            ("page on the run", async () =>
            {
                await page.GotoAsync($"{studio.Url}#/train/{run}");
                await page.GetByText("clips a second").WaitForAsync();
                return null;
            }),
            ("its feed alone", async () =>
            {
                await page.GotoAsync("about:blank");
                Stream feed = await studio.Http.GetStreamAsync(new Uri($"/api/runs/{run}/feed", UriKind.Relative));
                _ = feed.CopyToAsync(Stream.Null).ContinueWith(_ => { }, TaskScheduler.Default);
                return feed;
            }),
        ];
        var speeds = ways.ToDictionary(way => way.Name, _ => new List<double>());
        var spent = ways.ToDictionary(way => way.Name, _ => (Browser: 0.0, Studio: 0.0));
        for (int round = 0; round < Rounds; round++)
        {
            foreach ((string name, Func<Task<IDisposable?>> begin) in round % 2 == 0 ? ways : ways.Reverse())
            {
                using IDisposable? watcher = await begin();
                (Dictionary<int, double> browserBefore, double studioBefore) = (BrowserSeconds(), Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds);
                (long first, long at) = await NextStep(progress, TimeSpan.Zero);
                (long last, long end) = await NextStep(progress, Window);
                speeds[name].Add((last - first) / Stopwatch.GetElapsedTime(at, end).TotalSeconds);
                spent[name] = (spent[name].Browser + BrowserSeconds().Sum(p => p.Value - browserBefore.GetValueOrDefault(p.Key)), spent[name].Studio + Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds - studioBefore);
            }
        }

        (await studio.Http.PostAsJsonAsync($"/api/runs/{run}/control", new { order = "stop" })).EnsureSuccessStatusCode();
        await Words.Until(studio, run, "stopped", "done");
        foreach ((string name, List<double> of) in speeds)
        {
            // Each window against the unwatched one next to it: what else the machine does changes slowly.
            List<double> slower = [.. of.Zip(speeds["unwatched"], (watched, unwatched) => 100 * (1 - (watched / unwatched)))];
            double seconds = Rounds * Window.TotalSeconds;
            output.WriteLine($"{name}: median {Median(of):0.00} steps/s, {Median(slower):0.0} % slower ({slower.Min():0.0} to {slower.Max():0.0}); of one processor the browser took {100 * spent[name].Browser / seconds:0.0} %, Studio with this test {100 * spent[name].Studio / seconds:0.0} %");
        }

        test.ExpectNoFaults();
    }

    /// <summary>The first step that is told after a while, and when that was.</summary>
    private static async Task<(long Step, long At)> NextStep(string progress, TimeSpan after)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        long started = Stopwatch.GetTimestamp(), length = -1;
        while (await timer.WaitForNextTickAsync())
        {
            if (Stopwatch.GetElapsedTime(started) < after)
            {
                continue;
            }

            long now = new FileInfo(progress).Length;
            if (length >= 0 && now > length)
            {
                long at = Stopwatch.GetTimestamp();
                string line = (await File.ReadAllTextAsync(progress))[..(int)now].TrimEnd().Split('\n')[^1];
                return (JsonSerializer.Deserialize<JsonElement>(line).GetProperty("step").GetInt64(), at);
            }

            length = now;
        }

        throw new UnreachableException();
    }

    /// <summary>Processor time of every browser process so far; nothing where the system does not tell.</summary>
    private static Dictionary<int, double> BrowserSeconds()
    {
        var seconds = new Dictionary<int, double>();
        foreach (Process process in Process.GetProcesses().Where(p => p.ProcessName.StartsWith("chrom", StringComparison.Ordinal)))
        {
            try
            {
                seconds.Add(process.Id, process.TotalProcessorTime.TotalSeconds);
            }
            catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It has just ended.
            }
        }

        return seconds;
    }

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
