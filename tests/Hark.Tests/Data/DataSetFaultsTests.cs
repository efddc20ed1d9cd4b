using Hark.Audio;
using Hark.Data;

namespace Hark.Tests.Data;

public class DataSetFaultsTests
{
    [Fact]
    public void What_is_not_there_is_refused()
        => Assert.Equal(
            "/no/such/place: there is no such file or folder. Give a Speech Commands folder, a folder of label/*.wav, or an NPZ.",
            Fault(() => DataSet.Open("/no/such/place")));

    [Fact]
    public void A_folder_without_audio_is_refused()
    {
        using ClipFolder folder = new ClipFolder().Write("a/readme.txt", "");
        Assert.Equal(
            $"{folder.Path}: holds no audio: found no .wav file in a folder named by its label. Expected LABEL/FILE.wav, for example yes/1.wav.",
            Fault(() => DataSet.Open(folder.Path)));
    }

    [Fact]
    public void Clips_without_label_folders_are_refused()
    {
        using ClipFolder folder = new ClipFolder().Add("1.wav", frames: 8).Add("2.wav", frames: 8);
        Assert.Equal(
            $"{folder.Path}: its 2 .wav files have no label: they lie beside each other. Put each into a folder named by its label, for example yes/1.wav.",
            Fault(() => DataSet.Open(folder.Path)));
    }

    [Fact]
    public void A_recording_of_no_length_is_named_by_the_summary_and_when_it_is_read()
    {
        using ClipFolder folder = new ClipFolder().AddWord("a", 3).Add("b/none.wav", frames: 1).Add("b/one.wav", frames: 1);
        byte[] wav = File.ReadAllBytes(folder["b/none.wav"])[..^2];
        wav.AsSpan(wav.Length - 4).Clear();
        File.WriteAllBytes(folder["b/none.wav"], wav);
        DataSet data = DataSet.Open(folder.Path, new() { Labels = ["a", "b"] });
        string message = $"{folder["b/none.wav"]}: holds no audio: its data chunk at byte 36 has 0 bytes, not one whole frame. Record or export it again.";
        Assert.Equal(message, Fault(() => _ = data.Summary));
        Assert.Equal(message, Fault(data.Preload));
        int index = Enumerable.Range(0, data.All.Count).First(i => data.All.Name(i) == "b/none.wav");
        Assert.Equal(message, Fault(() => data.All.Clip(index)));
    }

    [Fact]
    public void A_broken_recording_is_named_even_in_the_background()
    {
        using ClipFolder folder = new ClipFolder().Add("a/1.wav", frames: 8).Add("a/2.wav", frames: 8).Add("b/1.wav", frames: 8).Write("b/2.wav", "no audio at all");
        DataSet data = DataSet.Open(folder.Path, new() { ClipSamples = 8 });
        Assert.StartsWith(folder["b/2.wav"] + ": ", Fault(() => _ = data.Summary), StringComparison.Ordinal);
        Assert.StartsWith(folder["b/2.wav"] + ": ", Fault(() => data.All.Batch(1).Prefetch(2).Epoch(0).Count()), StringComparison.Ordinal);

        byte[] whole = new AudioClip(new float[100], 16000).ToWavBytes();
        File.WriteAllBytes(folder["b/2.wav"], whole[..^50]);
        Assert.StartsWith(folder["b/2.wav"] + ": ", Fault(() => _ = DataSet.Open(folder.Path).Summary), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_broken_recordings_the_first_by_name_is_named()
    {
        using var folder = new ClipFolder();
        for (int i = 0; i < 64; i++)
        {
            _ = i < 20 ? folder.Add($"a/{i:00}.wav", frames: 8) : folder.Write($"a/{i:00}.wav", "no audio at all");
        }

        DataSet data = DataSet.Open(folder.Path);
        for (int i = 0; i < 5; i++)
        {
            Assert.StartsWith(folder["a/20.wav"] + ": ", Fault(data.Preload), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_picked_word_that_the_set_has_not_is_refused_with_those_that_it_has()
    {
        using ClipFolder folder = new ClipFolder().AddWord("예", 3).AddWord("bed", 3);
        Assert.Equal($"{folder.Path}: unknown label 'yes' in --labels. The set knows bed, 예.", Fault(() => DataSet.Open(folder.Path, new() { Labels = ["예", "yes"] })));
        Assert.Equal(
            $"{folder.Path}: holds none of the ten words (yes, no, up, down, left, right, on, off, stop, go). Pick labels of its own with --labels: bed, 예.",
            Fault(() => DataSet.Open(folder.Path)));
    }

    [Fact]
    public void Empty_splits_and_a_word_without_training_clips_are_refused_before_training()
    {
        using ClipFolder folder = new ClipFolder().AddWord("yes", 3).AddWord("no", 3).AddWord("bed", 3).WriteLists(1, 1);
        DataOptions options = new() { Labels = ["yes", "no"] };
        DataSet.Open(folder.Path, options).EnsureTrainable();

        string[] all = [.. Directory.GetFiles(folder.Path, "*.wav", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder.Path, file))];
        folder.Write("testing_list.txt", string.Join('\n', all.Where(name => name.StartsWith("no", StringComparison.Ordinal))));
        Assert.Equal(
            $"{folder.Path}: no training clips of label 'no'; every label needs some. Add recordings, or pick other labels with --labels.",
            Fault(DataSet.Open(folder.Path, options).EnsureTrainable));

        folder.Write("testing_list.txt", string.Join('\n', all));
        Assert.Equal(
            $"{folder.Path}: the training split is empty. Add recordings, or check its list files.",
            Fault(DataSet.Open(folder.Path, options).EnsureTrainable));

        folder.Write("testing_list.txt", "").Write("validation_list.txt", "");
        Assert.Equal(
            $"{folder.Path}: the validation split is empty, so no best epoch can be chosen. Add recordings, check its list files, or give a test or validation size above 0.",
            Fault(DataSet.Open(folder.Path, options).EnsureTrainable));
    }

    [Fact]
    public void Options_out_of_range_are_reported_together()
        => Assert.Equal(
            "Data options: test size 1 is not between 0 and 1; validation size 0.5 must be above 0 and leave room beside test size 1; "
            + "seed -1 is not between 0 and 4294967295; sample rate 0 is not at least 1; label 'a' is named twice.",
            Fault(() => DataSet.Open("/", new() { TestSize = 1, ValidationSize = 0.5, Seed = -1, SampleRate = 0, Labels = ["a", "b", "a"] })));

    private static string Fault(Action action) => Assert.Throws<HarkException>(action).Message;
}
