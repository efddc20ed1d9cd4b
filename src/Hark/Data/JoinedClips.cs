namespace Hark.Data;

/// <summary>The clips of several sources, one source after the other.</summary>
internal sealed class JoinedClips : ClipSource
{
    private readonly ClipSource[] _parts;

    /// <param name="parts">At least one; all with the first's labels, or the first of them, and its rate and length.</param>
    public JoinedClips(params ClipSource[] parts)
        : base(parts[0].Labels, parts[0].SampleRate, parts[0].ClipSamples)
    {
        _parts = parts;
        Count = parts.Sum(part => part.Count);
    }

    public override int Count { get; }

    public override int LabelIndex(int index)
    {
        ClipSource part = Find(ref index);
        return part.LabelIndex(index);
    }

    public override string Name(int epoch, int index)
    {
        ClipSource part = Find(ref index);
        return part.Name(epoch, index);
    }

    public override string? Speaker(int epoch, int index)
    {
        ClipSource part = Find(ref index);
        return part.Speaker(epoch, index);
    }

    public override void Read(int epoch, int index, Span<float> samples)
    {
        ClipSource part = Find(ref index);
        part.Read(epoch, index, samples);
    }

    private ClipSource Find(ref int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        foreach (ClipSource part in _parts)
        {
            if (index < part.Count)
            {
                return part;
            }

            index -= part.Count;
        }

        throw new ArgumentOutOfRangeException(nameof(index), $"There are {Count} clips.");
    }
}
