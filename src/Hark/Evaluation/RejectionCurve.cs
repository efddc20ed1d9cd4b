using Hark.Data;

namespace Hark.Evaluation;

/// <summary>What comes of believing a word only at or above a probability.</summary>
/// <param name="Threshold">0..1.</param>
/// <param name="WordsKept">Of the clips of known words, the share taken for some word; NaN without such clips.</param>
/// <param name="WordsRight">Of the clips of known words, the share taken for the right word; NaN without such clips.</param>
/// <param name="UnknownPassed">Of the clips of unknown words, the share taken for a word: false alarms; NaN without such clips.</param>
/// <param name="SilencePassed">The same of the clips of silence.</param>
public readonly record struct RejectionPoint(double Threshold, double WordsKept, double WordsRight, double UnknownPassed, double SilencePassed);

/// <summary>
/// How many words are lost, and how many unknown ones still pass, at each threshold. A clip passes as a word if the likeliest label is one (neither
/// <c>unknown</c> nor <c>silence</c>) and at least as probable as the threshold.
/// </summary>
public static class RejectionCurve
{
    /// <summary>The points at thresholds 0, 0.01, ... 1.</summary>
    /// <param name="labels">Names of the classes; <c>unknown</c> and <c>silence</c> (also with underscores around) are no words.</param>
    /// <param name="probabilities">[clips × classes], each row adds up to 1.</param>
    /// <param name="actual">[clips] the true class of each.</param>
    public static IReadOnlyList<RejectionPoint> Of(IReadOnlyList<string> labels, ReadOnlySpan<float> probabilities, ReadOnlySpan<int> actual)
    {
        ArgumentNullException.ThrowIfNull(labels);
        const int steps = 100;
        if (probabilities.Length != actual.Length * labels.Count)
        {
            throw new ArgumentException($"{probabilities.Length} probabilities for {actual.Length} clips of {labels.Count} classes: there must be one row of classes for each clip.", nameof(probabilities));
        }

        var clips = new int[3];
        var passed = new int[3, steps + 1];
        var right = new int[steps + 1];
        for (int clip = 0; clip < actual.Length; clip++)
        {
            Kind kind = KindOf(labels[actual[clip]]);
            clips[(int)kind]++;
            ReadOnlySpan<float> row = probabilities.Slice(clip * labels.Count, labels.Count);
            int top = Kernels.Softmax.IndexOfLargest(row);
            if (KindOf(labels[top]) != Kind.Word)
            {
                continue;
            }

            for (int step = 0; step <= steps && row[top] >= (double)step / steps; step++)
            {
                passed[(int)kind, step]++;
                right[step] += top == actual[clip] ? 1 : 0;
            }
        }

        var points = new RejectionPoint[steps + 1];
        for (int step = 0; step <= steps; step++)
        {
            points[step] = new(
                (double)step / steps, Share(passed[0, step], clips[0]), Share(right[step], clips[0]), Share(passed[1, step], clips[1]), Share(passed[2, step], clips[2]));
        }

        return points;
    }

    private static double Share(int part, int whole) => whole == 0 ? double.NaN : (double)part / whole;

    private static Kind KindOf(string label)
        => SpeechCommandsLabels.IsUnknown(label) ? Kind.Unknown : SpeechCommandsLabels.IsSilence(label) ? Kind.Silence : Kind.Word;

    private enum Kind
    {
        Word,
        Unknown,
        Silence,
    }
}
