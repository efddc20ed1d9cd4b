using System.Runtime.Intrinsics;

namespace Hark.Kernels;

/// <summary>
/// The inner work of batch normalisation, clip by clip: sums over the rows of each band and channel, and straight lines applied to them.
/// Each part keeps sums of its own, joined in order, so the result depends on how clips are cut into parts, not on who works on them.
/// </summary>
internal abstract unsafe class NormalizationKernel(ChannelBands bands) : IDisposable
{
    public ChannelBands Bands { get; } = bands;

    public static NormalizationKernel Create(ChannelBands bands, int parts)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            return new NormalizationKernel<Vector512<float>, Lanes512>(bands, parts);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            return new NormalizationKernel<Vector256<float>, Lanes256>(bands, parts);
        }

        return Vector128.IsHardwareAccelerated
            ? new NormalizationKernel<Vector128<float>, Lanes128>(bands, parts)
            : new NormalizationKernel<float, Lanes1>(bands, parts);
    }

    /// <summary>Adds a clip to the part's Σ (x − origin) and Σ (x − origin)², the origin being the first row of each band of its first clip.</summary>
    public abstract void AddSquares(int part, bool first, float* x);

    /// <summary>Over all parts: mean and (biased) variance, [bands, channels].</summary>
    /// <param name="partRows">For each part the rows that each of its bands saw.</param>
    /// <param name="mean">Overwritten.</param>
    /// <param name="variance">Overwritten.</param>
    public abstract void JoinSquares(ReadOnlySpan<long> partRows, Span<double> mean, Span<double> variance);

    /// <summary>The means that <see cref="AddProducts"/> takes x from.</summary>
    public abstract void SetMean(ReadOnlySpan<float> mean);

    /// <summary>Adds a clip to the part's Σ dy and Σ dy (x − mean); where <paramref name="relu"/>, dy counts only where x · scale + shift is positive.</summary>
    public abstract void AddProducts(int part, bool first, float* x, bool relu, float* dy);

    /// <summary>Over all parts: Σ dy and Σ dy (x − mean), [bands, channels].</summary>
    public abstract void JoinProducts(Span<double> sum, Span<double> product);

    /// <summary>The lines that <see cref="Apply"/> follows, [bands, channels] each.</summary>
    public abstract void SetLines(ReadOnlySpan<float> scale, ReadOnlySpan<float> shift);

    /// <summary>What <see cref="ApplyBack"/> adds to the scaled gradient, [bands, channels] each.</summary>
    public abstract void SetPlanes(ReadOnlySpan<float> slope, ReadOnlySpan<float> backShift);

    /// <summary>y = x · scale + shift, then max(0, ·) where <paramref name="relu"/>. y may be exactly x.</summary>
    public abstract void Apply(float* x, bool relu, float* y);

    /// <summary>
    /// dx = dy · scale + x · slope + backShift; where <paramref name="relu"/>, dy counts only where x · scale + shift is positive. dx may be exactly dy or x.
    /// </summary>
    public abstract void ApplyBack(float* x, bool relu, float* dy, float* dx);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
