namespace Hark.Signal;

/// <summary>Scratch floats that the garbage collector does not move, aligned to 64 bytes (one vector of 16).</summary>
internal sealed unsafe class LaneBuffer
{
    private const int AlignmentFloats = 16;
    private readonly float[] _memory;
    private readonly int _first;

    public LaneBuffer(int length)
    {
        Length = length;
        _memory = GC.AllocateArray<float>(length + AlignmentFloats, pinned: true);
        fixed (float* start = _memory)
        {
            Pointer = (float*)(((nuint)start + 63) & ~(nuint)63);
            _first = (int)(Pointer - start);
        }
    }

    public int Length { get; }

    /// <summary>Valid as long as this object is reachable: who works with it alone ends with <see cref="GC.KeepAlive"/>.</summary>
    public float* Pointer { get; }

    /// <summary>All of it, which keeps it reachable.</summary>
    public Span<float> Span => _memory.AsSpan(_first, Length);
}
