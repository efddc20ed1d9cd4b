using System.Runtime.InteropServices;

namespace Hark.Kernels;

/// <summary>Zeroed float memory outside the garbage-collected heap, aligned to 64 bytes (a cache line, an AVX-512 vector).</summary>
public sealed unsafe class AlignedBuffer : IDisposable
{
    private float* _pointer;

    public AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        nuint bytes = (nuint)Math.Max(length, 1) * sizeof(float);
        _pointer = (float*)NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(_pointer, bytes);
        GC.AddMemoryPressure((long)bytes);
    }

#pragma warning disable MA0055 // native memory: the last resort when Dispose was forgotten
    ~AlignedBuffer() => Free();
#pragma warning restore MA0055

    /// <summary>Number of floats.</summary>
    public int Length { get; }

    public Span<float> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pointer == null, this);
            return new Span<float>(_pointer, Length);
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_pointer != null)
        {
            NativeMemory.AlignedFree(_pointer);
            _pointer = null;
            GC.RemoveMemoryPressure((long)Math.Max(Length, 1) * sizeof(float));
        }
    }
}
