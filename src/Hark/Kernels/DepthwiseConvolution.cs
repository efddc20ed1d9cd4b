using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>Depthwise convolution, computed as its definition says, vectors across channels and positions.</summary>
/// <remarks>
/// Forward and input gradient do not depend on the thread count. The weight gradient sums one share a thread, so it is equal to the
/// last bit for the same count only.
/// </remarks>
internal sealed unsafe class DepthwiseConvolution<TVector, TLanes> : ConvolutionKernel
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private readonly WorkerPool _pool;
    private readonly int _parts;
    private readonly bool _training;
    private readonly DepthwiseGeometry _forward;
    private readonly DepthwiseGeometry _backward;
    private readonly AlignedBuffer _patterns;
    private readonly AlignedBuffer[] _gradients = [];
    private readonly Action<int> _convolvePart;
    private readonly Action<int> _weightPart;
    private DepthwiseGeometry _geometry;
    private float* _x;
    private float* _y;
    private bool _relu;

    /// <param name="shape">The shape.</param>
    /// <param name="pool">The team that works.</param>
    /// <param name="training">Whether gradients will be asked for.</param>
    /// <param name="parts">Into how many parts the work is cut; chosen by the shape if null.</param>
    public DepthwiseConvolution(ConvolutionShape shape, WorkerPool pool, bool training, int? parts = null)
        : base(shape)
    {
        if (shape.OutputChannels != shape.InputChannels)
        {
            throw new ArgumentException(
                $"A depthwise convolution has as many output as input channels, got {shape.InputChannels} and {shape.OutputChannels}.");
        }

        _pool = pool;
        _parts = parts ?? KernelArguments.Parts(shape, pool);
        _training = training;
        _forward = new(PatchAxis.Forward(shape.Height), PatchAxis.Forward(shape.Width), shape.InputChannels);
        _backward = new(PatchAxis.Backward(shape.Height), PatchAxis.Backward(shape.Width), shape.InputChannels);
        _geometry = _forward;
        _patterns = new AlignedBuffer((_forward.Taps + 1) * DepthwiseRows<TVector, TLanes>.PatternLength(shape.InputChannels));
        if (training)
        {
            _gradients = new AlignedBuffer[_parts];
            for (int i = 0; i < _gradients.Length; i++)
            {
                _gradients[i] = new AlignedBuffer((_forward.Taps + 1) * DepthwiseGradient<TVector, TLanes>.Period(shape.InputChannels));
            }
        }

        _convolvePart = ConvolvePart;
        _weightPart = WeightPart;
    }

    public override void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, bool relu, Span<float> y)
    {
        KernelArguments.CheckForward(Shape, x, weight, bias, y);
        Convolve(_forward, x, weight, bias, relu, reversed: false, y);
    }

    public override void InputGradient(ReadOnlySpan<float> dy, ReadOnlySpan<float> weight, Span<float> dx)
    {
        KernelArguments.CheckInputGradient(Shape, dy, weight, dx, _training);
        Convolve(_backward, dy, weight, [], relu: false, reversed: true, dx);
    }

    public override void WeightGradient(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight, Span<float> dBias)
    {
        KernelArguments.CheckWeightGradient(Shape, x, dy, dWeight, dBias, _training);
        int channels = Shape.InputChannels, period = DepthwiseGradient<TVector, TLanes>.Period(channels);
        fixed (float* from = x, gradient = dy, weight = dWeight, bias = dBias)
        {
            _x = from;
            _y = gradient;
            _pool.Run(_parts, _weightPart);
            dWeight.Clear();
            dBias.Clear();
            foreach (AlignedBuffer share in _gradients)
            {
                float* sums = (float*)Unsafe.AsPointer(ref share.Span[0]);
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

    private void Convolve(
        DepthwiseGeometry geometry, ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, bool relu, bool reversed, Span<float> y)
    {
        fixed (float* from = x, w = weight, add = bias, to = y)
        {
            float* patterns = (float*)Unsafe.AsPointer(ref _patterns.Span[0]);
            DepthwiseRows<TVector, TLanes>.Repeat(geometry, w, reversed, bias.IsEmpty ? null : add, patterns);
            _geometry = geometry;
            _x = from;
            _y = to;
            _relu = relu;
            _pool.Run(_parts, _convolvePart);
        }
    }

    private void ConvolvePart(int part)
    {
        float* patterns = (float*)Unsafe.AsPointer(ref _patterns.Span[0]);
        (int start, int end) = KernelArguments.Share(Shape.Batch * _geometry.OutputHeight, part, _parts);
        for (int row = start; row < end; row++)
        {
            DepthwiseRows<TVector, TLanes>.Convolve(_geometry, _x, patterns, _relu, row, _y);
        }
    }

    private void WeightPart(int part)
    {
        _gradients[part].Span.Clear();
        float* sums = (float*)Unsafe.AsPointer(ref _gradients[part].Span[0]);
        (int start, int end) = KernelArguments.Share(Shape.Batch * Shape.Height.Output, part, _parts);
        for (int row = start; row < end; row++)
        {
            DepthwiseGradient<TVector, TLanes>.AddRow(_forward, _x, _y, row, sums);
        }
    }
}
