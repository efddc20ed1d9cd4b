using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>
/// A dense layer as the convolution of a single pixel: y = x · W + b with x [batch, in], W [in, out], for few rows and very long W.
/// Every direction passes over the weights exactly once.
/// </summary>
/// <remarks>
/// Forward sums one share of the inputs a thread, so it is equal to the last bit for the same thread count only. The gradients do not
/// depend on the thread count.
/// </remarks>
internal sealed unsafe class DenseKernel<TVector, TLanes> : ConvolutionKernel
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>Below this batch a register block would idle: the weights are streamed row by row instead.</summary>
    private const int SmallBatch = 4;

    /// <summary>Inputs of a tile: a packed tile of 256 outputs stays in the second-level cache.</summary>
    private const int TileInputs = 240;

    /// <summary>Inputs that the input gradient works on at once: as many weights as the packed dy of a batch of 32 has values, give or take.</summary>
    private const int StripInputs = 24;
    private readonly WorkerPool _pool;
    private readonly int _parts;
    private readonly int _batch;
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _paddedBatch;
    private readonly bool _shortBlocks;
    private readonly AlignedBuffer _packedDy;
    private readonly AlignedBuffer[] _packed;
    private readonly AlignedBuffer[] _tiles;
    private readonly AlignedBuffer[] _sums;
    private readonly Action<int> _forwardPart;
    private readonly Action<int> _inputPart;
    private readonly Action<int> _weightPart;
    private float* _x;
    private float* _weight;
    private float* _to;

    /// <param name="shape">The shape.</param>
    /// <param name="pool">The team that works.</param>
    /// <param name="training">Whether gradients will be asked for.</param>
    /// <param name="parts">Into how many parts the work is cut; chosen by the shape if null.</param>
    public DenseKernel(ConvolutionShape shape, WorkerPool pool, bool training, int? parts = null)
        : base(shape)
    {
        Debug.Assert(IsDense(shape));
        _pool = pool;
        _parts = parts ?? KernelArguments.Parts(shape, pool);
        (_batch, _inputs, _outputs) = (shape.Batch, shape.InputChannels, shape.OutputChannels);
        _paddedBatch = PanelProduct<TVector, TLanes>.RoundUp(_batch, TLanes.Rows);
        _shortBlocks = PanelProduct<TVector, TLanes>.RoundUp(_batch, PanelProduct<TVector, TLanes>.ShortRows) < _paddedBatch;
        int panels = PanelProduct<TVector, TLanes>.PackedLength(_batch, _outputs);
        _packedDy = new AlignedBuffer(training ? Math.Max(panels, PanelProduct<TVector, TLanes>.PackedLength(_outputs, _batch)) : 0);
        _packed = Buffers(PanelProduct<TVector, TLanes>.PackedLength(TileInputs, _outputs));
        int tile = _paddedBatch * (TileInputs + TLanes.Rows);
        _tiles = Buffers(training ? Math.Max(tile, (TileInputs + TLanes.Rows) * _outputs) : tile);
        _sums = Buffers(_batch * _outputs);
        _forwardPart = ForwardPart;
        _inputPart = InputPart;
        _weightPart = WeightPart;
    }

    public static bool IsDense(ConvolutionShape shape)
        => shape is { Depthwise: false } && shape.Height == ConvolutionAxis.One && shape.Width == ConvolutionAxis.One;

    public override void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, bool relu, Span<float> y)
    {
        KernelArguments.CheckForward(Shape, x, weight, bias, y);
        fixed (float* from = x, w = weight)
        {
            _x = from;
            _weight = w;
            _pool.Run(_parts, _forwardPart);
        }

        y.Clear();
        fixed (float* to = y)
        {
            foreach (AlignedBuffer share in _sums)
            {
                VectorLoops<TVector, TLanes>.AddTo((float*)Unsafe.AsPointer(ref share.Span[0]), to, y.Length);
            }
        }

        for (int i = 0; i < y.Length; i++)
        {
            float value = y[i] + (bias.IsEmpty ? 0 : bias[i % _outputs]);
            y[i] = relu ? MathF.Max(value, 0) : value;
        }
    }

    public override void InputGradient(ReadOnlySpan<float> dy, ReadOnlySpan<float> weight, Span<float> dx)
    {
        KernelArguments.CheckInputGradient(Shape, dy, weight, dx, _packedDy.Length != 0);
        fixed (float* gradient = dy, w = weight, to = dx)
        {
            float* packed = (float*)Unsafe.AsPointer(ref _packedDy.Span[0]);
            PanelProduct<TVector, TLanes>.Pack(gradient, 1, _outputs, _outputs, _batch, 0, _outputs, packed);
            _weight = w;
            _to = to;
            _pool.Run(_parts, _inputPart);
        }
    }

    public override void WeightGradient(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight, Span<float> dBias)
    {
        KernelArguments.CheckWeightGradient(Shape, x, dy, dWeight, dBias, _packedDy.Length != 0);
        fixed (float* from = x, gradient = dy, to = dWeight, bias = dBias)
        {
            float* packed = (float*)Unsafe.AsPointer(ref _packedDy.Span[0]);
            PanelProduct<TVector, TLanes>.Pack(gradient, _outputs, 1, _batch, _outputs, 0, _batch, packed);
            _x = from;
            _to = to;
            _pool.Run(_parts, _weightPart);
            dBias.Clear();
            if (!dBias.IsEmpty)
            {
                VectorLoops<TVector, TLanes>.AddColumnSums(gradient, _batch, _outputs, bias);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _packedDy.Dispose();
            foreach (AlignedBuffer buffer in (AlignedBuffer[])[.. _packed, .. _tiles, .. _sums])
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ForwardPart(int part)
    {
        _sums[part].Span.Clear();
        float* sums = (float*)Unsafe.AsPointer(ref _sums[part].Span[0]);
        float* packed = (float*)Unsafe.AsPointer(ref _packed[part].Span[0]);
        float* tile = (float*)Unsafe.AsPointer(ref _tiles[part].Span[0]);
        (int start, int end) = KernelArguments.Share(_inputs, part, _parts);
        if (_batch < SmallBatch)
        {
            for (int b = 0; b < _batch; b++)
            {
                VectorLoops<TVector, TLanes>.AddRows(
                    _x + ((nint)b * _inputs) + start, _weight + ((nint)start * _outputs), end - start, _outputs, sums + (b * _outputs));
            }

            return;
        }

        for (int at = start; at < end; at += TileInputs)
        {
            int count = Math.Min(TileInputs, end - at);
            CopyInputs(at, count, TileInputs, tile);
            PanelProduct<TVector, TLanes>.Pack(_weight + ((nint)at * _outputs), _outputs, 1, count, _outputs, 0, count, packed);
            MicroTask task = PanelProduct<TVector, TLanes>.Packed(count, _outputs);
            task.ARow = TileInputs;
            task.AStep = 1;
            task.Accumulate = true;
            task.Short = _shortBlocks;

            // The next tile of weights, as long as the packed one, is fetched while this one is worked on.
            task.Ahead = (nint)(_weight + ((nint)(at + TileInputs) * _outputs) - packed);
            PanelProduct<TVector, TLanes>.Multiply(ref task, tile, _batch, packed, _outputs, sums, null);
        }
    }

    /// <summary>The transpose, dxᵀ = W · dyᵀ: so the weights are read in place, row by row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void InputPart(int part)
    {
        float* packed = (float*)Unsafe.AsPointer(ref _packedDy.Span[0]);
        float* result = (float*)Unsafe.AsPointer(ref _packed[part].Span[0]);
        float* copy = (float*)Unsafe.AsPointer(ref _tiles[part].Span[0]);
        (int start, int end) = KernelArguments.Share(_inputs, part, _parts);
        for (int at = start; at < end; at += StripInputs)
        {
            int count = Math.Min(StripInputs, end - at);
            float* rows = _weight + ((nint)at * _outputs);
            if (count % TLanes.Rows != 0)
            {
                new ReadOnlySpan<float>(rows, count * _outputs).CopyTo(new Span<float>(copy, count * _outputs));
                rows = copy;
            }

            // The result borrows the packing buffer, at least one panel of TileInputs rows: the batch goes through it in strips.
            for (int first = 0; first < _batch; first += PanelProduct<TVector, TLanes>.PanelWidth)
            {
                int columns = Math.Min(PanelProduct<TVector, TLanes>.PanelWidth, _batch - first);
                MicroTask task = PanelProduct<TVector, TLanes>.Packed(_outputs, columns);
                task.ARow = _outputs;
                task.AStep = 1;
                task.Ahead = (nint)(rows + ((nint)StripInputs * _outputs) - packed);
                PanelProduct<TVector, TLanes>.Multiply(ref task, rows, count, packed + ((nint)first * _outputs), columns, result, null);
                for (int b = 0; b < columns; b++)
                {
                    float* to = _to + ((nint)(first + b) * _inputs) + at;
                    for (int i = 0; i < count; i++)
                    {
                        to[i] = result[(i * columns) + b];
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WeightPart(int part)
    {
        float* packed = (float*)Unsafe.AsPointer(ref _packedDy.Span[0]);
        float* tile = (float*)Unsafe.AsPointer(ref _tiles[part].Span[0]);
        (int start, int end) = KernelArguments.Share(_inputs, part, _parts);
        int stride = TileInputs + TLanes.Rows;
        MicroTask task = PanelProduct<TVector, TLanes>.Packed(_batch, _outputs);
        task.ARow = 1;
        task.AStep = stride;
        for (int at = start; at < end; at += TileInputs)
        {
            int count = Math.Min(TileInputs, end - at);
            CopyInputs(at, count, stride, tile);
            PanelProduct<TVector, TLanes>.Multiply(ref task, tile, count, packed, _outputs, _to + ((nint)at * _outputs), null);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyInputs(int at, int count, int stride, float* tile)
    {
        for (int b = 0; b < _batch; b++)
        {
            new ReadOnlySpan<float>(_x + ((nint)b * _inputs) + at, count).CopyTo(new Span<float>(tile + ((nint)b * stride), count));
        }
    }
}
