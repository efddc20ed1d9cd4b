namespace Hark.Data;

/// <summary>
/// A source without sides of its own, split by <see cref="TrainTestSplit"/>. All clips are split, by the labels that the set gives them,
/// before those are left out that are not picked: whatever a model takes, a clip of its training never becomes a test clip.
/// </summary>
internal sealed class SplitClips
{
    /// <summary>Validation and test are the same source, as in the lesson, unless a validation size is given.</summary>
    public required DataSet.Splits Splits { get; init; }

    /// <summary>The side of each clip of the source, left out or not.</summary>
    public required DataSplit[] Sides { get; init; }

    /// <param name="all">Every clip; its label index is −1 where it is left out.</param>
    /// <param name="ownLabels">The label that the set gives each clip.</param>
    /// <param name="ownNames">The labels of the set.</param>
    /// <param name="path">The set, for messages.</param>
    /// <param name="options">Sizes and seed.</param>
    public static SplitClips Of(ClipSource all, int[] ownLabels, LabelSet ownNames, string path, DataOptions options)
    {
        int[] rest = Range(all.Count), test = [], validation = [];
        if (options.TestSize > 0)
        {
            (rest, test) = Cut(rest, options.TestSize);
        }

        if (options.ValidationSize is { } share)
        {
            // The share is one of the whole set; what is cut here is the rest.
            (rest, validation) = Cut(rest, share / (1 - options.TestSize));
        }

        var sides = new DataSplit[all.Count];
        Array.ForEach(test, index => sides[index] = DataSplit.Test);
        Array.ForEach(validation, index => sides[index] = DataSplit.Validation);
        ClipSource testClips = Kept(all, test);
        return new SplitClips
        {
            Splits = new DataSet.Splits(Kept(all, rest), options.ValidationSize is null ? testClips : Kept(all, validation), testClips),
            Sides = sides,
        };

        (int[] Remaining, int[] Part) Cut(int[] indices, double share)
        {
            try
            {
                (int[] first, int[] second) = options.Stratify
                    ? TrainTestSplit.Stratified([.. indices.Select(index => ownLabels[index])], share, options.Seed, ownNames)
                    : TrainTestSplit.Indices(indices.Length, share, options.Seed);
                return ([.. first.Select(place => indices[place])], [.. second.Select(place => indices[place])]);
            }
            catch (HarkException error)
            {
                throw new HarkException($"{path}: {error.Message}", error);
            }
        }
    }

    private static ClipSource Kept(ClipSource all, int[] indices) => all.Subset([.. indices.Where(index => all.LabelIndex(index) >= 0)]);

    private static int[] Range(int count) => [.. Enumerable.Range(0, count)];
}
