namespace Hark.Data;

/// <summary>Waves and their labels as arrays, one row a clip: the lesson's <c>wav_vals</c> and <c>label_vals</c>. The array is kept, not copied.</summary>
public static class LabeledClips
{
    /// <summary>
    /// Pairs [clips, samples] waves with [clips] or [clips, 1] labels. Integer audio is scaled to −1..1 by its type's range. Labels are
    /// indexed in the order of the lesson where they are its words, else in ordinal order.
    /// </summary>
    /// <param name="waves">Real numbers.</param>
    /// <param name="labels">Text, or whole numbers taken as names.</param>
    /// <param name="sampleRate">Hz of the waves; null takes each row as one second.</param>
    /// <exception cref="HarkException">The arrays do not fit each other, a clip has no label, or there is no sound.</exception>
    public static ClipSource From(NpyArray waves, NpyArray labels, int? sampleRate = null)
    {
        ArgumentNullException.ThrowIfNull(waves);
        ArgumentNullException.ThrowIfNull(labels);
        string[] names = ClipLabels.Of(waves, labels);
        LabelSet order = LabelOrder.Of(names);
        return new ArrayClips(waves, Array.ConvertAll(names, order.IndexOf), order, sampleRate ?? waves.RowLength);
    }
}
