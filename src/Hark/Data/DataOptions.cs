namespace Hark.Data;

/// <summary>How a data set is opened. Null means the set's own choice, which each option tells.</summary>
public sealed record DataOptions
{
    /// <summary>
    /// The labels to tell apart. Speech Commands: words of the set, in this order, to which unknown and silence are added where they are
    /// not named; null takes the ten words. NPZ and plain folders: the labels to keep, in this order; null keeps all.
    /// </summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>
    /// The labels of a trained model, taken exactly and in their order, none added; some may have no clips here. Clips of other labels
    /// count as unknown where the model has that label, else they are left out. Stands instead of <see cref="Labels"/>.
    /// </summary>
    public IReadOnlyList<string>? ModelLabels { get; init; }

    /// <summary>Share of the clips of an NPZ or plain folder that becomes the test split, 0 ≤ x &lt; 1.</summary>
    public double TestSize { get; init; } = 0.1;

    /// <summary>
    /// Share of the clips of an NPZ or plain folder that becomes a validation split of its own, 0 &lt; x &lt; 1; null validates on the
    /// test clips, as the lesson does.
    /// </summary>
    public double? ValidationSize { get; init; }

    /// <summary>Give each label its share of both sides of a split.</summary>
    public bool Stratify { get; init; }

    /// <summary>Names every draw of the run: splits, unknown and silence in training; 0 to 4294967295, as scikit-learn takes it.</summary>
    public long Seed { get; init; } = 7;

    /// <summary>Draw the unknown and silence clips of the training split anew each epoch, not once a run.</summary>
    public bool RedrawEachEpoch { get; init; }

    /// <summary>
    /// Unknown clips of a Speech Commands folder's training split, as a share of the words' clips and as far as there are recordings, above 0; null
    /// takes a tenth, as validation and test always do.
    /// </summary>
    public double? UnknownShare { get; init; }

    /// <summary>Share of those unknown clips that are pieces of words, as a moving window shows them before and after a word, 0 to 1.</summary>
    public double CutShare { get; init; }

    /// <summary>
    /// Least training recordings of an unpicked word of a Speech Commands folder for it to be a label of its own in training, after all others, at least 1.
    /// Validation and test call it unknown all the same. Null trains on all unpicked words as unknown.
    /// </summary>
    public int? ApartFrom { get; init; }

    /// <summary>
    /// A folder of recordings in which no word shall be heard (<c>Negatives/ANY/*.wav</c>): they join the other words of a Speech Commands folder, in
    /// training only. Null for none.
    /// </summary>
    public string? Negatives { get; init; }

    /// <summary>Hz of the delivered clips, a model's input; null: 16,000 for folders, an NPZ's own rate.</summary>
    public int? SampleRate { get; init; }

    /// <summary>Samples of each delivered clip, a model's input; null: one second for folders, an NPZ's own length.</summary>
    public int? ClipSamples { get; init; }

    /// <summary>Sample rate of the waves in an NPZ, which does not tell it (Hz); null takes each row as one second.</summary>
    public int? NpzSampleRate { get; init; }

    /// <summary>Checks every option and reports all faults at once.</summary>
    /// <exception cref="HarkException">Some option is out of its range.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (!(TestSize is >= 0 and < 1))
        {
            faults.Add($"test size {TestSize} is not between 0 and 1");
        }

        if (ValidationSize is { } validation && !(validation > 0 && validation + TestSize < 1))
        {
            faults.Add($"validation size {validation} must be above 0 and leave room beside test size {TestSize}");
        }

        if (UnknownShare is { } share && !(share > 0 && double.IsFinite(share)))
        {
            faults.Add($"unknown share {share} is no number above 0");
        }

        if (!(CutShare is >= 0 and <= 1))
        {
            faults.Add($"cut share {CutShare} is not between 0 and 1");
        }

        if (Seed is < 0 or > uint.MaxValue)
        {
            faults.Add($"seed {Seed} is not between 0 and {uint.MaxValue}");
        }

        AddIfBelowOne(faults, "recordings of a word apart", ApartFrom);
        AddIfBelowOne(faults, "sample rate", SampleRate);
        AddIfBelowOne(faults, "clip length", ClipSamples);
        AddIfBelowOne(faults, "NPZ sample rate", NpzSampleRate);
        if (Labels is not null && ModelLabels is not null)
        {
            faults.Add("labels and the labels of a model are both given; give one");
        }

        foreach (IReadOnlyList<string>? labels in new[] { Labels, ModelLabels })
        {
            AddLabelFaults(faults, labels);
        }

        if (faults.Count > 0)
        {
            throw new HarkException($"Data options: {string.Join("; ", faults)}.");
        }
    }

    private static void AddIfBelowOne(List<string> faults, string what, int? value)
    {
        if (value < 1)
        {
            faults.Add($"{what} {value} is not at least 1");
        }
    }

    private static void AddLabelFaults(List<string> faults, IReadOnlyList<string>? labels)
    {
        if (labels is null)
        {
            return;
        }

        if (labels.Count == 0 || labels.Any(string.IsNullOrWhiteSpace))
        {
            faults.Add("the labels hold an empty name");
        }

        foreach (string twice in labels.GroupBy(label => label, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key))
        {
            faults.Add($"label '{twice}' is named twice");
        }
    }
}
