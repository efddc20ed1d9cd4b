using Hark.Audio;
using Hark.Data;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hark.Studio.Tests.Data;

public class DataEndpointTests
{
    private static readonly AudioClip Tone = Sampling.Sample(t => 0.5 * Math.Pow(Math.Sin(Math.PI * t), 2) * Math.Sin(2 * Math.PI * 440 * t), 16000, 1);

    [Fact]
    public async Task Sets_given_or_within_a_given_folder_are_listed_and_nothing_else()
    {
        using var folder = new SomeFolder();
        folder.Save("하나/네/1.wav", Tone);
        folder.Save("two/yes/1.wav", Tone);
        folder.Save("empty/notes.txt", null);
        folder.Save("three.npz", null);
        await using RunningStudio studio = await RunningStudio.Start(o => o with { Data = [folder.Path, Path.Combine(folder.Path, "two")] });
        JsonElement[] places = (await studio.Http.GetFromJsonAsync<JsonElement[]>("/api/data"))!;
        Assert.Equal(["speech-synthetic", "three.npz", "two", "하나"], places.Select(p => p.GetProperty("name").GetString()));
        Assert.Equal(["bundled", "given", "given", "given"], places.Select(p => p.GetProperty("origin").GetString()));
    }

    [Fact]
    public async Task A_new_recording_shows_at_once_and_a_folder_that_vanished_is_told()
    {
        using var folder = new SomeFolder();
        folder.Save("네/1.wav", Tone);
        folder.Save("아니요/1.wav", Tone.WithGain(-6));
        await using RunningStudio studio = await RunningStudio.Start(o => o with { Data = [folder.Path] });
        string id = await Id(studio, 1);
        Assert.Equal(2, (await Index(studio, id)).GetProperty("names").GetArrayLength());
        folder.Save("네/2.wav", Tone.WithGain(-3));
        JsonElement index = await Index(studio, id);
        Assert.Equal(3, index.GetProperty("names").GetArrayLength());
        Assert.Equal(["네", "아니요"], index.GetProperty("labels").EnumerateArray().Select(l => l.GetString()));
        Assert.Equal(HttpStatusCode.OK, (await studio.Send(HttpMethod.Get, $"/api/data/{id}/clips/2")).StatusCode);

        Directory.Delete(folder.Path, recursive: true);
        HttpResponseMessage answer = await studio.Send(HttpMethod.Get, $"/api/data/{id}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal($"{folder.Path}: there is no such file or folder. Give a Speech Commands folder, a folder of label/*.wav, or an NPZ.", await RunningStudio.Error(answer));
        Directory.CreateDirectory(folder.Path);
    }

    [Fact]
    public async Task Every_word_of_a_Speech_Commands_folder_is_shown_under_its_own_name()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        JsonElement index = await Index(studio, await Id(studio, 0));
        string[] labels = [.. index.GetProperty("labels").EnumerateArray().Select(l => l.GetString()!)];
        Assert.Contains("marvin", labels);
        Assert.DoesNotContain("unknown", labels);
        int[] splits = [.. index.GetProperty("splitCounts").EnumerateArray().Select(c => c.GetInt32())];
        Assert.Equal(splits.Sum(), index.GetProperty("names").GetArrayLength());
        Assert.All(splits, count => Assert.InRange(count, 1, int.MaxValue));
    }

    [Fact]
    public async Task A_check_names_clips_that_are_silent_or_there_twice()
    {
        using var folder = new SomeFolder();
        folder.Save("네/1.wav", Tone);
        folder.Save("네/2.wav", Tone);
        folder.Save("아니요/3.wav", Tone.WithGain(-70));
        await using RunningStudio studio = await RunningStudio.Start(o => o with { Data = [folder.Path] });
        string id = await Id(studio, 1);
        JsonElement job = await (await studio.Send(HttpMethod.Post, $"/api/data/{id}/check")).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        await Ended(studio, job.GetProperty("id").GetString()!);
        JsonElement[] findings = (await studio.Http.GetFromJsonAsync<JsonElement[]>($"/api/data/{id}/check"))!;
        Assert.Equal(
            [("네", "copy"), ("아니요", "silent")],
            findings.Select(f => (f.GetProperty("label").GetString()!, f.GetProperty("fault").GetString()!)).Order());
    }

    [Fact]
    public async Task A_broken_archive_is_told()
    {
        using var folder = new SomeFolder();
        folder.Save("words.npz", null);
        await using RunningStudio studio = await RunningStudio.Start(o => o with { Data = [Path.Combine(folder.Path, "words.npz")] });
        HttpResponseMessage answer = await studio.Send(HttpMethod.Get, $"/api/data/{await Id(studio, 1)}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("words.npz", await RunningStudio.Error(answer), StringComparison.Ordinal);
    }

    private static async Task<string> Id(RunningStudio studio, int place) => (await studio.Http.GetFromJsonAsync<JsonElement[]>("/api/data"))![place].GetProperty("id").GetString()!;

    private static Task<JsonElement> Index(RunningStudio studio, string id) => studio.Http.GetFromJsonAsync<JsonElement>($"/api/data/{id}");

    /// <summary>Reads the feed of a job to its end.</summary>
    private static async Task Ended(RunningStudio studio, string job)
    {
        string events = await studio.Http.GetStringAsync(new Uri($"/api/jobs/{job}/feed", UriKind.Relative));
        Assert.Contains("\"state\":\"done\"", events, StringComparison.Ordinal);
    }

    private sealed class SomeFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("hark-data-").FullName;

        /// <summary>Writes a clip, or a file that is no sound.</summary>
        public void Save(string name, AudioClip? clip)
        {
            string path = System.IO.Path.Combine(Path, name);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            if (clip is null)
            {
                File.WriteAllText(path, "no sound");
            }
            else
            {
                clip.Save(path);
            }
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
