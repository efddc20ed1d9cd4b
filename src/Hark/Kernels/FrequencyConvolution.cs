namespace Hark.Kernels;

/// <summary>Depthwise convolution of three taps over height alone (3 x 1), any stride, dilation and padding: whole rows at a time.</summary>
internal sealed unsafe class FrequencyConvolution<TVector, TLanes> : ClipwiseConvolution
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private const int Taps = 3;
    private readonly int _channels;
    private readonly int _length;
    private readonly int _period;
    private readonly PatchAxis _forward;
    private readonly PatchAxis _backward;

    /// <summary>[taps and bias][period].</summary>
    private readonly AlignedBuffer _weights;

    /// <summary>What padding reads.</summary>
    private readonly AlignedBuffer _zeros;

    /// <summary>A part's sums [taps][period]; then the bias's, [period].</summary>
    private readonly AlignedBuffer[] _gradients = [];

    /// <param name="shape">The shape; <see cref="Fits"/> must hold.</param>
    /// <param name="pool">The team that works.</param>
    /// <param name="training">Whether gradients will be asked for.</param>
    /// <param name="parts">Into how many parts the clips are cut.</param>
    public FrequencyConvolution(ConvolutionShape shape, WorkerPool pool, bool training, int parts)
        : base(shape, pool, training, parts)
    {
        _channels = shape.InputChannels;
        _length = shape.Width.Input * _channels;
        _period = ChannelPattern<TVector, TLanes>.Period(_channels);
        _forward = PatchAxis.Forward(shape.Height);
        _backward = PatchAxis.Backward(shape.Height);
        _weights = new AlignedBuffer((Taps + 1) * _period);
        _zeros = new AlignedBuffer(_length);
        if (training)
        {
            _gradients = new AlignedBuffer[parts];
            for (int i = 0; i < parts; i++)
            {
                _gradients[i] = new AlignedBuffer((Taps + 1) * _period);
            }
        }
    }

    public static bool Fits(ConvolutionShape shape)
        => shape is { Depthwise: true, Height.Kernel: Taps, Width: { Kernel: 1, Stride: 1, PadBefore: 0, PadAfter: 0 } } && shape.InputChannels == shape.OutputChannels;

    public override void BeginForward(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        for (int tap = 0; tap < Taps; tap++)
        {
            Repeat(weight.Slice(tap * _channels, _channels), tap);
        }

        Repeat(bias, Taps);
    }

    public override void ForwardClip(int part, float* x, bool relu, float* y)
    {
        for (int row = 0; row < _forward.Output; row++)
        {
            ThreeRows<TVector, TLanes>.Convolve(Rows(_forward, x, row), _length, _period, At(_weights), relu, add: false, y + ((nint)row * _length));
        }
    }

    public override void BeginInputGradient(ReadOnlySpan<float> weight)
    {
        for (int tap = 0; tap < Taps; tap++)
        {
            Repeat(weight.Slice((Taps - 1 - tap) * _channels, _channels), tap);
        }

        Repeat([], Taps);
    }

    public override bool CanAddInputGradient => true;

    public override void InputGradientClip(int part, float* dy, bool add, float* dx)
    {
        for (int row = 0; row < _backward.Output; row++)
        {
            ThreeRows<TVector, TLanes>.Convolve(Rows(_backward, dy, row), _length, _period, At(_weights), relu: false, add, dx + ((nint)row * _length));
        }
    }

    public override void WeightGradientClip(int part, bool first, float* x, float* dy, bool bias)
    {
        if (first)
        {
            _gradients[part].Span.Clear();
        }

        float* sums = At(_gradients[part]);
        for (int row = 0; row < _forward.Output; row++, dy += _length)
        {
            ThreeRows<TVector, TLanes>.AddGradient(Rows(_forward, x, row), dy, _length, _period, sums);
            for (int at = 0; at < _length && bias; at += _period)
            {
                VectorLoops<TVector, TLanes>.AddTo(dy + at, sums + (Taps * _period), Math.Min(_period, _length - at));
            }
        }
    }

    public override void EndWeightGradient(Span<float> dWeight, Span<float> dBias)
    {
        dWeight.Clear();
        dBias.Clear();
        foreach (AlignedBuffer gradient in _gradients)
        {
            for (int tap = 0; tap < Taps; tap++)
            {
                ChannelPattern<TVector, TLanes>.Fold(gradient.Span.Slice(tap * _period, _period), dWeight.Slice(tap * _channels, _channels));
            }

            if (!dBias.IsEmpty)
            {
                ChannelPattern<TVector, TLanes>.Fold(gradient.Span.Slice(Taps * _period, _period), dBias);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _weights.Dispose();
            _zeros.Dispose();
            foreach (AlignedBuffer buffer in _gradients)
            {
                buffer.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private void Repeat(ReadOnlySpan<float> values, int line)
    {
        Span<float> pattern = _weights.Span.Slice(line * _period, _period);
        if (values.IsEmpty)
        {
            pattern.Clear();
        }
        else
        {
            ChannelPattern<TVector, TLanes>.Repeat(values, pattern);
        }
    }

    private (nint X0, nint X1, nint X2) Rows(PatchAxis axis, float* x, int row) => (Row(axis, x, row, 0), Row(axis, x, row, 1), Row(axis, x, row, 2));

    private nint Row(PatchAxis axis, float* x, int row, int tap)
    {
        int source = axis.Source((row * axis.Stride) + (tap * axis.Dilation));
        return (nint)(source < 0 ? At(_zeros) : x + ((nint)source * _length));
    }
}
