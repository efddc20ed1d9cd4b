using Hark.Audio;
using Hark.Data;

namespace Hark.Tests.Data;

public class DataInspectionTests
{
    [Fact]
    public void A_recording_on_both_sides_of_a_split_is_found_by_its_sound()
    {
        using ClipFolder folder = Loud("예", "아니요").WriteLists(1, 1);
        DataInspection inspection = Inspect(folder);
        Assert.Empty(inspection.AcrossSplits);
        Assert.Empty(inspection.Notes);

        // The same sound in another file format, under another name and speaker; and once more within the training clips.
        string[] words = [.. Directory.GetFiles(folder["예"]).Order(StringComparer.Ordinal)];
        AudioClip.Load(words[^1]).Save(folder["예/copy_nohash_0.wav"], WavEncoding.Float32);
        File.Copy(words[0], folder["예/twin_nohash_0.wav"]);
        inspection = Inspect(folder);
        SharedClip pair = Assert.Single(inspection.AcrossSplits);
        Assert.Equal(new SharedClip("예/copy_nohash_0.wav", DataSplit.Train, $"예/{Path.GetFileName(words[^1])}", DataSplit.Test), pair);
        Assert.Equal(1, inspection.CopiesWithinSplits);
        Assert.Equal(
            [
                $"1 recordings stand in more than one split, for example {pair.First} (training) and {pair.Second} (test): the figures flatter the model. Remove one of each.",
                "1 recordings are copies of another one of their split.",
            ],
            inspection.Notes);
    }

    [Fact]
    public void Silent_recordings_are_named_and_are_no_copies_of_each_other()
    {
        using ClipFolder folder = Loud("a", "b").Add("a/quiet.wav", level: 0.0009f, frames: 64).Add("b/nothing.wav", level: 0, frames: 64).Add("silence/1.wav", level: 0);
        DataInspection inspection = Inspect(folder);
        Assert.Equal(["a/quiet.wav", "b/nothing.wav"], inspection.Silent);
        Assert.Equal(0, inspection.CopiesWithinSplits);
        Assert.Equal(["2 recordings are silent (no sample beyond ±0.001), for example a/quiet.wav: record them again or remove them."], inspection.Notes);
    }

    [Fact]
    public void Rows_of_an_archive_are_compared_too()
    {
        using var folder = new ClipFolder();
        float[] waves = [.. Enumerable.Range(0, 20).SelectMany(row => Enumerable.Repeat(((row % 10) + 1) / 64f, 8))];
        string[] labels = [.. Enumerable.Range(0, 20).Select(row => row % 2 == 0 ? "a" : "b")];
        Npz.Save(folder["twice.npz"], ("wav_vals", NpyArray.From(waves, 20, 8)), ("label_vals", NpyArray.FromStrings(labels, 20, 1)));
        DataSet data = DataSet.Open(folder["twice.npz"], new() { TestSize = 0.25, NpzSampleRate = 8 });
        DataInspection inspection = data.Inspect();
        Assert.Equal(10, inspection.AcrossSplits.Count + inspection.CopiesWithinSplits);
        Assert.NotEmpty(inspection.AcrossSplits);
    }

    [Fact]
    public void One_speaker_on_both_sides_is_told()
    {
        using ClipFolder folder = new ClipFolder().AddWord("a", 3).AddWord("b", 3).Add("a/anna_nohash_0.wav", frames: 8).Add("b/anna_nohash_1.wav", frames: 8).Write("validation_list.txt", "b/anna_nohash_1.wav");
        DataSummary summary = DataSet.Open(folder.Path, new() { Labels = ["a", "b"] }).Summary;
        Assert.Equal(1, summary.SharedSpeakers);
        Assert.Contains("1 speakers stand in more than one split, for example anna: the figures flatter the model, which has heard them.", summary.Notes);
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

    private static DataInspection Inspect(ClipFolder folder) => DataSet.Open(folder.Path, new() { Labels = [.. Directory.GetDirectories(folder.Path).Select(path => Path.GetFileName(path)!).Where(name => name != "silence")], ClipSamples = 64 }).Inspect();
}
