using Hark.Kernels;

namespace Hark.Evaluation;

/// <summary>What is gained by refusing to answer below a threshold.</summary>
/// <param name="Threshold">Clips whose top probability is at least this are answered.</param>
/// <param name="Coverage">Their share of all clips, 0..1.</param>
/// <param name="Accuracy">The share of them that is right, 0..1; NaN where none is answered.</param>
public readonly record struct RejectionPoint(double Threshold, double Coverage, double Accuracy);

/// <summary>How accuracy rises when a classifier may say "I do not know": see Chow, "On Optimum Recognition Error and Reject Tradeoff" (1970).</summary>
public static class Rejection
{
    /// <summary>Coverage and accuracy at evenly spaced thresholds, from 0 (every clip is answered) to 1.</summary>
    /// <param name="probabilities">[clips × classes], each row adds up to 1.</param>
    /// <param name="actual">[clips] the true class of each.</param>
    /// <param name="points">At least 2.</param>
    public static IReadOnlyList<RejectionPoint> Curve(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> actual, int points = 101)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        if (actual.IsEmpty || probabilities.Length % actual.Length != 0)
        {
            throw new ArgumentException($"{probabilities.Length} probabilities do not belong to {actual.Length} clips.", nameof(probabilities));
        }

        int classes = probabilities.Length / actual.Length;
        var tops = new (float Probability, bool Right)[actual.Length];
        for (int clip = 0; clip < tops.Length; clip++)
        {
            ReadOnlySpan<float> row = probabilities.Slice(clip * classes, classes);
            int top = Softmax.IndexOfLargest(row);
            tops[clip] = (row[top], top == actual[clip]);
        }

        Array.Sort(tops, (a, b) => b.Probability.CompareTo(a.Probability));
        var curve = new RejectionPoint[points];
        int answered = 0, right = 0;
        for (int point = points - 1; point >= 0; point--)
        {
            double threshold = point / (points - 1.0);
            while (answered < tops.Length && tops[answered].Probability >= threshold)
            {
                right += tops[answered++].Right ? 1 : 0;
            }

            curve[point] = new RejectionPoint(threshold, (double)answered / tops.Length, (double)right / answered);
        }

        return curve;
    }
}
