namespace Hark.Evaluation;

/// <summary>A 95 % percentile bootstrap of a mean over whole clusters: speakers are drawn with replacement, each with all its clips.</summary>
internal static class ClusterBootstrap
{
    /// <summary>The 2.5 % and 97.5 % points of the mean score over the draws.</summary>
    /// <param name="scores">[clips], at least one.</param>
    /// <param name="clusters">[clips] a number for the speaker of each clip.</param>
    /// <param name="seed">Names the draws.</param>
    /// <param name="draws">How often speakers are drawn.</param>
    public static (double Low, double High) Interval(ReadOnlySpan<int> scores, ReadOnlySpan<int> clusters, long seed, int draws)
    {
        (int[] sums, int[] sizes) = SumByCluster(scores, clusters);
        var means = new double[draws];
        for (int draw = 0; draw < draws; draw++)
        {
            var random = new SeededRandom(seed, draw);
            long sum = 0;
            long clips = 0;
            for (int i = 0; i < sizes.Length; i++)
            {
                int chosen = random.NextInt32(sizes.Length);
                sum += sums[chosen];
                clips += sizes[chosen];
            }

            means[draw] = (double)sum / clips;
        }

        Array.Sort(means);
        return (Quantile(means, 0.025), Quantile(means, 0.975));
    }

    private static (int[] Sums, int[] Sizes) SumByCluster(ReadOnlySpan<int> scores, ReadOnlySpan<int> clusters)
    {
        var places = new Dictionary<int, int>();
        var sums = new List<int>();
        var sizes = new List<int>();
        for (int i = 0; i < clusters.Length; i++)
        {
            if (!places.TryGetValue(clusters[i], out int place))
            {
                places[clusters[i]] = place = sizes.Count;
                sums.Add(0);
                sizes.Add(0);
            }

            sizes[place]++;
            sums[place] += scores[i];
        }

        return ([.. sums], [.. sizes]);
    }

    // Linear interpolation between order statistics, as numpy.quantile does by default.
    private static double Quantile(double[] sorted, double q)
    {
        double at = q * (sorted.Length - 1);
        int below = (int)Math.Floor(at);
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }
}
