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

    /// <summary>Adds a clip to the part's Σ dy and Σ dy (x − mean). Where y is given, dy is first set to zero (and written back) where y is not positive.</summary>
    public abstract void AddProducts(int part, bool first, float* x, float* y, float* dy);

    /// <summary>Over all parts: Σ dy and Σ dy (x − mean), [bands, channels].</summary>
    public abstract void JoinProducts(Span<double> sum, Span<double> product);

    /// <summary>The lines that <see cref="Apply(float*, bool, float*)"/> and <see cref="Apply(float*, float*, float*)"/> follow, [bands, channels] each.</summary>
    public abstract void SetLines(ReadOnlySpan<float> scale, ReadOnlySpan<float> slope, ReadOnlySpan<float> shift);

    /// <summary>y = x · scale + shift, then max(0, ·) where <paramref name="relu"/>. y may be exactly x.</summary>
    public abstract void Apply(float* x, bool relu, float* y);

    /// <summary>y = a · scale + b · slope + shift. y may be exactly a or b.</summary>
    public abstract void Apply(float* a, float* b, float* y);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
