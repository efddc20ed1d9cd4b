using System.Buffers;

namespace Hark.Signal;

/// <summary><see cref="Delta"/> of frames that arrive piece by piece: the same bits, width/2 frames late. One thread at a time.</summary>
public sealed class DeltaStream
{
    private readonly Delta _delta;
    private readonly float[] _block;
    private long _taken;

    /// <param name="rows">Values of a frame.</param>
    /// <param name="width">As of <see cref="Delta"/>.</param>
    /// <param name="order">As of <see cref="Delta"/>.</param>
    /// <exception cref="HarkException">Width or order is out of range.</exception>
    public DeltaStream(int rows, int width = 9, int order = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        Rows = rows;
        _delta = new Delta(width, order);
        _block = new float[rows * width];
    }

    /// <summary>Values of a frame.</summary>
    public int Rows { get; }

    /// <summary>Takes the next frames.</summary>
    /// <param name="frames">[frames, rows], any whole number of frames.</param>
    /// <param name="destination">Takes [frames, rows] of derivatives that are now known.</param>
    /// <returns>The number of these frames.</returns>
    public int Push(ReadOnlySpan<float> frames, IBufferWriter<float> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (frames.Length % Rows != 0)
        {
            throw new ArgumentException($"{frames.Length} values are no whole number of frames of {Rows} rows.", nameof(frames));
        }

        int written = 0;
        for (; !frames.IsEmpty; frames = frames[Rows..])
        {
            // Slide the neighbourhood by one frame.
            _block.AsSpan(Rows).CopyTo(_block);
            frames[..Rows].CopyTo(_block.AsSpan(_block.Length - Rows));
            _taken++;
            if (_taken == _delta.Width)
            {
                written += Write(1 + (_delta.Width / 2), destination);
            }
            else if (_taken > _delta.Width)
            {
                written += Write(1, destination);
            }
        }

        return written;
    }

    /// <summary>Ends the features: the last width/2 frames. Afterwards the stream begins anew.</summary>
    /// <returns>The number of these frames.</returns>
    /// <exception cref="HarkException">There were some frames, but fewer than the width.</exception>
    public int Flush(IBufferWriter<float> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        long taken = _taken;
        _taken = 0;
        if (taken == 0)
        {
            return 0;
        }

        _delta.Check(taken);
        return Write(_delta.Width / 2, destination);
    }

    private int Write(int count, IBufferWriter<float> destination)
    {
        int values = count * Rows;
        Span<float> to = destination.GetSpan(values)[..values];
        for (int row = 0; row < Rows; row++)
        {
            float value = _delta.At(_block.AsSpan(row), Rows);
            for (int frame = 0; frame < count; frame++)
            {
                to[(frame * Rows) + row] = value;
            }
        }

        destination.Advance(values);
        return count;
    }
}
