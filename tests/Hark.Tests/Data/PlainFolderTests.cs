using Hark.Data;

namespace Hark.Tests.Data;

public class PlainFolderTests
{
    [Fact]
    public void Folders_are_labels_and_are_split_as_scikit_learn_does()
    {
        using ClipFolder folder = Folder("네", "아니요", 10);
        DataSet data = DataSet.Open(folder.Path, new() { Seed = 42, ClipSamples = 64, TestSize = 0.2 });

        Assert.Equal(DataKind.PlainFolder, data.Kind);
        Assert.Equal(["네", "아니요"], data.Labels);
        Assert.Equal((16, 4), (data.Train.Count, data.Test.Count));
        Assert.True(data.ValidatesOnTest);

        // RandomState(42).permutation(20) begins 0 17 15 1.
        Assert.Equal(["네/00.wav", "아니요/07.wav", "아니요/05.wav", "네/01.wav"], Enumerable.Range(0, 4).Select(i => data.Test.Name(i)));
        Assert.Equal(18 / 32768f, data.Test.Clip(1).Samples[0]);
    }

    [Fact]
    public void A_korean_label_is_the_same_in_letters_and_in_syllables()
    {
        // 네 and 닭발, as macOS may store them.
        using ClipFolder folder = Folder("\u1102\u1166", "\u1103\u1161\u11B0\u1107\u1161\u11AF", 4);
        DataSet data = DataSet.Open(folder.Path, new() { Labels = ["닭발", "네"], ClipSamples = 64 });
        Assert.Equal(["닭발", "네"], data.Labels);
        Assert.Equal([4, 4], data.All.CountByLabel());
        Assert.Equal(8, data.Summary.Recordings);
        Assert.NotEqual(0, data.All.Clip(0).Samples[0]);
    }

    [Fact]
    public void A_clip_is_on_the_same_side_whichever_labels_are_picked()
    {
        using ClipFolder folder = Folder("unknown", "yes", 10);
        for (int i = 0; i < 10; i++)
        {
            folder.Add($"zebra/{i}.wav", frames: 64);
        }

        string[] trained = TestNames(new() { Labels = ["yes", "unknown"] });
        string[] judged = TestNames(new() { ModelLabels = ["yes", "unknown"] });
        Assert.Equal(trained, judged.Where(name => !name.StartsWith("zebra", StringComparison.Ordinal)));
        Assert.Equal(trained, TestNames(new()).Where(name => !name.StartsWith("zebra", StringComparison.Ordinal)));
        Assert.NotEqual(trained, judged);

        string[] TestNames(DataOptions options)
        {
            ClipSource test = DataSet.Open(folder.Path, options with { TestSize = 0.5 }).Test;
            return [.. Enumerable.Range(0, test.Count).Select(i => test.Name(i))];
        }
    }

    [Fact]
    public void A_label_may_be_named_like_a_file()
    {
        using ClipFolder folder = Folder("yes.wav", "NO.WAV", 4);
        Assert.Equal(["NO.WAV", "yes.wav"], DataSet.Open(folder.Path).Labels);
    }

    [Fact]
    public void Files_without_a_label_are_left_out_and_counted()
    {
        using ClipFolder folder = Folder("a", "b", 4).Add("loose.wav", frames: 8).Write("a/readme.txt", "not audio");
        DataSet data = DataSet.Open(folder.Path);
        Assert.Equal(8, data.All.Count);
        Assert.Contains("1 .wav files beside the label folders have no label and are left out.", data.Summary.Notes);
    }

    [Fact]
    public void The_summary_counts_what_is_done_to_the_clips()
    {
        using ClipFolder folder = Folder("a", "b", 4)
            .Add("a/short.wav", frames: 63)
            .Add("a/long.wav", frames: 65)
            .Add("b/stereo.wav", frames: 64, channels: 2)
            .Add("b/fast.wav", frames: 192, sampleRate: 48000)
            .Add("b/fast-and-long.wav", frames: 193, sampleRate: 48000);
        DataSummary summary = DataSet.Open(folder.Path, new() { ClipSamples = 64 }).Summary;

        Assert.Equal((1, 2, 2, 1), (summary.Padded, summary.Cut, summary.Resampled, summary.MixedDown));
        Assert.Equal([(16000, 11), (48000, 2)], summary.SampleRates);
        Assert.Equal(13, summary.Recordings);
        Assert.Equal(13, summary.Clips.Train + summary.Clips.Test);
        Assert.Equal(summary.Clips.Test, summary.Labels.Sum(label => label.Clips.Test));
    }

    [Fact]
    public void A_label_without_clips_is_refused_by_name()
    {
        using ClipFolder folder = Folder("a", "b", 4).Write("c/readme.txt", "");
        Assert.Equal($"{folder["c"]}: holds no .wav file, so label 'c' has no clips. Add recordings or remove the folder.", Fault(() => DataSet.Open(folder.Path)));
        Assert.Equal(["b", "a"], DataSet.Open(folder.Path, new() { Labels = ["b", "a"] }).Labels);
    }

    [Fact]
    public void A_label_whose_clips_all_went_to_the_test_side_is_refused_by_name()
    {
        using ClipFolder folder = Folder("a", "b", 2);
        DataSet data = Enumerable.Range(0, 50).Select(seed => DataSet.Open(folder.Path, new() { Seed = seed, TestSize = 0.5 }))
            .First(set => set.Train.CountByLabel().Contains(0));
        string label = data.Labels[Array.IndexOf(data.Train.CountByLabel(), 0)];
        Assert.Equal(
            $"{folder.Path}: no training clips of label '{label}'; every label needs some. Add recordings, or pick other labels with --labels.",
            Fault(data.EnsureTrainable));
    }

    private static ClipFolder Folder(string first, string second, int clips)
    {
        var folder = new ClipFolder();
        for (int i = 0; i < 2 * clips; i++)
        {
            folder.Add($"{(i < clips ? first : second)}/{i % clips:00}.wav", level: (i + 1) / 32768f, frames: 64);
        }

        return folder;
    }

    private static string Fault(Action action) => Assert.Throws<HarkException>(action).Message;
}
