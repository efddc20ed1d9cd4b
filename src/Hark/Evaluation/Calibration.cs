using Hark.Data;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using Hark.Training;

namespace Hark.Evaluation;

/// <summary>One bin of a reliability diagram: clips whose top probability lies in Low &lt; p ≤ High.</summary>
/// <param name="Low">Exclusive lower edge.</param>
/// <param name="High">Inclusive upper edge.</param>
/// <param name="Count">Clips in the bin.</param>
/// <param name="Confidence">Their mean top probability; NaN in an empty bin.</param>
/// <param name="Accuracy">The share of them that is right; NaN in an empty bin.</param>
public readonly record struct ReliabilityBin(double Low, double High, int Count, double Confidence, double Accuracy);

/// <summary>
/// Whether a classifier's probabilities can be believed: of the clips it is 80 % sure of, 80 % should be right. After Guo and
/// others, "On Calibration of Modern Neural Networks" (2017).
/// </summary>
public static class Calibration
{
    /// <summary>Sorts clips by their top probability into bins of equal width.</summary>
    /// <param name="probabilities">[clips × classes], each row adds up to 1.</param>
    /// <param name="actual">[clips] the true class of each.</param>
    /// <param name="bins">At least 1.</param>
    public static IReadOnlyList<ReliabilityBin> Reliability(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> actual, int bins = 15)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        int classes = Classes(probabilities.Length, actual);
        var count = new int[bins];
        var right = new int[bins];
        var confidence = new double[bins];
        for (int clip = 0; clip < actual.Length; clip++)
        {
            ReadOnlySpan<float> row = probabilities.Slice(clip * classes, classes);
            int top = IndexOfHighest(row);
            int bin = Math.Clamp((int)Math.Ceiling(row[top] * (double)bins) - 1, 0, bins - 1);
            count[bin]++;
            right[bin] += top == actual[clip] ? 1 : 0;
            confidence[bin] += row[top];
        }

        var result = new ReliabilityBin[bins];
        for (int bin = 0; bin < bins; bin++)
        {
            result[bin] = new((double)bin / bins, (bin + 1.0) / bins, count[bin], confidence[bin] / count[bin], (double)right[bin] / count[bin]);
        }

        return result;
    }

    /// <summary>Expected calibration error: Σ (clips in bin / clips) · |accuracy − confidence|, 0..1; 0 without clips.</summary>
    /// <param name="probabilities">[clips × classes], each row adds up to 1.</param>
    /// <param name="actual">[clips] the true class of each.</param>
    /// <param name="bins">Bins of equal width, at least 1.</param>
    public static double ExpectedError(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> actual, int bins = 15)
    {
        double error = 0;
        foreach (ReliabilityBin bin in Reliability(probabilities, actual, bins))
        {
            error += bin.Count == 0 ? 0 : bin.Count * Math.Abs(bin.Accuracy - bin.Confidence);
        }

        return actual.IsEmpty ? 0 : error / actual.Length;
    }

    /// <summary>Mean negative log-likelihood of the true classes under softmax(logits / temperature), in nats.</summary>
    /// <param name="logits">[clips × classes].</param>
    /// <param name="actual">[clips] the true class of each.</param>
    /// <param name="temperature">Above 0; more than 1 makes the classifier less sure.</param>
    public static double NegativeLogLikelihood(ReadOnlySpan<float> logits, ReadOnlySpan<int> actual, double temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        int classes = Classes(logits.Length, actual);
        double sum = 0;
        for (int clip = 0; clip < actual.Length; clip++)
        {
            ReadOnlySpan<float> row = logits.Slice(clip * classes, classes);
            double highest = double.NegativeInfinity;
            foreach (float logit in row)
            {
                highest = Math.Max(highest, logit);
            }

            double total = 0;
            foreach (float logit in row)
            {
                total += Math.Exp((logit - highest) / temperature);
            }

            sum += Math.Log(total) - ((row[actual[clip]] - highest) / temperature);
        }

        return actual.IsEmpty ? double.NaN : sum / actual.Length;
    }

    /// <summary>
    /// The temperature between 0.05 and 20 that minimises <see cref="NegativeLogLikelihood"/>: fit it on validation logits, divide logits
    /// by it ever after. Labels do not change, probabilities become believable.
    /// </summary>
    /// <param name="logits">[clips × classes], finite.</param>
    /// <param name="actual">[clips] the true class of each, at least one.</param>
    /// <remarks>The loss is convex in 1/T, so it has one minimum also over ln T, where golden sections find it to 1e-6.</remarks>
    public static double FitTemperature(ReadOnlySpan<float> logits, ReadOnlySpan<int> actual)
    {
        if (actual.IsEmpty)
        {
            throw new ArgumentException("A temperature is fitted on at least one clip.", nameof(actual));
        }

        double ratio = (Math.Sqrt(5) - 1) / 2;
        double low = Math.Log(0.05);
        double high = Math.Log(20);
        double left = high - (ratio * (high - low));
        double right = low + (ratio * (high - low));
        double lossLeft = NegativeLogLikelihood(logits, actual, Math.Exp(left));
        double lossRight = NegativeLogLikelihood(logits, actual, Math.Exp(right));
        while (high - low > 1e-6)
        {
            if (lossLeft <= lossRight)
            {
                (high, right, lossRight) = (right, left, lossLeft);
                left = high - (ratio * (high - low));
                lossLeft = NegativeLogLikelihood(logits, actual, Math.Exp(left));
            }
            else
            {
                (low, left, lossLeft) = (left, right, lossRight);
                right = low + (ratio * (high - low));
                lossRight = NegativeLogLikelihood(logits, actual, Math.Exp(right));
            }
        }

        return Math.Exp((low + high) / 2);
    }

    /// <summary>
    /// Fits a run's temperature on the clips it was validated on and writes it into the run's settings and its one model file. The temperature stays 1
    /// where nothing can be learnt of it: where every clip was told right, or the network diverged.
    /// </summary>
    /// <param name="folder">The run.</param>
    /// <param name="network">With the weights that the run keeps.</param>
    /// <param name="settings">Of the run.</param>
    /// <param name="validation">At the model's rate and length, with its labels.</param>
    /// <param name="pool">The team that works.</param>
    /// <returns>The settings with the temperature.</returns>
    public static ModelSettings Calibrate(RunFolder folder, Network network, ModelSettings settings, ClipSource validation, WorkerPool pool)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(settings);
        Judgement judgement = Judgement.Of(network, settings, validation, pool);
        ModelSettings calibrated = settings with { Temperature = (float)TemperatureWhereLearnable(judgement.Logits, judgement.Actual) };
        AtomicFile.WriteText(folder.Settings, calibrated.ToJson() + "\n");
        ModelFile.Save(folder.Weights, network, calibrated);
        return calibrated;
    }

    /// <summary>
    /// The expected calibration error that a temperature reaches on speakers it was not fitted on: one is fitted on each half of the speakers, and each
    /// clip is judged at that of the other half. NaN where there is but one speaker.
    /// </summary>
    /// <param name="logits">[clips × classes].</param>
    /// <param name="actual">[clips] the true class of each.</param>
    /// <param name="speakers">[clips] the same number for clips of one speaker.</param>
    internal static double CrossFittedError(ReadOnlySpan<float> logits, ReadOnlySpan<int> actual, ReadOnlySpan<int> speakers)
    {
        // Speakers in the order of their first clips go to the halves in turn.
        int classes = Classes(logits.Length, actual);
        var halfOf = new Dictionary<int, int>();
        List<int>[] halves = [[], []];
        for (int clip = 0; clip < actual.Length; clip++)
        {
            halfOf.TryAdd(speakers[clip], halfOf.Count % 2);
            halves[halfOf[speakers[clip]]].Add(clip);
        }

        if (halfOf.Count < 2)
        {
            return double.NaN;
        }

        float[] probabilities = new float[logits.Length];
        for (int half = 0; half < 2; half++)
        {
            List<int> others = halves[1 - half];
            float[] theirLogits = new float[others.Count * classes];
            int[] theirs = new int[others.Count];
            for (int i = 0; i < others.Count; i++)
            {
                logits.Slice(others[i] * classes, classes).CopyTo(theirLogits.AsSpan(i * classes));
                theirs[i] = actual[others[i]];
            }

            double temperature = TemperatureWhereLearnable(theirLogits, theirs);
            foreach (int clip in halves[half])
            {
                Softmax.Row(logits.Slice(clip * classes, classes), probabilities.AsSpan(clip * classes, classes), (float)temperature);
            }
        }

        return ExpectedError(probabilities, actual);
    }

    /// <summary>1 where nothing can be learnt: where every clip was told right, or the network diverged.</summary>
    private static double TemperatureWhereLearnable(ReadOnlySpan<float> logits, ReadOnlySpan<int> actual)
    {
        int classes = Classes(logits.Length, actual);
        bool anyWrong = false;
        for (int clip = 0; clip < actual.Length && !anyWrong; clip++)
        {
            anyWrong = IndexOfHighest(logits.Slice(clip * classes, classes)) != actual[clip];
        }

        return anyWrong && double.IsFinite(NegativeLogLikelihood(logits, actual)) ? FitTemperature(logits, actual) : 1;
    }

    private static int IndexOfHighest(ReadOnlySpan<float> row)
    {
        int highest = 0;
        for (int i = 1; i < row.Length; i++)
        {
            highest = row[i] > row[highest] ? i : highest;
        }

        return highest;
    }

    private static int Classes(int values, ReadOnlySpan<int> actual)
    {
        if (actual.IsEmpty)
        {
            return 0;
        }

        if (values == 0 || values % actual.Length != 0)
        {
            throw new ArgumentException($"{values} values for {actual.Length} clips: there must be one row of classes for each clip.", nameof(actual));
        }

        int classes = values / actual.Length;
        foreach (int label in actual)
        {
            if ((uint)label >= (uint)classes)
            {
                throw new ArgumentOutOfRangeException(nameof(actual), label, $"The classes are 0 to {classes - 1}.");
            }
        }

        return classes;
    }
}
