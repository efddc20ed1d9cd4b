using Hark.Audio;
using Hark.Data;
using Hark.Evaluation;
using Hark.Kernels;
using Hark.Models;
using Hark.Training;

namespace Hark.Tests.Evaluation;

public sealed class JudgementFiguresTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hark-온도-").FullName;
    private readonly NoisyTask _task = new("네", "no", "unknown");

    [Fact]
    public void The_interval_is_over_speakers_where_names_tell_them()
    {
        Judgement judgement = Judgement.Of(_task.Network, _task.Settings, _task.Clips, threads: 1);
        EvaluationFigures figures = judgement.Figures();
        Assert.Equal(6, figures.Speakers);
        Assert.Equal(AccuracyInterval.ByCluster(judgement.Correct, [.. Enumerable.Range(0, 24).Select(i => i / 4)], 7), figures.Interval);
        ClipSource nameless = LabeledClips.From(NpyArray.From(Enumerable.Range(0, 3 * 16000).Select(i => (i % 97) / 97f).ToArray(), 3, 16000), NpyArray.FromStrings(["no", "unknown", "네"], 3), 16000);
        EvaluationFigures blind = Judgement.Of(_task.Network, _task.Settings with { Labels = [.. nameless.Labels] }, nameless, threads: 1).Figures();
        Assert.Equal(0, blind.Speakers);
        Assert.Equal(3, blind.ClipsWithoutSpeaker);
    }

    [Fact]
    public void The_temperature_is_fitted_stored_in_both_files_and_changes_no_label()
    {
        RunFolder run = RunFolder.Create(Path.Combine(_folder, "run"));
        using var pool = new WorkerPool(1);
        ModelSettings calibrated = Calibration.Calibrate(run, _task.Network, _task.Settings, _task.Clips, pool);
        Assert.NotEqual(1, calibrated.Temperature);
        Assert.Equal(calibrated.Temperature, run.ReadSettings().Temperature);
        Assert.Equal(calibrated.Temperature, ModelFile.ReadSettings(run.Weights).Temperature);

        Judgement before = Judgement.Of(_task.Network, _task.Settings, _task.Clips, pool), after = Judgement.Of(_task.Network, calibrated, _task.Clips, pool);
        Assert.Equal(before.Predicted, after.Predicted);
        Assert.Equal(before.Loss, after.Loss);
        Assert.Equal((float)Calibration.FitTemperature(before.Logits, before.Actual), calibrated.Temperature);
        Assert.Equal(before.Figures().CalibrationError, after.Figures().CalibrationErrorBefore);
        int[] speakers = [.. Enumerable.Range(0, 24).Select(i => i / 4)];
        Assert.Equal(Calibration.CrossFittedError(before.Logits, before.Actual, speakers), after.Figures().CalibrationErrorCrossFitted);
        using Classifier words = Classifier.Load(run.Path, threads: 1);
        for (int i = 0; i < _task.Clips.Count; i++)
        {
            Prediction heard = words.Predict(_task.Clips.Clip(i));
            Assert.Equal(after.Probabilities(i)[after.Predicted[i]], heard.Probability, 1e-5f);
            Assert.Equal(_task.Settings.Labels[before.Predicted[i]], heard.Label);
            Assert.NotEqual(before.Probabilities(i)[before.Predicted[i]], heard.Probability);
        }
    }

    [Fact]
    public void Where_every_clip_is_right_there_is_nothing_to_fit()
    {
        Judgement judgement = Judgement.Of(_task.Network, _task.Settings, _task.Clips, threads: 1);
        int[] right = [.. Enumerable.Range(0, judgement.Actual.Length).Where(i => judgement.Correct[i])];
        Assert.NotEmpty(right);
        using var pool = new WorkerPool(1);
        RunFolder run = RunFolder.Create(Path.Combine(_folder, "all right"));
        Assert.Equal(1, Calibration.Calibrate(run, _task.Network, _task.Settings with { Temperature = 3 }, _task.Clips.Subset(right), pool).Temperature);
    }

    [Fact]
    public void Two_judgements_are_paired_by_name_and_label()
    {
        using var other = new NoisyTask("no", "unknown");
        Judgement first = Judgement.Of(_task.Network, _task.Settings, _task.Clips, threads: 1), second = Judgement.Of(other.Network, other.Settings, other.Clips, threads: 1);

        // Clip i is of label i modulo 3 here and modulo 2 there: by name, few are the same.
        string[] shared = [.. Enumerable.Range(0, _task.Clips.Count).Select(i => _task.Clips.Name(i)).Intersect(Enumerable.Range(0, other.Clips.Count).Select(i => other.Clips.Name(i)))];
        Assert.NotEmpty(shared);
        JudgementPair pair = JudgementPair.Of(first, _task.Clips, second, other.Clips);
        Assert.Equal(shared.Length, pair.Comparison.Clips);
        Assert.Equal(pair.Comparison.OnlyFirst + pair.Comparison.OnlySecond, pair.Disagreements.Count);
        Assert.All(pair.Disagreements, clip => Assert.True((clip.First == clip.Label) != (clip.Second == clip.Label)));

        using var stranger = new NoisyTask("하나", "둘");
        Judgement third = Judgement.Of(stranger.Network, stranger.Settings, stranger.Clips, threads: 1);
        Assert.Equal(
            "The two runs share no clip of the same label: there is nothing to compare. Choose data that both know with --data; where it is split by each run's own seed, judge all of it with --split all.",
            Assert.Throws<HarkException>(() => JudgementPair.Of(first, _task.Clips, third, stranger.Clips)).Message);
    }

    public void Dispose()
    {
        _task.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
