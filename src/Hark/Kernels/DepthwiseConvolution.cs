using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hark.Kernels;

/// <summary>Depthwise convolution, computed as its definition says, vectors across the channels.</summary>
/// <remarks>
/// Forward and input gradient do not depend on the thread count. The weight gradient sums one share a thread, so it is equal to the
/// last bit for the same count only.
/// </remarks>
internal sealed unsafe class DepthwiseConvolution<TVector, TLanes> : ConvolutionKernel
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private readonly WorkerPool _pool;
    private readonly bool _training;
    private readonly DepthwiseRows _forward;
    private readonly DepthwiseRows _backward;
    private readonly AlignedBuffer[] _gradients = [];
    private readonly Action<int> _convolvePart;
    private readonly Action<int> _weightPart;
    private DepthwiseRows _rows;
    private DepthwiseCall _call;

    public DepthwiseConvolution(ConvolutionShape shape, WorkerPool pool, bool training)
        : base(shape)
    {
        if (shape.OutputChannels != shape.InputChannels)
        {
            throw new ArgumentException(
                $"A depthwise convolution has as many output as input channels, got {shape.InputChannels} and {shape.OutputChannels}.");
        }

        _pool = pool;
        _training = training;
        _forward = new(PatchAxis.Forward(shape.Height), PatchAxis.Forward(shape.Width), shape.InputChannels);
        _backward = new(PatchAxis.Backward(shape.Height), PatchAxis.Backward(shape.Width), shape.InputChannels);
        _rows = _forward;
        if (training)
        {
            _gradients = new AlignedBuffer[pool.Threads];
            for (int i = 0; i < _gradients.Length; i++)
            {
                _gradients[i] = new AlignedBuffer(shape.WeightLength + shape.OutputChannels);
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
        fixed (float* from = x, gradient = dy, weight = dWeight, bias = dBias)
        {
            _call = new() { X = from, Y = gradient };
            _pool.Run(_pool.Threads, _weightPart);
            dWeight.Clear();
            dBias.Clear();
            foreach (AlignedBuffer share in _gradients)
            {
                float* sums = (float*)Unsafe.AsPointer(ref share.Span[0]);
                VectorLoops<TVector, TLanes>.AddTo(sums, weight, dWeight.Length);
                VectorLoops<TVector, TLanes>.AddTo(sums + dWeight.Length, bias, dBias.Length);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (AlignedBuffer buffer in _gradients)
            {
                buffer.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private void Convolve(
        DepthwiseRows rows, ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, bool relu, bool reversed, Span<float> y)
    {
        fixed (float* from = x, w = weight, add = bias, to = y)
        {
            _rows = rows;
            _call = new() { X = from, Weight = w, Bias = bias.IsEmpty ? null : add, Y = to, Relu = relu, Reversed = reversed };
            _pool.Run(_pool.Threads, _convolvePart);
        }
    }

    private void ConvolvePart(int part)
    {
        DepthwiseRows rows = _rows;
        (int start, int end) = KernelArguments.Share(Shape.Batch * rows.Height.Output, part, _pool.Threads);
        for (int row = start; row < end; row++)
        {
            int c = rows.Convolve<TVector, TLanes>(in _call, row, 0);
            if (c < Shape.InputChannels && Vector128.IsHardwareAccelerated)
            {
                c = rows.Convolve<Vector128<float>, Lanes128>(in _call, row, c);
            }

            rows.Convolve<float, Lanes1>(in _call, row, c);
        }
    }

    private void WeightPart(int part)
    {
        _gradients[part].Span.Clear();
        float* sums = (float*)Unsafe.AsPointer(ref _gradients[part].Span[0]);
        (int start, int end) = KernelArguments.Share(Shape.Batch * Shape.Height.Output, part, _pool.Threads);
        for (int row = start; row < end; row++)
        {
            int c = _forward.Correlate<TVector, TLanes>(in _call, row, 0, sums);
            if (c < Shape.InputChannels && Vector128.IsHardwareAccelerated)
            {
                c = _forward.Correlate<Vector128<float>, Lanes128>(in _call, row, c, sums);
            }

            _forward.Correlate<float, Lanes1>(in _call, row, c, sums);
        }
    }
}
