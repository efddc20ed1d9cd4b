using Hark.Data;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using Hark.Training;

namespace Hark.Evaluation;

/// <summary>A clip that was told wrong.</summary>
/// <param name="Index">Position in the judged clips.</param>
/// <param name="Name">File or row.</param>
/// <param name="Label">What it is.</param>
/// <param name="Predicted">What it was taken for.</param>
/// <param name="Probability">How sure the model was of that.</param>
public sealed record Mistake(int Index, string Name, string Label, string Predicted, float Probability);

/// <summary>What a model says of every clip of a set: the ground of all figures about it.</summary>
public sealed class Judgement
{
    private readonly ClipSource _clips;
    private readonly float[] _logits;
    private readonly float _temperature;

    private Judgement(ClipSource clips, float[] logits, float temperature)
    {
        _clips = clips;
        _logits = logits;
        _temperature = temperature;
        Actual = clips.LabelIndices();
        Predicted = new int[Actual.Length];
        Confusion = new ConfusionMatrix(clips.Labels);
        double loss = 0;
        for (int i = 0; i < Actual.Length; i++)
        {
            ReadOnlySpan<float> row = Row(i);
            loss += Softmax.LogSumExp(row) - row[Actual[i]];
            Predicted[i] = Softmax.IndexOfLargest(row);
        }

        Confusion.AddRange(Actual, Predicted);
        Loss = loss / Actual.Length;
    }

    /// <summary>[clips] label numbers.</summary>
    public int[] Actual { get; }

    /// <summary>[clips] label numbers; the first of equal logits.</summary>
    public int[] Predicted { get; }

    public ConfusionMatrix Confusion { get; }

    /// <summary>Mean cross-entropy of a clip, as in training: of the logits themselves, before the model's temperature.</summary>
    public double Loss { get; }

    /// <summary>[clips × labels].</summary>
    public ReadOnlySpan<float> Logits => _logits;

    /// <summary>Runs every clip through the front end and the network, at inference, on a team of its own.</summary>
    /// <param name="network">Trained; its outputs are the labels of the clips.</param>
    /// <param name="settings">Front end and temperature.</param>
    /// <param name="clips">At the model's rate and length, with the model's labels.</param>
    /// <param name="threads">0 takes one a processor.</param>
    public static Judgement Of(Network network, ModelSettings settings, ClipSource clips, int threads = 0)
    {
        using var pool = new WorkerPool(threads);
        return Of(network, settings, clips, pool);
    }

    /// <summary>Runs every clip through the front end and the network, at inference.</summary>
    /// <param name="network">Trained; its outputs are the labels of the clips.</param>
    /// <param name="settings">Front end and temperature.</param>
    /// <param name="clips">At the model's rate and length, with the model's labels.</param>
    /// <param name="pool">The team that works.</param>
    /// <param name="progress">Told the number of clips done; may be null.</param>
    public static Judgement Of(Network network, ModelSettings settings, ClipSource clips, WorkerPool pool, Action<int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clips);
        if (!clips.Labels.SequenceEqual(settings.Labels, StringComparer.Ordinal))
        {
            throw new HarkException($"The data's labels ({string.Join(", ", clips.Labels)}) are not the model's ({string.Join(", ", settings.Labels)}). Choose the data with the model's labels.");
        }

        if (clips.Count == 0)
        {
            throw new HarkException("The split is empty: there is nothing to evaluate. Choose another with --split.");
        }

        const int batchSize = 32;
        int classes = clips.Labels.Count;
        var logits = new float[clips.Count * classes];
        int done = 0;
        using var arena = new MemoryArena();
        using var whole = new Execution(network, Math.Min(batchSize, clips.Count), training: false, pool, arena);
        int rest = clips.Count % batchSize;
        using Execution last = rest == 0 ? whole : new Execution(network, rest, training: false, pool, arena);
        foreach (Batch batch in clips.WithFrontEnd(settings.FrontEnd).Batch(batchSize).Prefetch(2).Epoch(0))
        {
            Execution execution = batch.Count == whole.Batch ? whole : last;
            batch.Inputs.Span.CopyTo(execution.Input.Value);
            execution.Forward();
            execution.Output.Value.CopyTo(logits.AsSpan(done * classes));
            done += batch.Count;
            progress?.Invoke(done);
        }

        return new Judgement(clips, logits, settings.Temperature);
    }

    /// <summary>Whether each clip was told right.</summary>
    public bool[] Correct => [.. Actual.Zip(Predicted, (actual, predicted) => actual == predicted)];

    /// <summary>How far the figures, and the model's probabilities, can be trusted.</summary>
    /// <param name="seed">Names the draws of the interval.</param>
    public EvaluationFigures Figures(long seed = 7)
    {
        var speakers = ClipSpeakers.Of(_clips, Enumerable.Range(0, Actual.Length));
        float[] raw = AllProbabilities(1), told = AllProbabilities(_temperature);
        return new EvaluationFigures
        {
            Interval = speakers.Tell ? AccuracyInterval.ByCluster(Correct, speakers.Clusters, seed) : AccuracyInterval.Wilson(Confusion.Correct, Confusion.Total),
            Speakers = speakers.Tell ? speakers.Known : 0,
            ClipsWithoutSpeaker = speakers.Unnamed,
            Temperature = _temperature,
            CalibrationErrorBefore = Calibration.ExpectedError(raw, Actual),
            CalibrationError = Calibration.ExpectedError(told, Actual),
            CalibrationErrorCrossFitted = Calibration.CrossFittedError(_logits, Actual, speakers.Clusters),
            Reliability = Calibration.Reliability(told, Actual),
            Rejection = RejectionCurve.Of(_clips.Labels, told, Actual),
        };
    }

    /// <summary>One probability a label.</summary>
    public float[] Probabilities(int clip)
    {
        var probabilities = new float[_clips.Labels.Count];
        Softmax.Row(Row(clip), probabilities, _temperature);
        return probabilities;
    }

    /// <summary>Wrong clips, those the model was surest of first.</summary>
    public IReadOnlyList<Mistake> WorstMistakes(int most)
        => [.. Enumerable.Range(0, Actual.Length)
            .Where(i => Actual[i] != Predicted[i])
            .Select(i => new Mistake(i, _clips.Name(i), _clips.Labels[Actual[i]], _clips.Labels[Predicted[i]], Probabilities(i)[Predicted[i]]))
            .OrderByDescending(m => m.Probability)
            .Take(most)];

    private float[] AllProbabilities(float temperature)
    {
        int classes = _clips.Labels.Count;
        var probabilities = new float[_logits.Length];
        for (int clip = 0; clip < Actual.Length; clip++)
        {
            Softmax.Row(Row(clip), probabilities.AsSpan(clip * classes, classes), temperature);
        }

        return probabilities;
    }

    private ReadOnlySpan<float> Row(int clip)
    {
        int classes = _clips.Labels.Count;
        return _logits.AsSpan(clip * classes, classes);
    }
}
