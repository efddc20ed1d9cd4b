using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hark.Studio.Tests.Training;

public class RunTests(TrainedWords trained)
{
    [Fact]
    public async Task A_training_can_be_paused_outlives_Studio_and_is_found_again_stopped_and_resumed()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        await Words.RecordBoth(studio);
        string run = await Words.Train(studio, epochs: 100_000);
        await Words.Until(studio, run, "running");
        await Order(studio, run, "pause");
        await Words.Until(studio, run, "paused");

        // Another Studio over the same folders is what a restarted one is.
        await using RunningStudio again = await RunningStudio.Start(o => o with { Runs = Path.Combine(studio.Folder, "runs") });
        Assert.Equal("paused", (await Words.Until(again, run, "paused")).GetProperty("state").GetString());
        HttpResponseMessage refused = await again.Send(HttpMethod.Delete, $"/api/runs/{run}");
        Assert.Equal($"{run} is under way. Stop it first.", await RunningStudio.Error(refused));
        await Order(again, run, "run");
        await Words.Until(again, run, "running");
        await Order(again, run, "stop");
        await Words.Until(again, run, "stopped", "done");
        Assert.Equal(HttpStatusCode.OK, (await again.Http.PostAsJsonAsync($"/api/runs/{run}/resume", new { })).StatusCode);
        await Words.Until(again, run, "running");
        await Order(again, run, "stop");
        await Words.Until(again, run, "stopped", "done");
        Assert.Equal(HttpStatusCode.NoContent, (await again.Send(HttpMethod.Delete, $"/api/runs/{run}")).StatusCode);
        Assert.Empty((await again.Http.GetFromJsonAsync<JsonElement>("/api/runs")).EnumerateArray());
    }

    [Fact]
    public async Task Of_two_trainings_the_second_waits_and_is_shown_so()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        await Words.RecordBoth(studio);
        string first = await Words.Train(studio, epochs: 100_000), second = await Words.Train(studio, epochs: 1);
        await Words.Until(studio, first, "running");
        Assert.Equal("waiting", (await Words.Until(studio, second, "waiting", "running", "done")).GetProperty("state").GetString());
        await Order(studio, first, "stop");
        await Words.Until(studio, first, "stopped", "done");
        JsonElement done = await Words.Until(studio, second, "done", "failed", "stopped");
        Assert.Equal("done", done.GetProperty("state").GetString());
        Assert.True(done.GetProperty("hasReport").GetBoolean());
    }

    [Fact]
    public async Task Two_Studios_over_the_same_runs_start_each_training_once()
    {
        string starts = Path.GetTempFileName();
        string[] noted = ["sh", "-c", "echo \"$*\" >> \"$0\"; echo hark: noted >&2", starts];
        await using RunningStudio one = await RunningStudio.Start(o => o with { TrainCommand = noted });
        await using RunningStudio two = await RunningStudio.Start(o => o with { TrainCommand = noted, Runs = Path.Combine(one.Folder, "runs"), Recordings = Path.Combine(one.Folder, "my-words") });
        await Words.RecordBoth(one);
        string[] runs = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Words.Train(i % 2 == 0 ? one : two)));
        foreach (string run in runs)
        {
            await Words.Until(two, run, "failed");
        }

        string[] lines = await File.ReadAllLinesAsync(starts);
        Assert.Equal(runs.Length, runs.Distinct().Count());
        Assert.All(runs, run => Assert.Single(lines, l => l.Split(' ').Any(w => Path.GetFileName(w) == run)));
        File.Delete(starts);
    }

    [Fact]
    public async Task A_training_that_cannot_begin_says_why()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        await Words.Keep(studio, Words.Said(Words.Low), Words.Low);
        JsonElement failed = await Words.Until(studio, await Words.Train(studio), "failed");
        Assert.Contains($"unknown label '{Words.High}' in --labels", failed.GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_of_the_command_line_appears_and_a_folder_that_vanishes_goes()
    {
        await using RunningStudio studio = await trained.Studio();
        JsonElement run = Assert.Single((await studio.Http.GetFromJsonAsync<JsonElement>("/api/runs")).EnumerateArray());
        Assert.Equal(("words", "done"), (run.GetProperty("name").GetString(), run.GetProperty("state").GetString()));
        Directory.Delete(Path.Combine(studio.Folder, "runs", "words"), recursive: true);
        Assert.Equal("There is no run 'words' any more. Choose another.", await RunningStudio.Error(await studio.Send(HttpMethod.Get, "/api/runs/words")));
        Assert.Equal("There is no run 'words' any more. Choose another.", await RunningStudio.Error(await studio.Http.PostAsJsonAsync("/api/evaluations", new { run = "words" })));
    }

    [Fact]
    public async Task A_killed_Studio_leaves_trainings_going_and_recordings_whole()
    {
        await using RunningStudio place = await RunningStudio.Start();
        await Words.RecordBoth(place);
        var start = new ProcessStartInfo("dotnet", [
            "exec", Path.Combine(AppContext.BaseDirectory, "Hark.Cli.dll"), "studio", "--no-open", "--port", "0" ]);
        start.ArgumentList[^1] = FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (string argument in new[] { "--runs", Path.Combine(place.Folder, "runs"), "--recordings", Path.Combine(place.Folder, "my-words") })
        {
            start.ArgumentList.Add(argument);
        }

        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process studio = Process.Start(start)!;
        string url = (await studio.StandardOutput.ReadLineAsync())!["Hark Studio: ".Length..];
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        string data = (await http.GetFromJsonAsync<JsonElement>("/api/data")).EnumerateArray().First(p => p.GetProperty("origin").GetString() == "recorded").GetProperty("id").GetString()!;
        HttpResponseMessage asked = await http.PostAsJsonAsync("/api/runs", new { data, labels = new[] { Words.Low, Words.High }, epochs = 100_000, batch = 4, threads = 1 });
        string run = (await asked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("name").GetString()!;
        await Words.Until(place, run, "running");
        byte[] wav = Words.Said(Words.Low).ToWavBytes();
        var keeping = Task.Run(async () =>
        {
            while (true)
            {
                HttpResponseMessage sent = await http.PostAsync(new Uri("/api/sounds?trim=true", UriKind.Relative), new ByteArrayContent(wav));
                string sound = (await sent.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
                await http.PostAsJsonAsync("/api/recordings", new { sound, word = "yes", speaker = "tester" });
            }
        });
        string takes = Path.Combine(place.Folder, "my-words", "yes");
        while (!Directory.Exists(takes) || Directory.GetFiles(takes, "*.wav").Length < 3)
        {
            await Task.Yield();
        }

        studio.Kill();
        await studio.WaitForExitAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => keeping);
        Assert.All(Directory.GetFiles(takes, "*.wav"), file => Assert.Equal(16_000, Hark.Audio.AudioClip.Load(file).Frames));
        JsonElement running = await Words.Until(place, run, "running");
        long step = running.GetProperty("last").GetProperty("step").GetInt64();
        while ((await place.Http.GetFromJsonAsync<JsonElement>($"/api/runs/{run}")).GetProperty("last").GetProperty("step").GetInt64() <= step)
        {
            await Task.Yield();
        }

        await Order(place, run, "stop");
        await Words.Until(place, run, "stopped", "done");
    }

    private static async Task Order(RunningStudio studio, string run, string order)
        => (await studio.Http.PostAsJsonAsync($"/api/runs/{run}/control", new { order })).EnsureSuccessStatusCode();

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
