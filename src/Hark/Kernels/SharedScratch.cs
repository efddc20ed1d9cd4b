using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>
/// Memory that the kernels of one <see cref="WorkerPool"/> take turns with: a pool runs one call at a time, and nothing in it outlives
/// a call. As large as its largest user asks for when that is made; it grows then, never in a call.
/// </summary>
internal sealed unsafe class SharedScratch : IDisposable
{
    private AlignedBuffer _buffer = new(1);

    /// <summary>The memory, valid until the next <see cref="Reserve"/>; its content is whatever the last user left.</summary>
    public float* Pointer => (float*)Unsafe.AsPointer(ref _buffer.Span[0]);

    /// <summary>Makes sure of at least <paramref name="floats"/>.</summary>
    public void Reserve(int floats)
    {
        if (_buffer.Length < floats)
        {
            _buffer.Dispose();
            _buffer = new AlignedBuffer(floats);
        }
    }

    public void Dispose() => _buffer.Dispose();
}
