namespace Hark.Kernels;

/// <summary>
/// Convolution, bias, ReLU and max pooling by two in one pass: the activations between them, four times (on a line, twice) as large as
/// the result, are never written. Pools 2 × 2 with stride 2, on a line (Height = 1) pairs; odd ends are dropped, as Valid padding does.
/// </summary>
/// <remarks>
/// Instead of the activations, backward needs the winners: for each output which element of its window it came from (0 to 3, row by
/// row; the first of equals), or −1 where ReLU clamped it. Otherwise as <see cref="ConvolutionKernel"/>.
/// </remarks>
public abstract class PooledConvolutionKernel : IDisposable
{
    /// <param name="shape">The convolution's shape, before pooling.</param>
    protected PooledConvolutionKernel(ConvolutionShape shape)
    {
        Shape = shape;
        WindowHeight = shape.Height.Output == 1 ? 1 : 2;
        PooledHeight = shape.Height.Output / WindowHeight;
        PooledWidth = shape.Width.Output / 2;
        OutputLength = shape.Batch * PooledHeight * PooledWidth * shape.OutputChannels;
    }

    /// <summary>The convolution's shape, before pooling.</summary>
    public ConvolutionShape Shape { get; }

    /// <summary>Rows of a pooling window: 2, on a line 1. It is 2 columns wide.</summary>
    public int WindowHeight { get; }

    public int PooledHeight { get; }

    public int PooledWidth { get; }

    /// <summary>Elements of y, of dy and of the winners.</summary>
    public int OutputLength { get; }

    /// <summary>y = maxpool(max(0, x ∗ weight + bias)).</summary>
    /// <param name="x">[Batch, H, W, In].</param>
    /// <param name="weight">[kH, kW, In, Out].</param>
    /// <param name="bias">[Out], or empty for none.</param>
    /// <param name="y">[Batch, PooledHeight, PooledWidth, Out]; overwritten.</param>
    /// <param name="winners">As y; overwritten. Empty where backward will not run.</param>
    public abstract void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> y, Span<sbyte> winners);

    /// <summary>dx from the gradient of the pooled output; overwritten.</summary>
    public abstract void InputGradient(ReadOnlySpan<float> dy, ReadOnlySpan<sbyte> winners, ReadOnlySpan<float> weight, Span<float> dx);

    /// <summary>Gradients of weight and bias, summed over the batch; both overwritten. <paramref name="dBias"/> may be empty.</summary>
    public abstract void WeightGradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> dy, ReadOnlySpan<sbyte> winners, Span<float> dWeight, Span<float> dBias);

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
