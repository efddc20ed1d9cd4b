using Hark.Audio;
using Hark.Data;
using Hark.Studio.Recordings;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace Hark.Studio.Tests.Recordings;

public class RecordingEndpointTests
{
    [Fact]
    public async Task Takes_make_a_Speech_Commands_folder_that_trains_as_it_stands()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        await Words.RecordBoth(studio);
        string folder = Path.Combine(studio.Folder, "my-words");
        Assert.Equal(["tester_nohash_0.wav", "tester_nohash_1.wav", "tester_nohash_2.wav", "tester_nohash_3.wav", "tester_nohash_4.wav"], Directory.GetFiles(Path.Combine(folder, "네")).Select(Path.GetFileName).Order());
        DataSet set = DataSet.Open(folder, new DataOptions { Labels = [Words.Low, Words.High] });
        set.EnsureTrainable();
        Assert.Equal(DataKind.SpeechCommands, set.Kind);
        Assert.Equal([Words.Low, Words.High, "silence"], set.Labels);
        Assert.Equal((3, 1, 1), (Of(set.Train), Of(set.Validation), Of(set.Test)));

        static int Of(ClipSource clips) => Enumerable.Range(0, clips.Count).Count(i => clips.Label(i) == Words.Low);
    }

    [Fact]
    public async Task The_word_is_cut_out_of_a_take_whatever_its_rate()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        AudioClip said = Words.Said(Words.Low, take: 4, rate: 48_000);
        await Words.Keep(studio, said, "yes");
        AudioClip kept = AudioClip.Load(Path.Combine(studio.Folder, "my-words", "yes", "tester_nohash_0.wav"));
        Assert.Equal((16_000, 16_000, 1), (kept.SampleRate, kept.Frames, kept.Channels));
        Assert.Equal(Energy(said) / 3, Energy(kept), 0.02 * Energy(said));

        static double Energy(AudioClip clip) => clip.Samples.ToArray().Sum(s => (double)s * s);
    }

    [Fact]
    public async Task A_take_that_is_removed_makes_room_for_its_retake()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        for (int take = 0; take < 4; take++)
        {
            await Words.Keep(studio, Words.Said(Words.Low, take), Words.Low);
        }

        string folder = Path.Combine(studio.Folder, "my-words");
        string list = Path.Combine(folder, "validation_list.txt");
        Assert.Equal("네/tester_nohash_3.wav\n", await File.ReadAllTextAsync(list));
        Assert.Equal(HttpStatusCode.OK, (await studio.Send(HttpMethod.Delete, "/api/recordings/네/tester_nohash_3.wav")).StatusCode);
        Assert.Equal("", await File.ReadAllTextAsync(list));
        RecordedTake? again = await (await Words.Keep(studio, Words.Said(Words.Low), Words.Low)).Content.ReadFromJsonAsync<RecordedTake>();
        Assert.Equal("tester_nohash_3.wav", again!.Name);
        Assert.Equal("네/tester_nohash_3.wav\n", await File.ReadAllTextAsync(list));
        HttpResponseMessage gone = await studio.Send(HttpMethod.Delete, "/api/recordings/네/tester_nohash_9.wav");
        Assert.Equal("There is no take 'tester_nohash_9.wav' of '네' any more.", await RunningStudio.Error(gone));
    }

    [Fact]
    public async Task A_set_that_brings_no_lists_keeps_its_split_by_speakers()
    {
        await using RunningStudio studio = await RunningStudio.Start(prepare: folder =>
        {
            Directory.CreateDirectory(Path.Combine(folder, "my-words", "yes"));
            Words.Said(Words.Low).Save(Path.Combine(folder, "my-words", "yes", "a_nohash_0.wav"));
        });
        await Words.RecordBoth(studio);
        Assert.Empty(Directory.GetFiles(Path.Combine(studio.Folder, "my-words"), "*.txt"));
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("_background_noise_")]
    [InlineData("-x")]
    [InlineData("yes,no")]
    [InlineData("..")]
    [InlineData(" ")]
    public async Task A_word_or_speaker_that_is_no_name_is_refused_and_nothing_is_written(string name)
    {
        await using RunningStudio studio = await RunningStudio.Start();
        Assert.Equal($"'{name}' cannot be a word. Take letters and digits, 40 at the most.", await RunningStudio.Error(await Words.Keep(studio, Words.Said(Words.Low), name)));
        Assert.Equal($"'{name}' cannot be a name of the speaker. Take letters and digits, 40 at the most.", await RunningStudio.Error(await Words.Keep(studio, Words.Said(Words.Low), "yes", name)));
        Assert.Empty(Directory.GetFileSystemEntries(studio.Folder));
    }

    [Fact]
    public async Task An_empty_recording_is_refused()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        HttpResponseMessage silent = await Words.Keep(studio, new AudioClip(new float[16_000], 16_000), "yes");
        Assert.Equal("The recording is empty: every sample is zero. Is the microphone muted? Record again.", await RunningStudio.Error(silent));
        HttpResponseMessage nothing = await studio.Send(HttpMethod.Post, "/api/sounds?trim=true", new ByteArrayContent([]));
        Assert.Equal("The recording is empty: no sound arrived. Record again, or choose another file.", await RunningStudio.Error(nothing));
        Assert.False(Directory.Exists(Path.Combine(studio.Folder, "my-words")));
    }

    [Fact]
    public async Task Other_words_are_added_once_and_are_none_of_mine()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        await Words.Keep(studio, Words.Said(Words.Low), "five");
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await studio.Send(HttpMethod.Post, "/api/recordings/others")).StatusCode);
            Assert.Equal(120, Directory.GetFiles(Path.Combine(studio.Folder, "my-words", "unknown")).Length);
        }

        DataSet set = DataSet.Open(Path.Combine(studio.Folder, "my-words"), new DataOptions { Labels = ["five"], UnknownShare = 100 });
        Assert.Equal(["five", "unknown", "silence"], set.Labels);
    }

    [Fact]
    public async Task A_full_disk_is_told_and_leaves_no_half_take()
    {
        string disk = Directory.CreateTempSubdirectory("hark-disk-").FullName;
        Assert.SkipUnless(Mount("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk), "a small disk cannot be mounted here (needs root)");
        try
        {
            await using RunningStudio studio = await RunningStudio.Start(o => o with { Recordings = Path.Combine(disk, "my-words") });
            HttpResponseMessage answer;
            int kept = 0;
            while ((answer = await Words.Keep(studio, Words.Said(Words.Low), "yes")).IsSuccessStatusCode)
            {
                kept++;
            }

            Assert.InRange(kept, 1, 3);
            string message = await RunningStudio.Error(answer);
            Assert.StartsWith(Path.Combine(disk, "my-words"), message, StringComparison.Ordinal);
            Assert.EndsWith("Check that the folder exists, may be written to and has room.", message, StringComparison.Ordinal);
            string[] files = Directory.GetFiles(Path.Combine(disk, "my-words", "yes"));
            Assert.Equal(kept, files.Length);
            Assert.All(files, file => Assert.Equal(16_000, AudioClip.Load(file).Frames));
        }
        finally
        {
            Mount("umount", "-l", disk);
            Directory.Delete(disk);
        }
    }

    private static bool Mount(string program, params string[] arguments)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
