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
internal sealed unsafe partial class GemmConvolution<TVector, TLanes> : ConvolutionKernel
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private readonly WorkerPool _pool;
    private readonly int _parts;
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
    private sbyte* _winners;
    private PoolingWindow? _window;
    private int _columns;
    private bool _relu;

    /// <param name="shape">The shape.</param>
    /// <param name="pool">The team that works.</param>
    /// <param name="training">Whether gradients will be asked for.</param>
    /// <param name="parts">Into how many parts the work is cut; chosen by the shape if null.</param>
    public GemmConvolution(ConvolutionShape shape, WorkerPool pool, bool training, int? parts = null)
        : base(shape)
    {
        _pool = pool;
        _parts = parts ?? KernelArguments.Parts(shape, pool);
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
        PoolingWindow window, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, ReadOnlySpan<sbyte> winners, Span<float> dWeight, Span<float> dBias)
    {
        fixed (sbyte* places = winners)
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

    private AlignedBuffer[] Buffers(int length)
    {
        var buffers = new AlignedBuffer[_parts];
        for (int i = 0; i < buffers.Length; i++)
        {
            buffers[i] = new AlignedBuffer(length);
        }

        return buffers;
    }

    /// <summary>Packs the weights as a matrix [taps in the windows' order · from channels, to channels], taps reversed for the way back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
            _pool.Run(_parts, _convolvePart);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ConvolvePart(int part)
    {
        PatchSource source = _source;
        float* buffer = (float*)Unsafe.AsPointer(ref _tiles[part].Span[0]);
        float* packed = (float*)Unsafe.AsPointer(ref _weights.Span[0]);
        MicroTask task = PanelProduct<TVector, TLanes>.Packed(source.Depth, _columns);
        task.ARow = source.Step;
        task.AStep = 1;
        task.Relu = _relu;
        (int start, int end) = KernelArguments.Share(source.Tiles, part, _parts);
        for (int tile = start; tile < end; tile++)
        {
            (int first, int count) = source.Tile(tile);
            float* windows = source.Gather(_from, first, count, count % TLanes.Rows == 0, buffer);
            float* to = _to + ((nint)first * _columns);
            PanelProduct<TVector, TLanes>.Multiply(ref task, windows, count, packed, _columns, to, _bias);
        }
    }
}
