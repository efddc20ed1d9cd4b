namespace Hark.Data;

/// <summary>Which labels of an NPZ or plain folder are kept, and what each becomes.</summary>
internal sealed class LabelChoice
{
    private readonly int _others;

    private LabelChoice(LabelSet labels, int others)
    {
        Labels = labels;
        _others = others;
    }

    public LabelSet Labels { get; }

    /// <param name="path">The set, for messages.</param>
    /// <param name="known">The labels that the set has.</param>
    /// <param name="options">What is asked for.</param>
    /// <exception cref="HarkException">A label that is asked for is not in the set.</exception>
    public static LabelChoice Of(string path, IReadOnlyList<string> known, DataOptions options)
    {
        if (options.ModelLabels is { } exact)
        {
            var labels = new LabelSet(exact);
            return new LabelChoice(labels, others: labels.Find(SpeechCommandsLabels.Unknown));
        }

        if (options.Labels is { } picked)
        {
            string? missing = picked.FirstOrDefault(label => !known.Contains(label));
            return missing is null
                ? new LabelChoice(new LabelSet(picked), others: -1)
                : throw new HarkException($"{path}: unknown label '{missing}' in --labels. The set knows {SpeechCommandsLabels.Known(known)}.");
        }

        return new LabelChoice(new LabelSet(known), others: -1);
    }

    /// <summary>The position that clips of <paramref name="label"/> get, or −1 if they are left out.</summary>
    public int IndexOf(string label)
    {
        int index = Labels.Find(label);
        return index >= 0 ? index : _others;
    }
}
