namespace Hark.Evaluation;

/// <summary>The range in which an accuracy plausibly lies, given how few or many clips it was measured on.</summary>
/// <param name="Low">Lower end, 0..1.</param>
/// <param name="High">Upper end, 0..1.</param>
public readonly record struct AccuracyInterval(double Low, double High)
{
    // The 97.5 % point of the standard normal distribution.
    private const double Z = 1.959963984540054;

    /// <summary>
    /// Wilson's 95 % score interval of a proportion: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n). It takes clips as independent;
    /// clips of one speaker are not, see <see cref="ByCluster"/>.
    /// </summary>
    /// <param name="correct">Clips predicted right.</param>
    /// <param name="total">All clips; with 0 the interval is 0..1.</param>
    public static AccuracyInterval Wilson(int correct, int total)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(correct);
        ArgumentOutOfRangeException.ThrowIfLessThan(total, correct);
        if (total == 0)
        {
            return new(0, 1);
        }

        double p = (double)correct / total;
        double shrink = 1 + (Z * Z / total);
        double middle = (p + (Z * Z / (2.0 * total))) / shrink;
        double half = Z * Math.Sqrt((p * (1 - p) / total) + (Z * Z / (4.0 * total * total))) / shrink;
        return new(correct == 0 ? 0 : middle - half, correct == total ? 1 : middle + half);
    }

    /// <summary>
    /// A 95 % percentile bootstrap over whole clusters: speakers are drawn with replacement, each with all its clips, and the accuracy
    /// of every draw is noted. Wider than Wilson's where the clips of one speaker are right or wrong together.
    /// </summary>
    /// <param name="correct">[clips] whether each was predicted right.</param>
    /// <param name="clusters">[clips] a number for the speaker of each clip.</param>
    /// <param name="seed">Names the draws.</param>
    /// <param name="draws">At least 100.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static AccuracyInterval ByCluster(ReadOnlySpan<bool> correct, ReadOnlySpan<int> clusters, long seed, int draws = 2000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 100);
        if (correct.Length != clusters.Length)
        {
            throw new ArgumentException($"{clusters.Length} clusters for {correct.Length} clips: name one for each clip.", nameof(clusters));
        }

        if (correct.IsEmpty)
        {
            return new(0, 1);
        }

        var scores = new int[correct.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = correct[i] ? 1 : 0;
        }

        (double low, double high) = ClusterBootstrap.Interval(scores, clusters, seed, draws);
        return new(low, high);
    }
}
