namespace Hark.Data;

/// <summary>A source without sides of its own, split by <see cref="TrainTestSplit"/>.</summary>
internal sealed class SplitClips
{
    /// <summary>Validation and test are the same source, as in the lesson, unless a validation size is given.</summary>
    public required DataSet.Splits Splits { get; init; }

    /// <summary>The side of each clip of the source.</summary>
    public required DataSplit[] Sides { get; init; }

    public static SplitClips Of(ClipSource all, string path, DataOptions options)
    {
        int[] rest = Range(all.Count), test = [], validation = [];
        if (options.TestSize > 0)
        {
            (rest, test) = Cut(all, rest, options.TestSize, path, options);
        }

        if (options.ValidationSize is { } share)
        {
            // The share is one of the whole set; what is cut here is the rest.
            (rest, validation) = Cut(all, rest, share / (1 - options.TestSize), path, options);
        }

        var sides = new DataSplit[all.Count];
        Array.ForEach(test, index => sides[index] = DataSplit.Test);
        Array.ForEach(validation, index => sides[index] = DataSplit.Validation);
        ClipSource testClips = all.Subset(test);
        return new SplitClips
        {
            Splits = new DataSet.Splits(all.Subset(rest), options.ValidationSize is null ? testClips : all.Subset(validation), testClips),
            Sides = sides,
        };
    }

    private static (int[] Remaining, int[] Part) Cut(ClipSource all, int[] indices, double share, string path, DataOptions options)
    {
        try
        {
            (int[] rest, int[] part) = options.Stratify
                ? TrainTestSplit.Stratified([.. indices.Select(all.LabelIndex)], share, options.Seed, all.Labels)
                : TrainTestSplit.Indices(indices.Length, share, options.Seed);
            return ([.. rest.Select(place => indices[place])], [.. part.Select(place => indices[place])]);
        }
        catch (HarkException error)
        {
            throw new HarkException($"{path}: {error.Message}", error);
        }
    }

    private static int[] Range(int count) => [.. Enumerable.Range(0, count)];
}
