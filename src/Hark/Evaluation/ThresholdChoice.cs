using Hark.Streaming;

namespace Hark.Evaluation;

/// <summary>Thresholds that cost the fewest misses for a wanted rate of false alarms.</summary>
internal static class ThresholdChoice
{
    private static readonly double[] Neighbours = [1, 2, 3, 2, 1];

    /// <summary>Probabilities at even steps of their odds: p = 1/(1 + e^−x) for x of −3 to 9.</summary>
    public static float[] Grid { get; } = [.. Enumerable.Range(0, 49).Select(i => (float)(1 / (1 + Math.Exp(3 - (i * 0.25)))))];

    /// <summary>The score of each threshold of the grid.</summary>
    public static TrackScore[] Sweep(DetectionTrack track, int labels, Func<float, List<TrackDetection>> decode)
    {
        var scores = new TrackScore[Grid.Length];
        Parallel.For(0, Grid.Length, i => scores[i] = new TrackScore(track.Events, track.SampleRate, decode(Grid[i]), labels));
        return scores;
    }

    /// <summary>The curve of a sweep.</summary>
    public static DetPoint[] Curve(TrackScore[] scores, double hours, int? label = null)
        => [.. scores.Select((score, i) => new DetPoint(
            Grid[i],
            score.FalseAlarms.Count / hours,
            label is { } one ? (double)score.Missed[one] / Math.Max(1, score.Words[one]) : score.MissRate))];

    /// <summary>The least threshold of the grid with at most so many false alarms; the largest where there is none.</summary>
    public static float Shared(TrackScore[] scores, double mostFalseAlarms)
    {
        int last = Array.FindLastIndex(scores, score => score.FalseAlarms.Count > mostFalseAlarms);
        return Grid[Math.Min(last + 1, Grid.Length - 1)];
    }

    /// <summary>
    /// A threshold a label: of all ways to share the false alarms out between the words, the one with the fewest misses (each word alone; the trade-off
    /// between misses and false alarms is the same for all words, found by bisection).
    /// </summary>
    /// <remarks>
    /// A threshold just above the last false alarm heard would be an accident of this track: the false alarms at a threshold are taken as the weighted mean
    /// of those at it and its neighbours in the grid.
    /// </remarks>
    /// <param name="track">What is in the sound.</param>
    /// <param name="posteriors">What the network says of it.</param>
    /// <param name="told">Labels to choose for; the others are never told.</param>
    /// <param name="options">How words are decoded.</param>
    /// <param name="mostFalseAlarms">Of all words together.</param>
    /// <returns>The thresholds, and for each label told the scores of the grid.</returns>
    public static (float[] Thresholds, TrackScore[]?[] Scores) PerWord(DetectionTrack track, TrackPosteriors posteriors, bool[] told, DetectorOptions options, double mostFalseAlarms)
    {
        var scores = new TrackScore[]?[told.Length];
        for (int label = 0; label < told.Length; label++)
        {
            int one = label;
            scores[label] = told[label] ? Sweep(track, told.Length, threshold => TrackDecoding.DecodeAlone(posteriors, one, threshold, options)) : null;
        }

        // A price of 0 takes the lowest thresholds, a high one the highest.
        double low = 1e-6, high = 1e6;
        for (int i = 0; i < 60; i++)
        {
            double middle = Math.Sqrt(low * high);
            double total = scores.Select((own, label) => own is null ? 0 : Expected(own, Cheapest(own, label, middle))).Sum();
            (low, high) = total > mostFalseAlarms ? (middle, high) : (low, middle);
        }

        float[] thresholds = [.. scores.Select((own, label) => own is null ? float.PositiveInfinity : Grid[Cheapest(own, label, high)])];
        return (thresholds, scores);
    }

    /// <summary>The place in the grid with the least misses + price · false alarms; the highest threshold of equals.</summary>
    private static int Cheapest(TrackScore[] scores, int label, double price)
    {
        int best = scores.Length - 1;
        for (int i = scores.Length - 2; i >= 0; i--)
        {
            best = Cost(i) < Cost(best) ? i : best;
        }

        return best;

        double Cost(int i) => scores[i].Missed[label] + (price * Expected(scores, i));
    }

    private static double Expected(TrackScore[] scores, int at)
    {
        double sum = 0;
        for (int i = 0; i < Neighbours.Length; i++)
        {
            sum += Neighbours[i] * scores[Math.Clamp(at + i - (Neighbours.Length / 2), 0, scores.Length - 1)].FalseAlarms.Count;
        }

        return sum / Neighbours.Sum();
    }
}
