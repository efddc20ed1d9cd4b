using Hark.Kernels;

namespace Hark.Layers;

/// <summary>
/// A value of the last window, [height, width, channels], that moves along with the windows. All rows move by so many columns when its start does: so it is moved
/// through a larger memory, and copied back only when that ends. What a row then has at its end is the next row's start, to be overwritten.
/// </summary>
internal sealed class KeptValue : IDisposable
{
    private const int MovesBetweenCopies = 24;
    private readonly AlignedBuffer _memory;
    private readonly int _length;
    private readonly int _move;
    private int _start;

    /// <param name="shape">Of the value.</param>
    /// <param name="columns">From a window to the next.</param>
    public KeptValue(TensorShape shape, int columns)
    {
        _length = shape.Length;
        _move = columns * shape.Channels;
        _memory = new AlignedBuffer(_length + (MovesBetweenCopies * _move));
    }

    /// <summary>Floats held.</summary>
    public int Memory => _memory.Length;

    /// <summary>[height, width, channels].</summary>
    public Span<float> Value => _memory.Span.Slice(_start, _length);

    /// <summary>What was at column t + columns is then at t; the last columns hold nothing of use.</summary>
    public void Move()
    {
        if (_start + _move + _length > _memory.Length)
        {
            Value.CopyTo(_memory.Span);
            _start = 0;
        }

        _start += _move;
    }

    public void Dispose() => _memory.Dispose();
}
