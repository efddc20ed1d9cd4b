using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>The branch over frequency, row by row: see <see cref="BranchRows{TVector, TLanes}"/>.</summary>
internal sealed unsafe class FrequencyBranchKernel<TVector, TLanes> : FrequencyBranchKernel
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private const int Taps = 3;
    private readonly ChannelBands _bands;
    private readonly int _rowsPerBand;
    private readonly int _period;
    private readonly BranchRow _row;
    private readonly PatchAxis _forward;
    private readonly PatchAxis _backward;
    private readonly float _share;

    /// <summary>[4: three taps, no bias][period]; as they are, and reversed.</summary>
    private readonly AlignedBuffer _weights;
    private readonly AlignedBuffer _reversed;

    /// <summary>[bands][4][period]: with the normalisation's lines in them.</summary>
    private readonly AlignedBuffer _ofMean;
    private readonly AlignedBuffer _ofSum;
    private readonly AlignedBuffer _ofGradient;

    /// <summary>[bands][period].</summary>
    private readonly AlignedBuffer _mean;
    private readonly AlignedBuffer _scale;
    private readonly BandSums<TVector, TLanes> _sums;

    /// <summary>A part's weight gradient, [taps][period].</summary>
    private readonly AlignedBuffer _gradients;
    private readonly int _parts;

    /// <summary>What padding reads.</summary>
    private readonly AlignedBuffer _zeros;
    private readonly AlignedBuffer _tail = new(TLanes.Width);

    public FrequencyBranchKernel(ConvolutionShape shape, ChannelBands bands, int parts)
    {
        int length = shape.Width.Input * bands.Channels, over = length % TLanes.Width;
        _bands = bands;
        _parts = parts;
        _rowsPerBand = shape.Height.Output / bands.Bands;
        _share = 1f / shape.Height.Output;
        _period = Period(bands.Channels);
        _forward = PatchAxis.Forward(shape.Height);
        _backward = PatchAxis.Backward(shape.Height);
        _tail.Span[(TLanes.Width - over)..].Fill(1);
        _row = new(length, _period, (length - TLanes.Width) % bands.Channels, over == 0 ? 0 : (nint)At(_tail));
        _weights = new AlignedBuffer((Taps + 1) * _period);
        _reversed = new AlignedBuffer((Taps + 1) * _period);
        _ofMean = new AlignedBuffer(bands.Bands * (Taps + 1) * _period);
        _ofSum = new AlignedBuffer(_ofMean.Length);
        _ofGradient = new AlignedBuffer(_ofMean.Length);
        _mean = new AlignedBuffer(bands.Bands * _period);
        _scale = new AlignedBuffer(_mean.Length);
        _sums = new BandSums<TVector, TLanes>(bands, parts, _period);
        _gradients = new AlignedBuffer(parts * Taps * _period);
        _zeros = new AlignedBuffer(length);
    }

    public override void SetWeights(ReadOnlySpan<float> weight)
    {
        for (int tap = 0; tap < Taps; tap++)
        {
            Repeat(weight.Slice(tap * _bands.Channels, _bands.Channels), _weights, tap);
            Repeat(weight.Slice(tap * _bands.Channels, _bands.Channels), _reversed, Taps - 1 - tap);
        }
    }

    public override void AddSquares(int part, bool first, float* x)
    {
        if (first)
        {
            _sums.Clear(part);
        }

        for (int row = 0; row < _forward.Output; row++)
        {
            int band = row / _rowsPerBand;
            (nint, nint, nint) rows = Rows(_forward, x, row);
            if (first && row % _rowsPerBand == 0)
            {
                TakeOrigin(rows, _sums.Origin(part, band));
            }

            BranchRows<TVector, TLanes>.AddSquares(rows, _row, At(_weights), _sums.Origin(part, band), _sums.First(part, band), _sums.Second(part, band));
        }
    }

    public override void JoinSquares(ReadOnlySpan<long> partRows, Span<double> mean, Span<double> variance) => _sums.JoinSquares(partRows, mean, variance);

    public override void SetLines(ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, ReadOnlySpan<float> mean, bool residual)
    {
        for (int band = 0; band < _bands.Bands; band++)
        {
            Repeat(Of(mean, band), _mean, band);
            Fold(scale, shift, band, _share, identity: 0, _ofMean);
            Fold(scale, shift, band, 1, identity: residual ? 1 : 0, _ofSum);
        }
    }

    public override void Mean(float* x, float* row)
    {
        for (int h = 0; h < _forward.Output; h++)
        {
            BranchRows<TVector, TLanes>.Convolve(Rows(_forward, x, h), _row, Banded(_ofMean, h), add: h > 0, row);
        }
    }

    public override void Sum(float* x, float* row, bool relu, float* y)
    {
        for (int h = 0; h < _forward.Output; h++, y += _row.Length)
        {
            BranchRows<TVector, TLanes>.Sum(Rows(_forward, x, h), _row, Banded(_ofSum, h), row, relu, y);
        }
    }

    public override void Mask(float* y, float* dy, float* dRow)
    {
        new Span<float>(dRow, _row.Length).Clear();
        for (int h = 0; h < _forward.Output; h++, dy += _row.Length)
        {
            BranchRows<TVector, TLanes>.Mask(y, dy, _row, dRow);
            y = y == null ? null : y + _row.Length;
        }
    }

    public override void AddProducts(int part, bool first, float* x, float* dy, float* dMean)
    {
        if (first)
        {
            _sums.Clear(part);
        }

        for (int h = 0; h < _forward.Output; h++, dy += _row.Length)
        {
            int band = h / _rowsPerBand;
            BranchRows<TVector, TLanes>.AddProducts(
                Rows(_forward, x, h), _row, At(_weights), At(_mean, band * _period), dy, dMean, _share, _sums.First(part, band), _sums.Second(part, band));
        }
    }

    public override void JoinProducts(Span<double> sum, Span<double> product) => _sums.JoinProducts(sum, product);

    public override void SetPlanes(ReadOnlySpan<float> scale, ReadOnlySpan<float> slope, ReadOnlySpan<float> shift)
    {
        for (int band = 0; band < _bands.Bands; band++)
        {
            Repeat(Of(scale, band), _scale, band);
            Fold(slope, shift, band, 1, identity: 0, _ofGradient);
        }
    }

    public override void Gradient(int part, bool first, float* x, float* dy, float* dMean, float* dc)
    {
        float* sums = At(_gradients, part * Taps * _period);
        if (first)
        {
            new Span<float>(sums, Taps * _period).Clear();
        }

        for (int h = 0; h < _forward.Output; h++, dy += _row.Length, dc += _row.Length)
        {
            float* scale = At(_scale, h / _rowsPerBand * _period);
            BranchRows<TVector, TLanes>.Gradient(Rows(_forward, x, h), _row, Banded(_ofGradient, h), scale, dy, dMean, _share, dc, sums);
        }
    }

    public override void InputGradient(float* dc, bool add, float* dx)
    {
        for (int h = 0; h < _backward.Output; h++)
        {
            BranchRows<TVector, TLanes>.Convolve(Rows(_backward, dc, h), _row, At(_reversed), add, dx + ((nint)h * _row.Length));
        }
    }

    public override void EndWeightGradient(Span<float> dWeight)
    {
        dWeight.Clear();
        for (int i = 0; i < _parts * Taps; i++)
        {
            ChannelPattern<TVector, TLanes>.Fold(_gradients.Span.Slice(i * _period, _period), dWeight.Slice(i % Taps * _bands.Channels, _bands.Channels));
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (AlignedBuffer buffer in (AlignedBuffer[])[_weights, _reversed, _ofMean, _ofSum, _ofGradient, _mean, _scale, _gradients, _zeros, _tail])
            {
                buffer.Dispose();
            }

            _sums.Dispose();
        }
    }

    /// <summary>The least common multiple of the channels and a vector.</summary>
    private static int Period(int channels)
    {
        int period = channels;
        while (period % TLanes.Width != 0)
        {
            period += channels;
        }

        return period;
    }

    private static float* At(AlignedBuffer buffer, int index = 0) => (float*)Unsafe.AsPointer(ref buffer.Span[index]);

    private ReadOnlySpan<float> Of(ReadOnlySpan<float> values, int band) => values.Slice(band * _bands.Channels, _bands.Channels);

    private void Repeat(ReadOnlySpan<float> values, AlignedBuffer patterns, int line)
        => ChannelPattern<TVector, TLanes>.Repeat(values, patterns.Span.Slice(line * _period, _period));

    /// <summary>A band's taps times (scale, share), the middle one plus <paramref name="identity"/>, and shift · share for the bias.</summary>
    private void Fold(ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, int band, float share, float identity, AlignedBuffer to)
    {
        Span<float> folded = stackalloc float[_bands.Channels];
        for (int tap = 0; tap <= Taps; tap++)
        {
            for (int c = 0; c < folded.Length; c++)
            {
                int at = (band * _bands.Channels) + c;
                folded[c] = tap == Taps ? shift[at] * share : (_weights.Span[(tap * _period) + c] * scale[at] * share) + (tap == 1 ? identity : 0);
            }

            Repeat(folded, to, (band * (Taps + 1)) + tap);
        }
    }

    private float* Banded(AlignedBuffer patterns, int h) => At(patterns, h / _rowsPerBand * (Taps + 1) * _period);

    /// <summary>The convolution's first value in each channel.</summary>
    private void TakeOrigin((nint X0, nint X1, nint X2) rows, float* origin)
    {
        Span<float> first = stackalloc float[_bands.Channels];
        ReadOnlySpan<float> w = _weights.Span;
        for (int c = 0; c < first.Length; c++)
        {
            first[c] = (((float*)rows.X0)[c] * w[c]) + (((float*)rows.X1)[c] * w[_period + c]) + (((float*)rows.X2)[c] * w[(2 * _period) + c]);
        }

        ChannelPattern<TVector, TLanes>.Repeat(first, new Span<float>(origin, _period));
    }

    private (nint X0, nint X1, nint X2) Rows(PatchAxis axis, float* x, int row) => (Row(axis, x, row, 0), Row(axis, x, row, 1), Row(axis, x, row, 2));

    private nint Row(PatchAxis axis, float* x, int row, int tap)
    {
        int source = axis.Source((row * axis.Stride) + (tap * axis.Dilation));
        return (nint)(source < 0 ? At(_zeros) : x + ((nint)source * _row.Length));
    }
}
