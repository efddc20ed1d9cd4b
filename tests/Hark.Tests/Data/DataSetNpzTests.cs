using Hark.Data;

namespace Hark.Tests.Data;

public class DataSetNpzTests
{
    [Fact]
    public void The_archive_of_the_lesson_is_split_and_validated_on_its_test_clips()
    {
        using var folder = new ClipFolder();
        DataSet data = DataSet.Open(Save(folder, clips: 50, samples: 80), new() { Seed = 7 });

        Assert.Equal(DataKind.Npz, data.Kind);
        Assert.Equal(["yes", "no", "unknown"], data.Labels);
        Assert.Equal((45, 5, 5), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.True(data.ValidatesOnTest);
        Assert.Equal(50, data.All.Count);
        Assert.Equal((80, 80), (data.Train.SampleRate, data.Train.ClipSamples));
        Assert.Equal(
            ["The NPZ tells no sample rate: each row is taken as one second, 80 Hz.", "The validation clips are the test clips, as in the lesson."],
            data.Summary.Notes);
        Assert.Equal(50, data.Summary.Recordings);
        data.EnsureTrainable();
    }

    [Fact]
    public void A_validation_split_of_its_own_is_a_share_of_the_whole()
    {
        using var folder = new ClipFolder();
        DataSet data = DataSet.Open(Save(folder, clips: 50, samples: 8), new() { TestSize = 0.2, ValidationSize = 0.1, Stratify = true });
        Assert.Equal((35, 5, 10), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.False(data.ValidatesOnTest);
        Assert.Equal(50, Enumerable.Range(0, 50).Select(i => data.All.Name(i)).Distinct().Count());
        Assert.DoesNotContain("The validation clips are the test clips, as in the lesson.", data.Summary.Notes);
    }

    [Fact]
    public void Clips_are_brought_to_the_rate_and_length_of_a_model()
    {
        using var folder = new ClipFolder();
        string path = Save(folder, clips: 50, samples: 160);
        DataSet data = DataSet.Open(path, new() { SampleRate = 80, ClipSamples = 100 });
        Assert.Equal((80, 100), (data.Test.SampleRate, data.Test.ClipSamples));
        float[] clip = data.Test.Clip(0).Samples.ToArray();
        Assert.All([.. clip[..10], .. clip[90..]], sample => Assert.Equal(0, sample));
        Assert.NotEqual(0, clip[10]);
        Assert.NotEqual(0, clip[89]);
        Assert.Equal((50, 50, 0), (data.Summary.Resampled, data.Summary.Padded, data.Summary.Cut));

        // The same waves at the rate that they truly have: cut.
        data = DataSet.Open(path, new() { NpzSampleRate = 80, SampleRate = 80, ClipSamples = 100 });
        Assert.Equal((0, 0, 50), (data.Summary.Resampled, data.Summary.Padded, data.Summary.Cut));
    }

    [Fact]
    public void Picked_labels_leave_the_others_out_and_those_of_a_model_may_count_them_as_unknown()
    {
        using var folder = new ClipFolder();
        string path = Save(folder, clips: 50, samples: 8);
        DataSet data = DataSet.Open(path, new() { Labels = ["no", "yes"] });
        Assert.Equal(["no", "yes"], data.Labels);
        Assert.Equal(34, data.All.Count);
        Assert.Contains("16 clips of labels that are not picked are left out.", data.Summary.Notes);

        data = DataSet.Open(path, new() { ModelLabels = ["yes", "unknown", "silence"] });
        Assert.Equal([17, 33, 0], data.All.CountByLabel());
        Assert.Equal("no training clips of label 'silence'", Fault(data.EnsureTrainable).Split(": ")[1].Split(';')[0]);
    }

    [Fact]
    public void An_archive_without_the_arrays_is_refused_by_name()
    {
        using var folder = new ClipFolder();
        string path = folder["other.npz"];
        Npz.Save(path, ("wav_vals", NpyArray.From(new float[4], 2, 2)), ("y", NpyArray.From([1, 2])));
        Assert.Equal(
            $"{path}: holds no array 'label_vals'; expected 'wav_vals' [clips, samples] and 'label_vals' [clips, 1], found wav_vals, y.",
            Fault(() => DataSet.Open(path)));
    }

    [Fact]
    public void Labels_that_the_archive_does_not_know_are_refused_with_those_that_it_does()
    {
        using var folder = new ClipFolder();
        string path = Save(folder, clips: 9, samples: 8);
        Assert.Equal($"{path}: unknown label 'maybe' in --labels. The set knows yes, no, unknown.", Fault(() => DataSet.Open(path, new() { Labels = ["yes", "maybe"] })));
    }

    [Fact]
    public void A_split_without_training_clips_is_refused()
    {
        using var folder = new ClipFolder();
        string path = Save(folder, clips: 1, samples: 8);
        Assert.StartsWith($"{path}: splitting 1 clips", Fault(() => DataSet.Open(path)), StringComparison.Ordinal);
        Assert.Equal(
            $"{path}: the validation split is empty, so no best epoch can be chosen. Add recordings, check its list files, or give a test or validation size above 0.",
            Fault(() => DataSet.Open(path, new() { TestSize = 0 }).EnsureTrainable()));
    }

    /// <summary>Labels yes, no, unknown in turn; every sample tells its row.</summary>
    private static string Save(ClipFolder folder, int clips, int samples)
    {
        string path = folder[$"{clips}x{samples}.npz"];
        string[] labels = [.. Enumerable.Range(0, clips).Select(i => (i % 3) switch { 0 => "yes", 1 => "no", _ => "unknown" })];
        float[] waves = [.. Enumerable.Range(0, clips * samples).Select(i => (1f + (i / samples)) / 100)];
        Npz.Save(path, ("wav_vals", NpyArray.From(waves, clips, samples)), ("label_vals", NpyArray.FromStrings(labels, clips, 1)));
        return path;
    }

    private static string Fault(Action action) => Assert.Throws<HarkException>(action).Message;
}
