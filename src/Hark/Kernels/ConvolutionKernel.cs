namespace Hark.Kernels;

/// <summary>
/// A convolution (cross-correlation, as in Keras and PyTorch) of one fixed shape. Made once for a layer when memory is planned;
/// its calls allocate nothing. Buffers of one call must not overlap. Not thread-safe: one call at a time; the work inside is
/// spread over the pool.
/// </summary>
public abstract class ConvolutionKernel(ConvolutionShape shape) : IDisposable
{
    public ConvolutionShape Shape { get; } = shape;

    /// <summary>y = x ∗ weight + bias, then max(0, ·) where <paramref name="relu"/>.</summary>
    /// <param name="x">[Batch, H, W, In].</param>
    /// <param name="weight">[kH, kW, In, Out], depthwise [kH, kW, Channels].</param>
    /// <param name="bias">[Out], or empty for none.</param>
    /// <param name="relu">Whether to clamp below at zero.</param>
    /// <param name="y">[Batch, outH, outW, Out]; overwritten.</param>
    public abstract void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, bool relu, Span<float> y);

    /// <summary>dx = dy convolved back through weight; <paramref name="dx"/> is overwritten.</summary>
    public abstract void InputGradient(ReadOnlySpan<float> dy, ReadOnlySpan<float> weight, Span<float> dx);

    /// <summary>Gradients of weight and bias, summed over the batch; both overwritten. <paramref name="dBias"/> may be empty.</summary>
    public abstract void WeightGradient(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight, Span<float> dBias);

    /// <summary>
    /// Says that the weights are new, and that every change to come will be said too: a kernel that turns its weights into another form may then
    /// do so once, in the next forward pass, instead of in each. For prediction only.
    /// </summary>
    internal virtual void WeightsChanged()
    {
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
