namespace Hark.Evaluation;

/// <summary>
/// Whether one of two models is better, judged on the same clips: what both get right or wrong says nothing, the clips on which they differ decide.
/// </summary>
public sealed record PairedComparison
{
    private PairedComparison()
    {
    }

    /// <summary>Clips that both right, only the first, only the second, or neither told right.</summary>
    public required int BothRight { get; init; }

    /// <inheritdoc cref="BothRight"/>
    public required int OnlyFirst { get; init; }

    /// <inheritdoc cref="BothRight"/>
    public required int OnlySecond { get; init; }

    /// <inheritdoc cref="BothRight"/>
    public required int BothWrong { get; init; }

    /// <summary>
    /// McNemar's exact test, two-sided: how probable so uneven a split of the clips on which they differ is if both are equally good. It takes clips as
    /// independent; the interval does not.
    /// </summary>
    public required double PValue { get; init; }

    /// <summary>95 % interval of <see cref="Difference"/>: a bootstrap over speakers, both models judged on the same draws.</summary>
    public required double DifferenceLow { get; init; }

    /// <inheritdoc cref="DifferenceLow"/>
    public required double DifferenceHigh { get; init; }

    /// <summary>Clips that both judged.</summary>
    public int Clips => BothRight + OnlyFirst + OnlySecond + BothWrong;

    /// <summary>Accuracy of the first, 0..1.</summary>
    public double First => (double)(BothRight + OnlyFirst) / Clips;

    /// <summary>Accuracy of the second, 0..1.</summary>
    public double Second => (double)(BothRight + OnlySecond) / Clips;

    /// <summary>Accuracy of the second less that of the first, −1..1.</summary>
    public double Difference => (double)(OnlySecond - OnlyFirst) / Clips;

    /// <summary>Compares two models by whether each told each clip right.</summary>
    /// <param name="first">[clips], at least one.</param>
    /// <param name="second">[clips], the same clips in the same order.</param>
    /// <param name="clusters">[clips] a number for the speaker of each clip.</param>
    /// <param name="seed">Names the draws.</param>
    /// <param name="draws">At least 100.</param>
    /// <exception cref="ArgumentException">The lengths differ, or there is no clip.</exception>
    public static PairedComparison Of(ReadOnlySpan<bool> first, ReadOnlySpan<bool> second, ReadOnlySpan<int> clusters, long seed = 7, int draws = 2000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 100);
        if (first.IsEmpty || first.Length != second.Length || first.Length != clusters.Length)
        {
            throw new ArgumentException($"{first.Length} and {second.Length} clips and {clusters.Length} speakers: give one of each for at least one clip.", nameof(second));
        }

        int bothRight = 0, onlyFirst = 0, onlySecond = 0;
        var differences = new int[first.Length];
        for (int i = 0; i < first.Length; i++)
        {
            bothRight += first[i] && second[i] ? 1 : 0;
            onlyFirst += first[i] && !second[i] ? 1 : 0;
            onlySecond += second[i] && !first[i] ? 1 : 0;
            differences[i] = (second[i] ? 1 : 0) - (first[i] ? 1 : 0);
        }

        (double low, double high) = ClusterBootstrap.Interval(differences, clusters, seed, draws);
        return new PairedComparison
        {
            BothRight = bothRight,
            OnlyFirst = onlyFirst,
            OnlySecond = onlySecond,
            BothWrong = first.Length - bothRight - onlyFirst - onlySecond,
            PValue = ExactMcNemar(onlyFirst, onlySecond),
            DifferenceLow = low,
            DifferenceHigh = high,
        };
    }

    /// <summary>Twice the smaller tail of a fair coin thrown once for each clip on which they differ, at most 1.</summary>
    private static double ExactMcNemar(int onlyFirst, int onlySecond)
    {
        int throws = onlyFirst + onlySecond, fewer = Math.Min(onlyFirst, onlySecond);
        double tail = 0;
        double logChoose = 0;
        for (int heads = 0; heads <= fewer; heads++)
        {
            tail += Math.Exp(logChoose - (throws * Math.Log(2)));
            logChoose += Math.Log(throws - heads) - Math.Log(heads + 1);
        }

        return Math.Min(1, 2 * tail);
    }
}
