using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>
/// The first layer on a picture: one input channel, stride 1, pooled 2 × 2. Bound by memory, not by arithmetic: forward sums a pooling
/// window at a time in registers; the weight gradient spreads dy back a row at a time, in cache.
/// </summary>
internal sealed unsafe class SinglePooledConvolution<TVector, TLanes> : PooledConvolutionKernel
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private readonly WorkerPool _pool;
    private readonly bool _training;
    private readonly GemmConvolution<TVector, TLanes> _gemm;
    private readonly AlignedBuffer[] _rows;
    private readonly Action<int> _forwardPart;
    private readonly int _rowLength;
    private float* _x;
    private float* _weight;
    private float* _bias;
    private float* _y;
    private sbyte* _winners;

    public SinglePooledConvolution(ConvolutionShape shape, WorkerPool pool, bool training)
        : base(shape)
    {
        _pool = pool;
        _training = training;
        _gemm = new(shape, pool, training);
        _rowLength = (2 * PooledWidth) + shape.Width.Kernel - 1;
        _rows = new AlignedBuffer[pool.Threads];
        for (int i = 0; i < _rows.Length; i++)
        {
            _rows[i] = new AlignedBuffer((shape.Height.Kernel + 1) * _rowLength);
        }

        _forwardPart = ForwardPart;
    }

    /// <summary>Whether this kernel can do <paramref name="shape"/>.</summary>
    public static bool Fits(ConvolutionShape shape)
        => shape is { Depthwise: false, InputChannels: 1, Height: { Stride: 1, Dilation: 1, Output: > 1 }, Width: { Stride: 1, Dilation: 1 } }
            && shape.OutputChannels % TLanes.Width == 0 && PatchSource.WorksByRows(shape);

    public override void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> y, Span<sbyte> winners)
    {
        KernelArguments.CheckPooledForward(this, x, weight, bias, y, winners);
        fixed (float* from = x, w = weight, add = bias, to = y)
        fixed (sbyte* places = winners)
        {
            _x = from;
            _weight = w;
            _bias = bias.IsEmpty ? null : add;
            _y = to;
            _winners = winners.IsEmpty ? null : places;
            _pool.Run(_pool.Threads, _forwardPart);
        }
    }

    /// <summary>Not offered: a first layer's input wants no gradient. See <see cref="ConvolutionKernels.CanPool"/>.</summary>
    public override void InputGradient(ReadOnlySpan<float> dy, ReadOnlySpan<sbyte> winners, ReadOnlySpan<float> weight, Span<float> dx)
        => throw new NotSupportedException("This kernel serves a network's first layer: where dx is wanted CanPool says so, and the layers are run apart.");

    public override void WeightGradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> dy, ReadOnlySpan<sbyte> winners, Span<float> dWeight, Span<float> dBias)
    {
        KernelArguments.CheckPooledWeightGradient(this, x, dy, winners, dWeight, dBias, _training);
        _gemm.WeightGradientPooled(PoolingWindow.Of(this), x, dy, winners, dWeight, dBias);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gemm.Dispose();
            foreach (AlignedBuffer buffer in _rows)
            {
                buffer.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ForwardPart(int part)
    {
        float* rows = (float*)Unsafe.AsPointer(ref _rows[part].Span[0]);
        PoolingWindow window = PoolingWindow.Of(this);
        (int start, int end) = KernelArguments.Share(Shape.Batch * PooledHeight, part, _pool.Threads);
        for (int row = start; row < end; row++)
        {
            CopyRows(row / PooledHeight, row % PooledHeight * 2, rows);
            nint at = window.Offset(row / PooledHeight, row % PooledHeight, 0);
            ForwardRow(rows, _y + at, _winners == null ? null : _winners + at);
        }
    }

    /// <summary>The input rows that two output rows read, with their padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyRows(int clip, int firstOutput, float* rows)
    {
        ConvolutionAxis height = Shape.Height, width = Shape.Width;
        for (int r = 0; r <= height.Kernel; r++)
        {
            var to = new Span<float>(rows + (r * _rowLength), _rowLength);
            to.Clear();
            int h = firstOutput + r - height.PadBefore;
            if ((uint)h < (uint)height.Input)
            {
                int skip = Math.Max(0, -width.PadBefore), before = Math.Max(0, width.PadBefore);
                int count = Math.Min(width.Input - skip, _rowLength - before);
                if (count > 0)
                {
                    new ReadOnlySpan<float>(_x + ((((nint)clip * height.Input) + h) * width.Input) + skip, count).CopyTo(to[before..]);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ForwardRow(float* rows, float* y, sbyte* winners)
    {
        int channels = Shape.OutputChannels, kernelHeight = Shape.Height.Kernel, kernelWidth = Shape.Width.Kernel, line = _rowLength;
        int columns = PooledWidth;
        for (int c = 0; c < channels; c += TLanes.Width)
        {
            TVector bias = _bias == null ? default : TLanes.Load(_bias + c);
            nint at = c;
            for (int column = 0; column < columns; column++, at += channels)
            {
                TVector s0 = bias, s1 = bias, s2 = bias, s3 = bias;
                float* weight = _weight + c;
                float* upper = rows + (2 * column);
                for (int kh = kernelHeight; kh > 0; kh--, upper += line)
                {
                    float* lower = upper + line;
                    for (int kw = 0; kw < kernelWidth; kw++, weight += channels)
                    {
                        TVector w = TLanes.Load(weight);
                        s0 = TLanes.MultiplyAdd(TLanes.Broadcast(upper[kw]), w, s0);
                        s1 = TLanes.MultiplyAdd(TLanes.Broadcast(upper[kw + 1]), w, s1);
                        s2 = TLanes.MultiplyAdd(TLanes.Broadcast(lower[kw]), w, s2);
                        s3 = TLanes.MultiplyAdd(TLanes.Broadcast(lower[kw + 1]), w, s3);
                    }
                }

                PoolingWindow<TVector, TLanes>.Pool(
                    TLanes.Rectify(s0), TLanes.Rectify(s1), TLanes.Rectify(s2), TLanes.Rectify(s3), y + at, winners == null ? null : winners + at);
            }
        }
    }
}
