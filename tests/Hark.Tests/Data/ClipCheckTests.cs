using Hark.Audio;
using Hark.Data;

namespace Hark.Tests.Data;

public class ClipCheckTests
{
    [Fact]
    public void Each_fault_is_found_once_and_sound_clips_are_let_alone()
    {
        using var folder = new TemporaryFolder();
        AudioClip word = Fading(440, 0.5);
        Save("words/네/0-good.wav", word);
        Save("words/네/1-twin.wav", word);
        Save("words/네/2-silent.wav", word.WithGain(-60));
        Save("words/네/3-zeros.wav", new AudioClip(new float[16000], 16000));
        Save("words/네/4-clipped.wav", Fading(300, 3));
        Save("words/네/5-cut.wav", word.Slice(8000, 8000));
        Save("words/아니요/6-twin.wav", word);
        Save("words/아니요/7-good.wav", Fading(600, 0.5));
        File.WriteAllText(folder["words/아니요/8-broken.wav"], "no sound");

        Save("words/네/9-short.wav", Fading(440, 0.5).Slice(7500, 1000));
        Save("words/네/a-rate.wav", Sampling.Sample(t => 0.4 * Math.Pow(Math.Sin(Math.PI * t), 2) * Math.Sin(2000 * t), 8000, 1));
        var set = DataSet.Open(folder["words"], new() { TestSize = 0 });
        ClipSource clips = set.Recorded;
        int most = 0;
        IReadOnlyList<ClipFinding> found = ClipCheck.Find(set, (done, all) => InterlockedMax(ref most, Math.Min(done, all)));
        Assert.Equal(clips.Count, most);
        Assert.Equal(
            [
                ("1-twin.wav", "네", ClipFault.Copy), ("2-silent.wav", "네", ClipFault.Silent), ("3-zeros.wav", "네", ClipFault.Silent),
                ("4-clipped.wav", "네", ClipFault.Clipped), ("5-cut.wav", "네", ClipFault.CutOff),
                ("6-twin.wav", "아니요", ClipFault.Copy), ("8-broken.wav", "아니요", ClipFault.Unreadable),
                ("9-short.wav", "네", ClipFault.TooShort), ("a-rate.wav", "네", ClipFault.OddRate),
            ],
            found.Select(f => (Path.GetFileName(f.Name), f.Label, f.Fault)).Order());
        foreach (ClipFinding finding in found)
        {
            Assert.Equal((clips.Name(finding.Index), clips.Label(finding.Index)), (finding.Name, finding.Label));
        }

        Assert.Equal("zeros", found.Single(f => f.Name.EndsWith("3-zeros.wav", StringComparison.Ordinal)).Detail);
        Assert.Matches("^begins [0-6] dB below its loudest$", found.Single(f => f.Fault == ClipFault.CutOff).Detail);
        Assert.Equal("8,000 Hz, most are 16,000 Hz", found.Single(f => f.Fault == ClipFault.OddRate).Detail);
        Assert.Equal("63 ms of sound", found.Single(f => f.Fault == ClipFault.TooShort).Detail);
        Assert.Contains(found, f => f.Fault == ClipFault.Copy && f.Detail.Contains(", labelled ", StringComparison.Ordinal));

        void Save(string name, AudioClip clip)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
            clip.Save(folder[name]);
        }
    }

    [Fact]
    public void A_recording_on_both_sides_of_a_split_is_found_by_its_sound()
    {
        using ClipFolder folder = Loud("예", "아니요").WriteLists(1, 1);
        Assert.Empty(Copies(folder));

        // The same sound in another file format, under another name and speaker; and once more within the training clips.
        string[] words = [.. Directory.GetFiles(folder["예"]).Order(StringComparer.Ordinal)];
        AudioClip.Load(words[^1]).Save(folder["예/copy_nohash_0.wav"], WavEncoding.Float32);
        File.Copy(words[0], folder["예/twin_nohash_0.wav"]);
        string first = $"예/{Path.GetFileName(words[0])}", last = $"예/{Path.GetFileName(words[^1])}";
        Assert.Equal(
            [
                ("예/twin_nohash_0.wav", DataSplit.Train, ClipFault.Copy, first, first),
                (last, DataSplit.Test, ClipFault.SharedCopy, "예/copy_nohash_0.wav", "예/copy_nohash_0.wav (training)"),
            ],
            Copies(folder).Select(f => (f.Name, f.Split, f.Fault, f.Twin, f.Detail)));
    }

    [Fact]
    public void Recordings_that_no_split_draws_are_checked_too_and_silent_ones_are_no_copies()
    {
        using ClipFolder folder = Loud("a", "b", "c").Add("c/nothing.wav", level: 0, frames: 64).Add("b/nothing.wav", level: 0, frames: 64).Add("silence/1.wav", level: 0);
        DataSet set = Open(folder, "a");
        ClipFinding[] silent = [.. ClipCheck.Find(set).Where(f => f.Fault == ClipFault.Silent)];
        Assert.Equal(["b/nothing.wav", "c/nothing.wav"], silent.Select(f => f.Name).Order(StringComparer.Ordinal));
        Assert.All(silent, f => Assert.Equal((f.Name, f.Label), (set.Recorded.Name(f.Index), set.Recorded.Label(f.Index))));
        Assert.Empty(Copies(folder));
    }

    [Fact]
    public void Rows_of_an_archive_are_compared_too()
    {
        using var folder = new ClipFolder();
        float[] waves = [.. Enumerable.Range(0, 20).SelectMany(row => Enumerable.Repeat(((row % 10) + 1) / 64f, 8))];
        string[] labels = [.. Enumerable.Range(0, 20).Select(row => row % 2 == 0 ? "a" : "b")];
        Npz.Save(folder["twice.npz"], ("wav_vals", NpyArray.From(waves, 20, 8)), ("label_vals", NpyArray.FromStrings(labels, 20, 1)));
        var data = DataSet.Open(folder["twice.npz"], new() { TestSize = 0.25, NpzSampleRate = 8 });
        ClipFinding[] copies = [.. ClipCheck.Find(data).Where(f => f.Fault is ClipFault.Copy or ClipFault.SharedCopy)];
        Assert.Equal(10, copies.Length);
        Assert.Contains(copies, f => f.Fault == ClipFault.SharedCopy && f.Split == DataSplit.Test);
        Assert.All(copies, f => Assert.Equal(data.Recorded.Name(f.Index), f.Name));
    }

    [Fact]
    public void One_speaker_on_both_sides_is_told_once()
    {
        using ClipFolder folder = new ClipFolder().AddWord("a", 3).AddWord("b", 3).Add("a/anna_nohash_0.wav", frames: 8).Add("b/anna_nohash_1.wav", frames: 8).Add("b/anna_nohash_2.wav", frames: 8)
            .Write("validation_list.txt", "b/anna_nohash_1.wav\nb/anna_nohash_2.wav");
        var data = DataSet.Open(folder.Path, new() { Labels = ["a", "b"] });
        ClipFinding finding = Assert.Single(ClipCheck.Find(data), f => f.Fault == ClipFault.SharedSpeaker);
        Assert.Equal(("b/anna_nohash_1.wav", "a/anna_nohash_0.wav", "anna, also in training"), (finding.Name, finding.Twin, finding.Detail));
        Assert.Equal(1, data.Summary.SharedSpeakers);
        Assert.Contains("1 speakers stand in more than one split, for example anna: the figures flatter the model, which has heard them.", data.Summary.Notes);
    }

    /// <summary>Four recordings a word, each as loud as no other.</summary>
    private static ClipFolder Loud(params string[] words)
    {
        var folder = new ClipFolder();
        for (int i = 0; i < 4 * words.Length; i++)
        {
            folder.Add($"{words[i / 4]}/{i}_nohash_0.wav", level: (i + 1) / 64f, frames: 64);
        }

        return folder;
    }

    private static DataSet Open(ClipFolder folder, params string[] labels) => DataSet.Open(folder.Path, new() { Labels = labels, ClipSamples = 64 });

    private static ClipFinding[] Copies(ClipFolder folder)
        => [.. ClipCheck.Find(Open(folder, [.. Directory.GetDirectories(folder.Path).Select(path => Path.GetFileName(path)!).Where(name => name != "silence")])).Where(f => f.Fault is ClipFault.Copy or ClipFault.SharedCopy)];

    /// <summary>A tone that swells and fades within a second.</summary>
    private static AudioClip Fading(double hertz, double amplitude)
        => Sampling.Sample(t => Math.Clamp(amplitude * Math.Pow(Math.Sin(Math.PI * t), 2) * Math.Sin(2 * Math.PI * hertz * t), -1, 1), 16000, 1);

    private static void InterlockedMax(ref int most, int value)
    {
        int seen = Volatile.Read(ref most);
        while (value > seen && Interlocked.CompareExchange(ref most, value, seen) is var now && now != seen)
        {
            seen = now;
        }
    }
}
