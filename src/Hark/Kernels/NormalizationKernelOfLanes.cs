using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>Batch normalisation by repeated patterns of the channels' numbers.</summary>
internal sealed unsafe class NormalizationKernel<TVector, TLanes> : NormalizationKernel
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private readonly int _period;
    private readonly int _length;
    private readonly BandSums<TVector, TLanes> _sums;

    /// <summary>[5: scale, shift, slope, backShift, mean][bands][period].</summary>
    private readonly AlignedBuffer _lines;

    public NormalizationKernel(ChannelBands bands, int parts)
        : base(bands)
    {
        _period = ChannelPattern<TVector, TLanes>.Period(bands.Channels);
        _length = bands.Bands * _period;
        _lines = new AlignedBuffer(5 * _length);
        _sums = new BandSums<TVector, TLanes>(bands, parts, _period);
    }

    public override void AddSquares(int part, bool first, float* x)
    {
        if (first)
        {
            _sums.Clear(part);
        }

        for (int band = 0; band < Bands.Bands; band++, x += Bands.RunLength)
        {
            float* origin = _sums.Origin(part, band);
            if (first)
            {
                ChannelPattern<TVector, TLanes>.Repeat(new ReadOnlySpan<float>(x, Bands.Channels), new Span<float>(origin, _period));
            }

            ChannelPattern<TVector, TLanes>.AddSquares(x, Bands.RunLength, _period, origin, _sums.First(part, band), _sums.Second(part, band));
        }
    }

    public override void JoinSquares(ReadOnlySpan<long> partRows, Span<double> mean, Span<double> variance) => _sums.JoinSquares(partRows, mean, variance);

    public override void SetMean(ReadOnlySpan<float> mean) => Repeat(mean, 4);

    public override void AddProducts(int part, bool first, float* x, bool relu, float* dy)
    {
        if (first)
        {
            _sums.Clear(part);
        }

        int run = Bands.RunLength;
        float* lines = At(0), mean = At(4);
        for (int band = 0; band < Bands.Bands; band++, lines += _period, mean += _period, x += run, dy += run)
        {
            ChannelPattern<TVector, TLanes>.AddProducts(x, dy, run, _period, lines, lines + _length, relu, mean, _sums.First(part, band), _sums.Second(part, band));
        }
    }

    public override void JoinProducts(Span<double> sum, Span<double> product) => _sums.JoinProducts(sum, product);

    public override void SetLines(ReadOnlySpan<float> scale, ReadOnlySpan<float> shift)
    {
        Repeat(scale, 0);
        Repeat(shift, 1);
    }

    public override void SetPlanes(ReadOnlySpan<float> slope, ReadOnlySpan<float> backShift)
    {
        Repeat(slope, 2);
        Repeat(backShift, 3);
    }

    public override void Apply(float* x, bool relu, float* y)
    {
        int run = Bands.RunLength;
        float* lines = At(0);
        for (int band = 0; band < Bands.Bands; band++, lines += _period, x += run, y += run)
        {
            ChannelPattern<TVector, TLanes>.Line(x, run, _period, lines, lines + _length, relu, y);
        }
    }

    public override void ApplyBack(float* x, bool relu, float* dy, float* dx)
    {
        int run = Bands.RunLength;
        float* lines = At(0);
        for (int band = 0; band < Bands.Bands; band++, lines += _period, x += run, dy += run, dx += run)
        {
            ChannelPattern<TVector, TLanes>.Plane(x, dy, run, _period, ((nint)lines, (nint)(lines + _length)), ((nint)(lines + (2 * _length)), (nint)(lines + (3 * _length))), relu, dx);
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

    private float* At(int line) => (float*)Unsafe.AsPointer(ref _lines.Span[line * _length]);

    private void Repeat(ReadOnlySpan<float> values, int line)
    {
        for (int band = 0; band < Bands.Bands && !values.IsEmpty; band++)
        {
            ChannelPattern<TVector, TLanes>.Repeat(
                values.Slice(band * Bands.Channels, Bands.Channels), _lines.Span.Slice((line * _length) + (band * _period), _period));
        }
    }
}
