namespace Hark.Data;

/// <summary>Some clips of another source, in an order of their own.</summary>
internal sealed class ClipSubset : ClipSource
{
    private readonly ClipSource _source;
    private readonly int[] _indices;

    public ClipSubset(ClipSource source, int[] indices)
        : base(source.Labels, source.SampleRate, source.ClipSamples)
    {
        ArgumentNullException.ThrowIfNull(indices);
        foreach (int index in indices)
        {
            if ((uint)index >= (uint)source.Count)
            {
                throw new ArgumentOutOfRangeException(nameof(indices), index, $"The source has {source.Count} clips.");
            }
        }

        _source = source;
        _indices = indices;
    }

    public override int Count => _indices.Length;

    public override int LabelIndex(int index) => _source.LabelIndex(_indices[index]);

    public override string Name(int epoch, int index) => _source.Name(epoch, _indices[index]);

    public override string? Speaker(int epoch, int index) => _source.Speaker(epoch, _indices[index]);

    public override void Read(int epoch, int index, Span<float> samples) => _source.Read(epoch, _indices[index], samples);
}
