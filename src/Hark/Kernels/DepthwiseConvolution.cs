namespace Hark.Kernels;

/// <summary>Depthwise convolution, computed as its definition says, vectors across channels and positions.</summary>
internal sealed unsafe class DepthwiseConvolution<TVector, TLanes> : ClipwiseConvolution
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private readonly DepthwiseGeometry _forward;
    private readonly DepthwiseGeometry _backward;
    private readonly AlignedBuffer _patterns;
    private readonly AlignedBuffer[] _gradients = [];

    /// <param name="shape">The shape.</param>
    /// <param name="pool">The team that works.</param>
    /// <param name="training">Whether gradients will be asked for.</param>
    /// <param name="parts">Into how many parts the clips are cut.</param>
    public DepthwiseConvolution(ConvolutionShape shape, WorkerPool pool, bool training, int parts)
        : base(shape, pool, training, parts)
    {
        if (shape.OutputChannels != shape.InputChannels)
        {
            throw new ArgumentException(
                $"A depthwise convolution has as many output as input channels, got {shape.InputChannels} and {shape.OutputChannels}.");
        }

        _forward = new(PatchAxis.Forward(shape.Height), PatchAxis.Forward(shape.Width), shape.InputChannels);
        _backward = new(PatchAxis.Backward(shape.Height), PatchAxis.Backward(shape.Width), shape.InputChannels);
        _patterns = new AlignedBuffer((_forward.Taps + 1) * DepthwiseRows<TVector, TLanes>.PatternLength(shape.InputChannels));
        if (training)
        {
            _gradients = new AlignedBuffer[parts];
            for (int i = 0; i < _gradients.Length; i++)
            {
                _gradients[i] = new AlignedBuffer((_forward.Taps + 1) * DepthwiseGradient<TVector, TLanes>.Period(shape.InputChannels));
            }
        }
    }

    public override void BeginForward(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias) => Repeat(_forward, weight, bias, reversed: false);

    public override void ForwardClip(int part, float* x, bool relu, float* y) => Convolve(_forward, x, relu, y);

    public override void BeginInputGradient(ReadOnlySpan<float> weight) => Repeat(_backward, weight, [], reversed: true);

    public override void InputGradientClip(int part, float* dy, bool add, float* dx) => Convolve(_backward, dy, relu: false, dx);

    public override void WeightGradientClip(int part, bool first, float* x, float* dy, bool bias)
    {
        if (first)
        {
            _gradients[part].Span.Clear();
        }

        float* sums = At(_gradients[part]);
        for (int row = 0; row < Shape.Height.Output; row++)
        {
            DepthwiseGradient<TVector, TLanes>.AddRow(_forward, x, dy, row, bias, sums);
        }
    }

    public override void EndWeightGradient(Span<float> dWeight, Span<float> dBias)
    {
        int channels = Shape.InputChannels, period = DepthwiseGradient<TVector, TLanes>.Period(channels);
        dWeight.Clear();
        dBias.Clear();
        fixed (float* weight = dWeight, bias = dBias)
        {
            foreach (AlignedBuffer share in _gradients)
            {
                float* sums = At(share);
                for (int tap = 0; tap < _forward.Taps; tap++)
                {
                    DepthwiseGradient<TVector, TLanes>.Fold(sums + (tap * period), channels, weight + (tap * channels));
                }

                if (!dBias.IsEmpty)
                {
                    DepthwiseGradient<TVector, TLanes>.Fold(sums + (_forward.Taps * period), channels, bias);
                }
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _patterns.Dispose();
            foreach (AlignedBuffer buffer in _gradients)
            {
                buffer.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private void Repeat(DepthwiseGeometry geometry, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, bool reversed)
    {
        fixed (float* w = weight, add = bias)
        {
            DepthwiseRows<TVector, TLanes>.Repeat(geometry, w, reversed, bias.IsEmpty ? null : add, At(_patterns));
        }
    }

    private void Convolve(DepthwiseGeometry geometry, float* x, bool relu, float* y)
    {
        float* patterns = At(_patterns);
        for (int row = 0; row < geometry.OutputHeight; row++)
        {
            DepthwiseRows<TVector, TLanes>.Convolve(geometry, x, patterns, relu, row, y);
        }
    }
}
