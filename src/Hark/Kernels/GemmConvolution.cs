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
    private readonly int _gradientRows;
    private readonly int _gradientColumns;
    private readonly int _biasAt;
    private readonly bool _shortBlocks;
    private readonly bool _packsDy;
    private PatchSource _source;
    private float* _from;
    private float* _to;
    private float* _bias;
    private float* _winners;
    private PoolingWindow? _window;
    private int _columns;
    private bool _relu;

    public GemmConvolution(ConvolutionShape shape, WorkerPool pool, bool training)
        : base(shape)
    {
        _pool = pool;
        int rows = TLanes.Rows;
        _forward = new(shape.Batch, PatchAxis.Forward(shape.Height), PatchAxis.Forward(shape.Width), shape.InputChannels, shape.OutputChannels, rows);
        _backward = new(shape.Batch, PatchAxis.Backward(shape.Height), PatchAxis.Backward(shape.Width), shape.OutputChannels, shape.InputChannels, rows);
        int packed = PanelProduct<TVector, TLanes>.PackedLength(_forward.Depth, shape.OutputChannels);
        int tile = _forward.BufferLength;
        if (training)
        {
            packed = Math.Max(packed, PanelProduct<TVector, TLanes>.PackedLength(_backward.Depth, shape.InputChannels));
            tile = Math.Max(tile, _backward.BufferLength);

            // The sums are padded to whole register blocks. Packing dy pays where many blocks read it.
            int tall = PanelProduct<TVector, TLanes>.RoundUp(_forward.Depth, rows);
            int low = PanelProduct<TVector, TLanes>.RoundUp(_forward.Depth, PanelProduct<TVector, TLanes>.ShortRows);
            _shortBlocks = low < tall;
            _gradientRows = Math.Min(low, tall);
            _gradientColumns = PanelProduct<TVector, TLanes>.RoundUp(shape.OutputChannels, TLanes.Width);
            _packsDy = _gradientColumns != shape.OutputChannels || _gradientRows > 4 * rows;
            _biasAt = _gradientRows * _gradientColumns;
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
            PackWeights(_forward, w, Shape.InputChannels, Shape.OutputChannels, Shape.OutputChannels, 1, reversed: false);
        }

        Convolve(_forward, x, bias, relu, y, Shape.OutputChannels);
    }

    public override void InputGradient(ReadOnlySpan<float> dy, ReadOnlySpan<float> weight, Span<float> dx)
    {
        KernelArguments.CheckInputGradient(Shape, dy, weight, dx, _gradients.Length != 0);
        fixed (float* w = weight)
        {
            PackWeights(_backward, w, Shape.OutputChannels, Shape.InputChannels, 1, Shape.OutputChannels, reversed: true);
        }

        Convolve(_backward, dy, [], relu: false, dx, Shape.InputChannels);
    }

    public override void WeightGradient(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight, Span<float> dBias)
    {
        KernelArguments.CheckWeightGradient(Shape, x, dy, dWeight, dBias, _gradients.Length != 0);
        Gradient(x, dy, dWeight, dBias);
    }

    /// <summary>As <see cref="PooledConvolutionKernel.WeightGradient"/>, for shapes that are worked row by row.</summary>
    public void WeightGradientPooled(
        PoolingWindow window, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, ReadOnlySpan<float> winners, Span<float> dWeight, Span<float> dBias)
    {
        fixed (float* places = winners)
        {
            _window = window;
            _winners = places;
            Gradient(x, dy, dWeight, dBias);
            _window = null;
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

    private void Gradient(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight, Span<float> dBias)
    {
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

    private AlignedBuffer[] Buffers(int length)
    {
        var buffers = new AlignedBuffer[_pool.Threads];
        for (int i = 0; i < buffers.Length; i++)
        {
            buffers[i] = new AlignedBuffer(length);
        }

        return buffers;
    }

    /// <summary>Packs the weights as a matrix [taps in the windows' order · from channels, to channels], taps reversed for the way back.</summary>
    private void PackWeights(PatchSource source, float* weight, int from, int to, nint fromStride, nint toStride, bool reversed)
    {
        int kernelWidth = Shape.Width.Kernel, taps = kernelWidth * Shape.Height.Kernel;
        float* packed = (float*)Unsafe.AsPointer(ref _weights.Span[0]);
        int tapLength = Shape.InputChannels * Shape.OutputChannels;
        for (int tap = 0; tap < taps; tap++)
        {
            int kh = tap / kernelWidth, kw = tap % kernelWidth;
            int at = reversed ? taps - 1 - tap : tap;
            int row = source.TapAt(kh, kw) * from;
            PanelProduct<TVector, TLanes>.Pack(weight + ((nint)at * tapLength), fromStride, toStride, from, to, row, source.Depth, packed);
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
        MicroTask task = PanelProduct<TVector, TLanes>.Packed(source.Depth, _columns);
        task.ARow = source.Step;
        task.AStep = 1;
        task.Relu = _relu;
        (int start, int end) = KernelArguments.Share(source.Tiles, part, _pool.Threads);
        for (int tile = start; tile < end; tile++)
        {
            (int first, int count) = source.Tile(tile);
            float* windows = source.Gather(_from, first, count, count % TLanes.Rows == 0, buffer);
            float* to = _to + ((nint)first * _columns);
            PanelProduct<TVector, TLanes>.Multiply(ref task, windows, count, packed, _columns, to, _bias);
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
        (int start, int end) = KernelArguments.Share(source.Tiles, part, _pool.Threads);
        for (int tile = start; tile < end; tile++)
        {
            (int first, int count) = source.Tile(tile);
            bool roomAfter = (long)(source.Outputs - first - count) * source.Depth >= TLanes.Rows;
            float* windows = source.Gather(_from, first, count, roomAfter, buffer);
            float* dy = _window is { } window ? Spread(window, first, count, packed) : _to + ((nint)first * columns);
            VectorLoops<TVector, TLanes>.AddColumnSums(dy, count, columns, gradient + _biasAt);
            MicroTask task = PanelProduct<TVector, TLanes>.Packed(count, _gradientColumns);
            if (_packsDy && _window == null)
            {
                PanelProduct<TVector, TLanes>.Pack(dy, columns, 1, count, columns, 0, count, packed);
                dy = packed;
            }
            else
            {
                task.BStep = columns;
                task.BPanel = PanelProduct<TVector, TLanes>.PanelWidth;
            }

            task.ARow = 1;
            task.AStep = source.Step;
            task.Short = _shortBlocks;
            task.Accumulate = true;
            PanelProduct<TVector, TLanes>.Multiply(ref task, windows, _gradientRows, dy, _gradientColumns, gradient, null);
        }
    }

    /// <summary>The gradient of a tile before pooling, in place of packed panels: its channels fill vectors.</summary>
    private float* Spread(PoolingWindow window, int first, int count, float* to)
    {
        int width = Shape.Width.Output;
        (int row, int column) = (first / width, first % width);
        for (int c = 0; c < window.Channels; c += TLanes.Width)
        {
            PoolingWindow<TVector, TLanes>.Spread(
                window, _to, _winners, row / Shape.Height.Output, row % Shape.Height.Output, column, c, 1, count, to + c, window.Channels);
        }

        return to;
    }

    /// <summary>Sums the shares of the threads and brings the taps into Keras's order.</summary>
    private void Scatter(Span<float> dWeight)
    {
        int inputs = Shape.InputChannels, outputs = Shape.OutputChannels;
        int kernelWidth = Shape.Width.Kernel;
        for (int at = 0; at < _forward.Depth; at++)
        {
            (int tap, int i) = (at / inputs, at % inputs);
            int row = (_forward.TapAt(tap / kernelWidth, tap % kernelWidth) * inputs) + i;
            Span<float> to = dWeight.Slice(at * outputs, outputs);
            _gradients[0].Span.Slice(row * _gradientColumns, outputs).CopyTo(to);
            fixed (float* sum = to)
            {
                for (int share = 1; share < _gradients.Length; share++)
                {
                    VectorLoops<TVector, TLanes>.AddTo((float*)Unsafe.AsPointer(ref _gradients[share].Span[row * _gradientColumns]), sum, outputs);
                }
            }
        }
    }
}
