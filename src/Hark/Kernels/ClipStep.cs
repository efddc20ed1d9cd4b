using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>Where a <see cref="ClipStep"/> reads and writes.</summary>
internal unsafe struct ClipBuffers
{
    /// <summary>The input.</summary>
    public float* X;

    /// <summary>A second input of the same shape, or null.</summary>
    public float* Second;

    /// <summary>An input of one row that counts for every row, or null.</summary>
    public float* Row;

    /// <summary>The output; overwritten. Lies apart from every input.</summary>
    public float* Y;

    /// <summary><see cref="ClipStep.ScratchLength"/> floats for each thread at work on the clip.</summary>
    public float* Scratch;
}

/// <summary>
/// One step of a network at inference on one clip: what small networks are made of, so that a clip stays in a core's cache from layer to
/// layer. Allocates nothing; may be called for several clips at once.
/// </summary>
/// <remarks>
/// Vectors and register blocks run past the end of rows: what lies behind is written before its own values are. So every value is followed by
/// <see cref="Slack"/> floats that belong to it, and rows are written in rising order.
/// </remarks>
internal abstract unsafe class ClipStep : IDisposable
{
    /// <summary>Floats of scratch a thread.</summary>
    public virtual int ScratchLength => 0;

    /// <summary>Whether several threads may share a clip, each writing only what is its own.</summary>
    public virtual bool Splits => false;

    /// <summary>Floats that must follow a value of so many channels.</summary>
    public static int Slack(int channels) => (12 * channels) + 64;

    /// <summary>Does share <paramref name="part"/> of <paramref name="parts"/>; all of it where the step does not split.</summary>
    public abstract void Execute(in ClipBuffers at, int part, int parts);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }

    protected static float* Pointer(AlignedBuffer buffer) => (float*)Unsafe.AsPointer(ref buffer.Span[0]);
}

/// <summary>A step with weights, into which the line that follows a convolution (batch normalisation) is folded.</summary>
internal abstract class WeightedClipStep : ClipStep
{
    /// <summary>Takes new weights: y = scale · (x ∗ weight) + shift.</summary>
    /// <param name="weight">In the layer's layout; empty for ones.</param>
    /// <param name="scale">One an output channel, and of each band where the step has bands.</param>
    /// <param name="shift">As <paramref name="scale"/>.</param>
    public abstract void SetWeights(ReadOnlySpan<float> weight, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift);
}
