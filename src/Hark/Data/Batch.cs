namespace Hark.Data;

/// <summary>
/// Some examples side by side, as a network takes them. Its memory is reused: it holds until the next batch is asked for.
/// </summary>
public sealed class Batch
{
    private readonly float[] _inputs;
    private readonly int[] _labelIndices;
    private readonly int[] _indices;

    internal Batch(int capacity, int exampleLength)
    {
        _inputs = new float[checked(capacity * exampleLength)];
        _labelIndices = new int[capacity];
        _indices = new int[capacity];
        ExampleLength = exampleLength;
    }

    /// <summary>Number of examples; the last batch of an epoch may be smaller than the others.</summary>
    public int Count { get; private set; }

    /// <summary>Values of one example.</summary>
    public int ExampleLength { get; }

    /// <summary>Position of this batch in its epoch, from 0.</summary>
    public int Step { get; private set; }

    /// <summary>[<see cref="Count"/> × <see cref="ExampleLength"/>] values.</summary>
    public ReadOnlyMemory<float> Inputs => _inputs.AsMemory(0, Count * ExampleLength);

    /// <summary>[<see cref="Count"/>] positions in the labels of the source; <see cref="OneHot"/> turns them into rows.</summary>
    public ReadOnlySpan<int> LabelIndices => _labelIndices.AsSpan(0, Count);

    /// <summary>[<see cref="Count"/>] positions in the source.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, Count);

    /// <summary>The values of example <paramref name="position"/> of this batch.</summary>
    public ReadOnlySpan<float> Example(int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)Count, nameof(position));
        return _inputs.AsSpan(position * ExampleLength, ExampleLength);
    }

    internal void Begin(int step, int count)
    {
        Step = step;
        Count = count;
    }

    internal Span<float> Set(int position, int index, int labelIndex)
    {
        _indices[position] = index;
        _labelIndices[position] = labelIndex;
        return _inputs.AsSpan(position * ExampleLength, ExampleLength);
    }
}
