using Hark.Streaming;

namespace Hark.Evaluation;

/// <summary>Thresholds that cost the fewest misses for a wanted rate of false alarms.</summary>
internal static class ThresholdChoice
{
    private static readonly double[] Neighbours = [1, 2, 3, 4, 5, 4, 3, 2, 1];

    /// <summary>Probabilities at even steps of their odds: p = 1/(1 + e^−x) for x of −3 to 9, an eighth apart.</summary>
    public static float[] Grid { get; } = [.. Enumerable.Range(0, 97).Select(i => (float)(1 / (1 + Math.Exp(3 - (i * 0.125)))))];

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

    /// <summary>The scores of each label by itself at every threshold of the grid; null for a label that is never told.</summary>
    /// <param name="track">What is in the sound.</param>
    /// <param name="posteriors">What the network says of it.</param>
    /// <param name="told">Labels to choose for.</param>
    /// <param name="options">How words are decoded.</param>
    public static TrackScore[]?[] SweepEach(DetectionTrack track, TrackPosteriors posteriors, bool[] told, DetectorOptions options)
        => [.. told.Select((one, label) => one ? Sweep(track, told.Length, threshold => TrackDecoding.DecodeAlone(posteriors, label, threshold, options)) : null)];

    /// <summary>
    /// A threshold a label: of all ways to share the false alarms out between the words, the one with the fewest misses (each word alone; the trade-off
    /// between misses and false alarms is the same for all words, found by bisection). Infinite for a label that is never told.
    /// </summary>
    /// <remarks>
    /// A threshold just above the last false alarm heard would be an accident of this track: the false alarms at a threshold are taken as the weighted mean
    /// of those at it and its neighbours in the grid. And a word's few clips tell little of it: its false alarms and misses are taken halfway to those of
    /// the mean word. On the other half of the speakers that costs as many or fewer false alarms at as many misses, whichever half chooses.
    /// </remarks>
    /// <param name="scores">Of <see cref="SweepEach"/>.</param>
    /// <param name="mostFalseAlarms">Of all words together.</param>
    public static float[] PerWord(TrackScore[]?[] scores, double mostFalseAlarms)
    {
        Costs?[] own = [.. scores.Select((word, label) => word is null ? null : Costs.Of(word, label))];
        var mean = Costs.Mean([.. own.OfType<Costs>()]);
        Costs?[] costs = [.. own.Select(word => word?.Towards(mean))];

        // A price of 0 takes the lowest thresholds, a high one the highest.
        double low = 1e-6, high = 1e6;
        for (int i = 0; i < 60; i++)
        {
            double middle = Math.Sqrt(low * high);
            double total = costs.Sum(word => word is null ? 0 : word.FalseAlarms[word.Cheapest(middle)]);
            (low, high) = total > mostFalseAlarms ? (middle, high) : (low, middle);
        }

        return [.. costs.Select(word => word is null ? float.PositiveInfinity : Grid[word.Cheapest(high)])];
    }

    /// <summary>What a word costs at each threshold of the grid.</summary>
    private sealed record Costs(double[] FalseAlarms, double[] MissRate, double Words)
    {
        public static Costs Of(TrackScore[] scores, int label) => new(
            [.. Enumerable.Range(0, scores.Length).Select(i => Expected(scores, i))],
            [.. scores.Select(score => (double)score.Missed[label] / Math.Max(1, score.Words[label]))],
            scores[0].Words[label]);

        public static Costs Mean(Costs[] words) => new(
            [.. Grid.Select((_, i) => words.Length == 0 ? 0 : words.Average(word => word.FalseAlarms[i]))],
            [.. Grid.Select((_, i) => words.Length == 0 ? 0 : words.Average(word => word.MissRate[i]))],
            0);

        public Costs Towards(Costs mean) => this with
        {
            FalseAlarms = [.. FalseAlarms.Zip(mean.FalseAlarms, (own, all) => (own + all) / 2)],
            MissRate = [.. MissRate.Zip(mean.MissRate, (own, all) => (own + all) / 2)],
        };

        /// <summary>The place in the grid with the least misses + price · false alarms; the highest threshold of equals.</summary>
        public int Cheapest(double price)
        {
            int best = Grid.Length - 1;
            for (int i = Grid.Length - 2; i >= 0; i--)
            {
                best = Cost(i) < Cost(best) ? i : best;
            }

            return best;

            double Cost(int i) => (Words * MissRate[i]) + (price * FalseAlarms[i]);
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
}
