using System.Runtime.Intrinsics;

namespace Hark.Kernels;

/// <summary>
/// The branch over frequency of a broadcast residual block, clip by clip: c, a depthwise convolution of three taps over height; n, its batch
/// normalisation by bands of rows; the mean of n over height; and y = max(0, n + r (+ x)) with a row r. Neither c nor n ever stands in memory: where
/// they are needed, rows of x make them anew. Shapes: x [height, width, channels], y [height', width, channels], rows [width, channels].
/// </summary>
/// <remarks>Sums over clips are kept for each part and joined in order, as in <see cref="NormalizationKernel"/>.</remarks>
internal abstract unsafe class FrequencyBranchKernel : IDisposable
{
    /// <summary>Whether there is a kernel for <paramref name="shape"/>.</summary>
    public static bool Fits(ConvolutionShape shape)
        => !ConvolutionKernels.ReferenceOnly && FrequencyConvolution<float, Lanes1>.Fits(shape) && shape.Width.Input * shape.InputChannels >= VectorLength;

    public static FrequencyBranchKernel Create(ConvolutionShape shape, ChannelBands bands, int parts)
        => VectorLength switch
        {
            16 => new FrequencyBranchKernel<Vector512<float>, Lanes512>(shape, bands, parts),
            8 => new FrequencyBranchKernel<Vector256<float>, Lanes256>(shape, bands, parts),
            4 => new FrequencyBranchKernel<Vector128<float>, Lanes128>(shape, bands, parts),
            _ => new FrequencyBranchKernel<float, Lanes1>(shape, bands, parts),
        };

    /// <summary>Takes the convolution's weights, [3, channels].</summary>
    public abstract void SetWeights(ReadOnlySpan<float> weight);

    /// <summary>Adds a clip to the part's Σ (c − origin) and Σ (c − origin)², the origin being the first of each band of its first clip.</summary>
    public abstract void AddSquares(int part, bool first, float* x);

    /// <inheritdoc cref="NormalizationKernel.JoinSquares"/>
    public abstract void JoinSquares(ReadOnlySpan<long> partRows, Span<double> mean, Span<double> variance);

    /// <summary>Takes n = c · scale + shift, [bands, channels] each.</summary>
    /// <param name="scale">Of c.</param>
    /// <param name="shift">Added.</param>
    /// <param name="mean">What <see cref="AddProducts"/> takes c from.</param>
    /// <param name="residual">Whether x is added to y.</param>
    public abstract void SetLines(ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, ReadOnlySpan<float> mean, bool residual);

    /// <summary>row = mean of n over height.</summary>
    public abstract void Mean(float* x, float* row);

    /// <summary>y = n + row (+ x), then max(0, ·) where <paramref name="relu"/>.</summary>
    public abstract void Sum(float* x, float* row, bool relu, float* y);

    /// <summary>dy set to zero where y is not positive, if y is given; dRow = Σ over height of dy.</summary>
    public abstract void Mask(float* y, float* dy, float* dRow);

    /// <summary>Adds a clip to the part's Σ dn and Σ dn (c − mean), where dn = dy + dMean / height.</summary>
    public abstract void AddProducts(int part, bool first, float* x, float* dy, float* dMean);

    /// <inheritdoc cref="NormalizationKernel.JoinProducts"/>
    public abstract void JoinProducts(Span<double> sum, Span<double> product);

    /// <summary>Takes dc = dn · scale + c · slope + shift, [bands, channels] each.</summary>
    public abstract void SetPlanes(ReadOnlySpan<float> scale, ReadOnlySpan<float> slope, ReadOnlySpan<float> shift);

    /// <summary>dc, and the clip's share of the weight gradient added to its part's sums.</summary>
    public abstract void Gradient(int part, bool first, float* x, float* dy, float* dMean, float* dc);

    /// <summary>dx, added to what is there where <paramref name="add"/>.</summary>
    public abstract void InputGradient(float* dc, bool add, float* dx);

    /// <summary>Joins the parts' sums; overwritten.</summary>
    public abstract void EndWeightGradient(Span<float> dWeight);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    private static int VectorLength => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : Vector128.IsHardwareAccelerated ? 4 : 1;
}
