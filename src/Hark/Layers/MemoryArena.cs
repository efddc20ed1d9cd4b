using Hark.Kernels;

namespace Hark.Layers;

/// <summary>
/// Activation memory that several executions of one network may share, as long as only one of them is in use at a time
/// (training and validation, whole batches and the last, smaller one).
/// </summary>
public sealed class MemoryArena : IDisposable
{
    private AlignedBuffer _buffer = new(0);

    /// <summary>Bytes held.</summary>
    public long Bytes => (long)_buffer.Length * sizeof(float);

    internal Span<float> Span => _buffer.Span;

    public void Dispose() => _buffer.Dispose();

    internal void Ensure(int length)
    {
        if (_buffer.Length < length)
        {
            _buffer.Dispose();
            _buffer = new AlignedBuffer(length);
        }
    }
}

/// <summary>A run of floats that is needed from one moment of a pass to another.</summary>
internal sealed class MemoryBlock(MemoryArena arena, int length, int moment)
{
    public int Length { get; private set; } = length;

    public int First { get; private set; } = moment;

    public int Last { get; private set; } = moment;

    public int Offset { get; set; }

    /// <summary>Whether it holds one clip a part, not the batch: a clip's numbers that nothing needs once the clip has gone through a stage.</summary>
    public bool IsLocal { get; private set; }

    /// <summary>Who makes its numbers anew, clip by clip, in every stage that reads them; null where they are kept.</summary>
    public ClipwiseExecution? Maker { get; set; }

    /// <summary>Whether somebody outside the passes writes or reads it.</summary>
    public bool IsOpen { get; set; }

    public Span<float> Span => arena.Span.Slice(Offset, Length);

    public void NeededAt(int moment)
    {
        First = Math.Min(First, moment);
        Last = Math.Max(Last, moment);
    }

    /// <summary>Keeps <paramref name="parts"/> clips instead of <paramref name="batch"/>.</summary>
    public void MakeLocal(int batch, int parts) => (IsLocal, Length) = (true, Length / batch * parts);

    /// <summary>Counts in other moments.</summary>
    public void Rename(int first, int last) => (First, Last) = (first, last);

    public bool LivesWith(MemoryBlock other) => First <= other.Last && other.First <= Last;
}

/// <summary>Gives blocks their places: largest first, each at the lowest offset that is free for its whole life.</summary>
internal static class MemoryPlanner
{
    /// <summary>Sets every block's offset (multiples of 16 floats, 64 bytes) and returns the floats needed in all.</summary>
    public static int Place(IEnumerable<MemoryBlock> blocks)
    {
        var placed = new List<MemoryBlock>();
        int total = 0;
        foreach (MemoryBlock block in blocks.OrderByDescending(b => b.Length))
        {
            int offset = 0;
            foreach (MemoryBlock other in placed.Where(block.LivesWith).OrderBy(b => b.Offset))
            {
                if (offset + block.Length <= other.Offset)
                {
                    break;
                }

                offset = Math.Max(offset, RoundUp(checked(other.Offset + other.Length)));
            }

            block.Offset = offset;
            placed.Add(block);
            total = Math.Max(total, checked(offset + block.Length));
        }

        return total;
    }

    private static int RoundUp(int value) => checked(value + 15) & ~15;
}
