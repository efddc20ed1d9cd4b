using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>
/// Convolution of any stride, dilation and padding as matrix products. The matrix of input windows is never made: tiles of the input
/// are laid out so that overlapping windows share memory, and the register blocks read them with their own strides.
/// </summary>
/// <remarks>
/// Forward and input gradient do not depend on the thread count. The weight gradient sums one share a thread, so it is equal to the
/// last bit for the same count only.
/// </remarks>
internal sealed unsafe class GemmConvolution<TVector, TLanes> : ConvolutionKernel
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private readonly WorkerPool _pool;
    private readonly PatchSource _forward;
    private readonly PatchSource _backward;
    private readonly AlignedBuffer _weights;
    private readonly AlignedBuffer[] _tiles;
    private readonly AlignedBuffer[] _gradients = [];
    private readonly AlignedBuffer[] _packedDy = [];
    private readonly Action<int> _convolvePart;
    private readonly Action<int> _weightPart;
    private readonly int _biasAt;
    private PatchSource _source;
    private float* _from;
    private float* _to;
    private float* _bias;
    private int _columns;
    private bool _relu;

    public GemmConvolution(ConvolutionShape shape, WorkerPool pool, bool training)
        : base(shape)
    {
        _pool = pool;
        int rows = TLanes.Rows;
        _forward = new(shape.Batch, PatchAxis.Forward(shape.Height), PatchAxis.Forward(shape.Width), shape.InputChannels, rows);
        _backward = new(shape.Batch, PatchAxis.Backward(shape.Height), PatchAxis.Backward(shape.Width), shape.OutputChannels, rows);
        int packed = PanelProduct<TVector, TLanes>.PackedLength(_forward.Depth, shape.OutputChannels);
        int tile = _forward.BufferLength;
        if (training)
        {
            packed = Math.Max(packed, PanelProduct<TVector, TLanes>.PackedLength(_backward.Depth, shape.InputChannels));
            tile = Math.Max(tile, _backward.BufferLength);
            _biasAt = _forward.Depth * shape.OutputChannels;
            _gradients = Buffers(_biasAt + shape.OutputChannels);
            _packedDy = Buffers(PanelProduct<TVector, TLanes>.PackedLength(_forward.TileOutputs, shape.OutputChannels));
        }

        _weights = new AlignedBuffer(packed);
        _tiles = Buffers(tile);
        _convolvePart = ConvolvePart;
        _weightPart = WeightPart;
    }

    public override void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, bool relu, Span<float> y)
    {
        KernelArguments.CheckForward(Shape, x, weight, bias, y);
        fixed (float* w = weight)
        {
            PackWeights(w, _forward.Depth, Shape.InputChannels, Shape.OutputChannels, Shape.OutputChannels, 1, reversed: false);
        }

        Convolve(_forward, x, bias, relu, y, Shape.OutputChannels);
    }

    public override void InputGradient(ReadOnlySpan<float> dy, ReadOnlySpan<float> weight, Span<float> dx)
    {
        KernelArguments.CheckInputGradient(Shape, dy, weight, dx, _gradients.Length != 0);
        fixed (float* w = weight)
        {
            PackWeights(w, _backward.Depth, Shape.OutputChannels, Shape.InputChannels, 1, Shape.OutputChannels, reversed: true);
        }

        Convolve(_backward, dy, [], relu: false, dx, Shape.InputChannels);
    }

    public override void WeightGradient(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight, Span<float> dBias)
    {
        KernelArguments.CheckWeightGradient(Shape, x, dy, dWeight, dBias, _gradients.Length != 0);
        fixed (float* from = x, gradient = dy)
        {
            _from = from;
            _to = gradient;
            _pool.Run(_gradients.Length, _weightPart);
        }

        Scatter(dWeight);
        for (int n = 0; n < dBias.Length; n++)
        {
            float sum = 0;
            foreach (AlignedBuffer share in _gradients)
            {
                sum += share.Span[_biasAt + n];
            }

            dBias[n] = sum;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _weights.Dispose();
            foreach (AlignedBuffer buffer in (AlignedBuffer[])[.. _tiles, .. _gradients, .. _packedDy])
            {
                buffer.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private AlignedBuffer[] Buffers(int length)
    {
        var buffers = new AlignedBuffer[_pool.Threads];
        for (int i = 0; i < buffers.Length; i++)
        {
            buffers[i] = new AlignedBuffer(length);
        }

        return buffers;
    }

    /// <summary>Packs the weights as a matrix [kW · kH · from channels, to channels], taps reversed for the way back.</summary>
    private void PackWeights(float* weight, int depth, int from, int to, nint fromStride, nint toStride, bool reversed)
    {
        int kernelWidth = Shape.Width.Kernel, taps = kernelWidth * Shape.Height.Kernel;
        float* packed = (float*)Unsafe.AsPointer(ref _weights.Span[0]);
        int tapLength = Shape.InputChannels * Shape.OutputChannels;
        for (int tap = 0; tap < taps; tap++)
        {
            int kh = tap / kernelWidth, kw = tap % kernelWidth;
            int at = reversed ? taps - 1 - tap : tap;
            int row = ((kw * Shape.Height.Kernel) + kh) * from;
            PanelProduct<TVector, TLanes>.Pack(weight + ((nint)at * tapLength), fromStride, toStride, from, to, row, depth, packed);
        }
    }

    private void Convolve(PatchSource source, ReadOnlySpan<float> x, ReadOnlySpan<float> bias, bool relu, Span<float> y, int columns)
    {
        fixed (float* from = x, add = bias, to = y)
        {
            _source = source;
            _from = from;
            _to = to;
            _bias = bias.IsEmpty ? null : add;
            _columns = columns;
            _relu = relu;
            _pool.Run(_pool.Threads, _convolvePart);
        }
    }

    private void ConvolvePart(int part)
    {
        PatchSource source = _source;
        float* buffer = (float*)Unsafe.AsPointer(ref _tiles[part].Span[0]);
        float* packed = (float*)Unsafe.AsPointer(ref _weights.Span[0]);
        var task = new MicroTask { ARow = source.Step, AStep = 1, CRow = _columns, CPanel = PanelProduct<TVector, TLanes>.PanelWidth, Depth = source.Depth, Relu = _relu };
        (int start, int end) = KernelArguments.Share(source.Tiles, part, _pool.Threads);
        for (int tile = start; tile < end; tile++)
        {
            (int first, int count) = source.Tile(tile);
            float* windows = source.Gather(_from, first, count, count % TLanes.Rows == 0, buffer);
            float* to = _to + ((nint)first * _columns);
            PanelProduct<TVector, TLanes>.Multiply(ref task, windows, count, packed, source.Depth, _columns, to, _bias);
        }
    }

    private void WeightPart(int part)
    {
        PatchSource source = _forward;
        int columns = Shape.OutputChannels;
        float* buffer = (float*)Unsafe.AsPointer(ref _tiles[part].Span[0]);
        float* packed = (float*)Unsafe.AsPointer(ref _packedDy[part].Span[0]);
        float* gradient = (float*)Unsafe.AsPointer(ref _gradients[part].Span[0]);
        _gradients[part].Span.Clear();
        var task = new MicroTask { ARow = 1, AStep = source.Step, CRow = columns, CPanel = PanelProduct<TVector, TLanes>.PanelWidth, Accumulate = true };
        (int start, int end) = KernelArguments.Share(source.Tiles, part, _pool.Threads);
        for (int tile = start; tile < end; tile++)
        {
            (int first, int count) = source.Tile(tile);
            float* windows = source.Gather(_from, first, count, mayReadInPlace: false, buffer);
            float* dy = _to + ((nint)first * columns);
            PanelProduct<TVector, TLanes>.Pack(dy, columns, 1, count, columns, 0, count, packed);
            VectorLoops<TVector, TLanes>.AddColumnSums(dy, count, columns, gradient + _biasAt);
            task.Depth = count;
            PanelProduct<TVector, TLanes>.Multiply(ref task, windows, source.Depth, packed, count, columns, gradient, null);
        }
    }

    /// <summary>Sums the shares of the threads and brings the taps into Keras's order.</summary>
    private void Scatter(Span<float> dWeight)
    {
        int line = Shape.InputChannels * Shape.OutputChannels;
        int kernelWidth = Shape.Width.Kernel, kernelHeight = Shape.Height.Kernel;
        fixed (float* to = dWeight)
        {
            for (int tap = 0; tap < kernelWidth * kernelHeight; tap++)
            {
                float* at = to + ((nint)tap * line);
                int from = (((tap % kernelWidth) * kernelHeight) + (tap / kernelWidth)) * line;
                _gradients[0].Span.Slice(from, line).CopyTo(new Span<float>(at, line));
                for (int i = 1; i < _gradients.Length; i++)
                {
                    VectorLoops<TVector, TLanes>.AddTo((float*)Unsafe.AsPointer(ref _gradients[i].Span[from]), at, line);
                }
            }
        }
    }
}
