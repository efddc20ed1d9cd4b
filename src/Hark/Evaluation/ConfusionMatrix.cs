namespace Hark.Evaluation;

/// <summary>Counts of (true class, predicted class), and the figures that follow from them.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[,] _counts;

    /// <summary>An empty matrix over these classes.</summary>
    /// <exception cref="ArgumentException">No label, or one label twice.</exception>
    public ConfusionMatrix(IEnumerable<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        string[] names = [.. labels];
        if (names.Length == 0)
        {
            throw new ArgumentException("A confusion matrix needs at least one label.", nameof(labels));
        }

        if (names.Distinct(StringComparer.Ordinal).Count() != names.Length)
        {
            string twice = names.GroupBy(name => name, StringComparer.Ordinal).First(group => group.Count() > 1).Key;
            throw new ArgumentException($"The label \"{twice}\" is there more than once.", nameof(labels));
        }

        Labels = Array.AsReadOnly(names);
        _counts = new int[names.Length, names.Length];
    }

    /// <summary>The classes, in the order of rows and columns.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>How many clips were added.</summary>
    public int Total { get; private set; }

    /// <summary>How many of them were predicted right: the sum of the diagonal.</summary>
    public int Correct { get; private set; }

    /// <summary>Correct / Total, 0..1; NaN where no clip was added.</summary>
    public double Accuracy => Total == 0 ? double.NaN : (double)Correct / Total;

    /// <summary>The number of clips of class <paramref name="actual"/> that were taken for <paramref name="predicted"/>.</summary>
    public int this[int actual, int predicted] => _counts[actual, predicted];

    /// <summary>Counts <paramref name="clips"/> clips of class <paramref name="actual"/> that were taken for <paramref name="predicted"/>.</summary>
    public void Add(int actual, int predicted, int clips = 1)
    {
        RequireClass(actual, nameof(actual));
        RequireClass(predicted, nameof(predicted));
        ArgumentOutOfRangeException.ThrowIfNegative(clips);
        _counts[actual, predicted] += clips;
        Total += clips;
        Correct += actual == predicted ? clips : 0;
    }

    /// <summary>Counts one pair after the other; the spans are of one length.</summary>
    public void AddRange(ReadOnlySpan<int> actual, ReadOnlySpan<int> predicted)
    {
        if (actual.Length != predicted.Length)
        {
            throw new ArgumentException($"{actual.Length} true classes for {predicted.Length} predicted ones: there must be one of each a clip.", nameof(predicted));
        }

        for (int i = 0; i < actual.Length; i++)
        {
            Add(actual[i], predicted[i]);
        }
    }

    /// <summary>A copy of the counts, [true, predicted].</summary>
    public int[,] ToArray() => (int[,])_counts.Clone();

    /// <summary>Precision, recall, F1 and support of every class, in the order of <see cref="Labels"/>.</summary>
    public IReadOnlyList<ClassMetrics> PerClass()
    {
        var metrics = new ClassMetrics[Labels.Count];
        for (int label = 0; label < metrics.Length; label++)
        {
            int support = 0;
            int predicted = 0;
            for (int other = 0; other < metrics.Length; other++)
            {
                support += _counts[label, other];
                predicted += _counts[other, label];
            }

            int right = _counts[label, label];
            metrics[label] = new ClassMetrics(Labels[label], Ratio(right, predicted), Ratio(right, support), Ratio(2.0 * right, (double)predicted + support), support);
        }

        return metrics;
    }

    private static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;

    private void RequireClass(int index, string name)
    {
        if ((uint)index >= (uint)Labels.Count)
        {
            throw new ArgumentOutOfRangeException(name, index, $"The classes are 0 to {Labels.Count - 1}.");
        }
    }
}
