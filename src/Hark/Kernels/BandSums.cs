using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>
/// Two sums over the rows of each band and channel, kept by every part for itself and joined in order: the result depends on how clips are cut
/// into parts, not on who works on them. Channels repeat along a pattern, so that vectors are full whatever their number.
/// </summary>
/// <param name="bands">Rows that belong together.</param>
/// <param name="parts">Into how many parts the clips are cut.</param>
/// <param name="period">Floats of a pattern: a multiple of the channels and of a vector.</param>
internal sealed unsafe class BandSums<TVector, TLanes>(ChannelBands bands, int parts, int period) : IDisposable
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private readonly int _length = bands.Bands * period;

    /// <summary>[parts][3: first sums, second sums, origins][bands][period].</summary>
    private readonly AlignedBuffer _sums = new(parts * 3 * bands.Bands * period);

    /// <summary>Starts a part's sums anew.</summary>
    public void Clear(int part) => _sums.Span.Slice(part * 3 * _length, 2 * _length).Clear();

    public float* First(int part, int band) => At(part, 0, band);

    public float* Second(int part, int band) => At(part, 1, band);

    /// <summary>The numbers that the part takes from x before it sums up.</summary>
    public float* Origin(int part, int band) => At(part, 2, band);

    /// <summary>From Σ (x − origin) and Σ (x − origin)²: mean and (biased) variance over all parts, [bands, channels].</summary>
    /// <param name="partRows">For each part the rows that each of its bands saw.</param>
    /// <param name="mean">Overwritten.</param>
    /// <param name="variance">Overwritten.</param>
    public void JoinSquares(ReadOnlySpan<long> partRows, Span<double> mean, Span<double> variance)
    {
        int channels = bands.Channels;
        Span<float> first = stackalloc float[channels], second = stackalloc float[channels];
        for (int band = 0; band < bands.Bands; band++)
        {
            Span<double> means = mean.Slice(band * channels, channels), squares = variance.Slice(band * channels, channels);
            means.Clear();
            squares.Clear();
            long rows = 0;
            for (int part = 0; part < parts; part++)
            {
                ReadOnlySpan<float> sums = _sums.Span[(((part * 3 * bands.Bands) + band) * period)..];
                first.Clear();
                second.Clear();
                ChannelPattern<TVector, TLanes>.Fold(sums[..period], first);
                ChannelPattern<TVector, TLanes>.Fold(sums.Slice(_length, period), second);

                // Two groups of rows, each with its mean and its squares about it, are one (Chan, Golub and LeVeque 1979).
                long more = partRows[part];
                double share = (double)more / (rows + more);
                for (int c = 0; c < channels; c++)
                {
                    double offset = (double)first[c] / more;
                    double delta = sums[(2 * _length) + c] + offset - means[c];
                    means[c] += delta * share;
                    squares[c] += second[c] - (first[c] * offset) + (delta * delta * rows * share);
                }

                rows += more;
            }

            foreach (ref double square in squares)
            {
                square = Math.Max(0, square / rows);
            }
        }
    }

    /// <summary>Both sums over all parts, [bands, channels].</summary>
    public void JoinProducts(Span<double> sum, Span<double> product)
    {
        sum.Clear();
        product.Clear();
        int channels = bands.Channels;
        Span<float> folded = stackalloc float[channels];
        for (int part = 0; part < parts; part++)
        {
            for (int band = 0; band < bands.Bands; band++)
            {
                int at = ((part * 3 * bands.Bands) + band) * period;
                AddFolded(at, folded, sum.Slice(band * channels, channels));
                AddFolded(at + _length, folded, product.Slice(band * channels, channels));
            }
        }
    }

    public void Dispose() => _sums.Dispose();

    private void AddFolded(int at, Span<float> folded, Span<double> to)
    {
        folded.Clear();
        ChannelPattern<TVector, TLanes>.Fold(_sums.Span.Slice(at, period), folded);
        for (int c = 0; c < to.Length; c++)
        {
            to[c] += folded[c];
        }
    }

    private float* At(int part, int kind, int band) => (float*)Unsafe.AsPointer(ref _sums.Span[(((part * 3) + kind) * _length) + (band * period)]);
}
