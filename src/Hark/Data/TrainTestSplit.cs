using System.Globalization;

namespace Hark.Data;

/// <summary>
/// Divides clips into training and test, returning for the same seed exactly the indices of scikit-learn's <c>train_test_split</c>,
/// in its order.
/// </summary>
/// <remarks>Agrees with scikit-learn 1.2.1: ShuffleSplit, and StratifiedShuffleSplit of integer labels.</remarks>
public static class TrainTestSplit
{
    /// <summary>Splits <paramref name="count"/> clips, a fraction of them for the test.</summary>
    /// <param name="count">Number of clips.</param>
    /// <param name="testSize">Above 0 and below 1; the test gets ⌈testSize · count⌉ clips.</param>
    /// <param name="seed">0 to 4294967295: scikit-learn's <c>random_state</c>.</param>
    /// <param name="shuffle">False: training takes the first clips and the test the last, in order.</param>
    /// <exception cref="HarkException">A side would be empty, or a size or seed is out of range.</exception>
    public static (int[] Train, int[] Test) Indices(int count, double testSize, long seed, bool shuffle = true)
        => Split(count, TestCount(count, testSize), seed, shuffle);

    /// <summary>Splits <paramref name="count"/> clips, <paramref name="testCount"/> of them for the test.</summary>
    /// <inheritdoc cref="Indices(int, double, long, bool)"/>
    public static (int[] Train, int[] Test) Indices(int count, int testCount, long seed, bool shuffle = true)
        => Split(count, CheckTestCount(count, testCount), seed, shuffle);

    /// <summary>Splits clips so that each class stands in training and test in its own proportion.</summary>
    /// <param name="labels">The class of each clip.</param>
    /// <param name="testSize">Above 0 and below 1; the test gets ⌈testSize · clips⌉ clips.</param>
    /// <param name="seed">0 to 4294967295: scikit-learn's <c>random_state</c>.</param>
    /// <param name="names">Names of the classes for messages.</param>
    /// <exception cref="HarkException">A class has a single clip, a side has fewer clips than classes, or size or seed are wrong.</exception>
    public static (int[] Train, int[] Test) Stratified(ReadOnlySpan<int> labels, double testSize, long seed, LabelSet? names = null)
        => SplitStratified(labels, TestCount(labels.Length, testSize), seed, names);

    /// <summary>As the fraction's form, with <paramref name="testCount"/> clips for the test.</summary>
    /// <inheritdoc cref="Stratified(ReadOnlySpan{int}, double, long, LabelSet)"/>
    public static (int[] Train, int[] Test) Stratified(ReadOnlySpan<int> labels, int testCount, long seed, LabelSet? names = null)
        => SplitStratified(labels, CheckTestCount(labels.Length, testCount), seed, names);

    private static int TestCount(int count, double testSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (testSize is not (> 0 and < 1))
        {
            throw new HarkException($"test size {testSize.ToString(CultureInfo.InvariantCulture)}: "
                + "expected a fraction above 0 and below 1, or a whole number of clips. Choose 0.1, for example.");
        }

        return CheckTestCount(count, (int)Math.Ceiling(testSize * count));
    }

    private static int CheckTestCount(int count, int testCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (testCount > 0 && testCount < count)
        {
            return testCount;
        }

        string empty = testCount > 0 ? "no clip for training" : "no clip for the test";
        throw new HarkException($"splitting {count} clips with {testCount} for the test leaves {empty}. "
            + (count < 2 ? "Give at least 2 clips." : $"Choose a test size of 1 to {count - 1} clips, or give more clips."));
    }

    private static (int[] Train, int[] Test) Split(int count, int testCount, long seed, bool shuffle)
    {
        if (!shuffle)
        {
            return ([.. Enumerable.Range(0, count - testCount)], [.. Enumerable.Range(count - testCount, testCount)]);
        }

        int[] order = new NumpyRandom(seed).Permutation(count);
        return (order[testCount..], order[..testCount]);
    }

    private static (int[] Train, int[] Test) SplitStratified(ReadOnlySpan<int> labels, int testCount, long seed, LabelSet? names)
    {
        var classes = new SortedDictionary<int, List<int>>();
        for (int i = 0; i < labels.Length; i++)
        {
            if (!classes.TryGetValue(labels[i], out List<int>? members))
            {
                classes.Add(labels[i], members = []);
            }

            members.Add(i);
        }

        CheckClasses(classes, labels.Length - testCount, testCount, names);
        var random = new NumpyRandom(seed);
        int[] counts = [.. classes.Values.Select(members => members.Count)];
        int[] trainCounts = Apportion(counts, labels.Length - testCount, random);
        int[] left = [.. counts.Zip(trainCounts, (all, taken) => all - taken)];
        int[] testCounts = Apportion(left, testCount, random);
        var train = new List<int>();
        var test = new List<int>();
        foreach ((int index, List<int> members) in classes.Values.Index())
        {
            int[] order = random.Permutation(members.Count);
            train.AddRange(order.Take(trainCounts[index]).Select(i => members[i]));
            test.AddRange(order.Skip(trainCounts[index]).Take(testCounts[index]).Select(i => members[i]));
        }

        int[] trainOrder = [.. train], testOrder = [.. test];
        random.Shuffle<int>(trainOrder);
        random.Shuffle<int>(testOrder);
        return (trainOrder, testOrder);
    }

    private static void CheckClasses(SortedDictionary<int, List<int>> classes, int trainCount, int testCount, LabelSet? names)
    {
        foreach ((int label, List<int> members) in classes)
        {
            if (members.Count < 2)
            {
                string name = names is not null && label >= 0 && label < names.Count ? $"'{names[label]}'" : $"{label}";
                throw new HarkException($"class {name} has only 1 clip, a stratified split needs at least 2 of each. "
                    + "Add clips, leave the class out, or split without stratifying.");
            }
        }

        if (Math.Min(trainCount, testCount) < classes.Count)
        {
            string side = trainCount < classes.Count ? $"training with {trainCount}" : $"the test with {testCount}";
            throw new HarkException($"a stratified split leaves {side} clips for {classes.Count} classes, "
                + "expected at least one of each. Change the test size, give more clips, or split without stratifying.");
        }
    }

    /// <summary>
    /// How many of each class make up a draw of <paramref name="draws"/>: its proportion rounded down, then one more where the largest
    /// parts were cut off, ties broken by chance. As scikit-learn does it, its order of random draws included.
    /// </summary>
    private static int[] Apportion(int[] counts, int draws, NumpyRandom random)
    {
        double all = counts.Sum(count => (long)count);
        double[] shares = [.. counts.Select(count => count / all * draws)];
        int[] taken = [.. shares.Select(share => (int)Math.Floor(share))];
        int missing = draws - taken.Sum();
        double[] cutOff = [.. shares.Select(share => share - Math.Floor(share))];
        foreach (double value in cutOff.Distinct().OrderDescending())
        {
            if (missing <= 0)
            {
                break;
            }

            int[] tied = [.. Enumerable.Range(0, counts.Length).Where(i => cutOff[i] == value)];
            int now = Math.Min(tied.Length, missing);
            foreach (int i in random.Choice(tied, now))
            {
                taken[i]++;
            }

            missing -= now;
        }

        return taken;
    }
}
