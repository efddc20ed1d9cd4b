using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>Batch normalisation by repeated patterns of the channels' numbers.</summary>
internal sealed unsafe class NormalizationKernel<TVector, TLanes> : NormalizationKernel
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private readonly int _parts;
    private readonly int _period;
    private readonly int _length;

    /// <summary>[4: scale, slope, shift, mean][bands][period].</summary>
    private readonly AlignedBuffer _lines;

    /// <summary>[parts][3: first sums, second sums, origins][bands][period].</summary>
    private readonly AlignedBuffer _sums;

    public NormalizationKernel(ChannelBands bands, int parts)
        : base(bands)
    {
        _parts = parts;
        _period = ChannelPattern<TVector, TLanes>.Period(bands.Channels);
        _length = bands.Bands * _period;
        _lines = new AlignedBuffer(4 * _length);
        _sums = new AlignedBuffer(parts * 3 * _length);
    }

    public override void AddSquares(int part, bool first, float* x)
    {
        if (first)
        {
            _sums.Span.Slice(part * 3 * _length, 2 * _length).Clear();
        }

        float* sums = At(_sums, part * 3 * _length);
        for (int band = 0; band < Bands.Bands; band++, sums += _period, x += Bands.RunLength)
        {
            float* origin = sums + (2 * _length);
            if (first)
            {
                ChannelPattern<TVector, TLanes>.Repeat(new ReadOnlySpan<float>(x, Bands.Channels), new Span<float>(origin, _period));
            }

            ChannelPattern<TVector, TLanes>.AddSquares(x, Bands.RunLength, _period, origin, sums, sums + _length);
        }
    }

    public override void JoinSquares(ReadOnlySpan<long> partRows, Span<double> mean, Span<double> variance)
    {
        int channels = Bands.Channels;
        Span<float> first = stackalloc float[channels], second = stackalloc float[channels];
        for (int band = 0; band < Bands.Bands; band++)
        {
            Span<double> means = mean.Slice(band * channels, channels), squares = variance.Slice(band * channels, channels);
            means.Clear();
            squares.Clear();
            long rows = 0;
            for (int part = 0; part < _parts; part++)
            {
                ReadOnlySpan<float> sums = _sums.Span[(((part * 3 * Bands.Bands) + band) * _period)..];
                first.Clear();
                second.Clear();
                ChannelPattern<TVector, TLanes>.Fold(sums[.._period], first);
                ChannelPattern<TVector, TLanes>.Fold(sums.Slice(_length, _period), second);

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

    public override void SetMean(ReadOnlySpan<float> mean) => Repeat(mean, 3);

    public override void AddProducts(int part, bool first, float* x, float* y, float* dy)
    {
        if (first)
        {
            _sums.Span.Slice(part * 3 * _length, 2 * _length).Clear();
        }

        float* sums = At(_sums, part * 3 * _length), mean = At(_lines, 3 * _length);
        int run = Bands.RunLength;
        for (int band = 0; band < Bands.Bands; band++, sums += _period, mean += _period, x += run, dy += run)
        {
            ChannelPattern<TVector, TLanes>.AddProducts(x, y, dy, run, _period, mean, sums, sums + _length);
            y = y == null ? null : y + run;
        }
    }

    public override void JoinProducts(Span<double> sum, Span<double> product)
    {
        sum.Clear();
        product.Clear();
        int channels = Bands.Channels;
        Span<float> folded = stackalloc float[channels];
        for (int part = 0; part < _parts; part++)
        {
            for (int band = 0; band < Bands.Bands; band++)
            {
                int at = ((part * 3 * Bands.Bands) + band) * _period;
                AddFolded(at, folded, sum.Slice(band * channels, channels));
                AddFolded(at + _length, folded, product.Slice(band * channels, channels));
            }
        }
    }

    private void AddFolded(int at, Span<float> folded, Span<double> to)
    {
        folded.Clear();
        ChannelPattern<TVector, TLanes>.Fold(_sums.Span.Slice(at, _period), folded);
        for (int c = 0; c < to.Length; c++)
        {
            to[c] += folded[c];
        }
    }

    public override void SetLines(ReadOnlySpan<float> scale, ReadOnlySpan<float> slope, ReadOnlySpan<float> shift)
    {
        Repeat(scale, 0);
        Repeat(slope, 1);
        Repeat(shift, 2);
    }

    public override void Apply(float* x, bool relu, float* y)
    {
        int run = Bands.RunLength;
        float* lines = At(_lines, 0);
        for (int band = 0; band < Bands.Bands; band++, lines += _period, x += run, y += run)
        {
            ChannelPattern<TVector, TLanes>.Line(x, run, _period, lines, lines + (2 * _length), relu, y);
        }
    }

    public override void Apply(float* a, float* b, float* y)
    {
        int run = Bands.RunLength;
        float* lines = At(_lines, 0);
        for (int band = 0; band < Bands.Bands; band++, lines += _period, a += run, b += run, y += run)
        {
            ChannelPattern<TVector, TLanes>.Plane(a, b, run, _period, lines, lines + _length, lines + (2 * _length), y);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _lines.Dispose();
            _sums.Dispose();
        }
    }

    private static float* At(AlignedBuffer buffer, int index) => (float*)Unsafe.AsPointer(ref buffer.Span[index]);

    private void Repeat(ReadOnlySpan<float> values, int line)
    {
        for (int band = 0; band < Bands.Bands && !values.IsEmpty; band++)
        {
            ChannelPattern<TVector, TLanes>.Repeat(
                values.Slice(band * Bands.Channels, Bands.Channels), _lines.Span.Slice((line * _length) + (band * _period), _period));
        }
    }
}
