using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>
/// The 1 x 1 convolution of not too many channels: a clip's rows times a small matrix that stays in the first cache. Columns are cut into single
/// vectors, the last of which overlaps the one before, and rows into blocks, the last overlapping likewise: nothing is left for scalar loops.
/// </summary>
internal sealed unsafe class PointwiseConvolution<TVector, TLanes> : ClipwiseConvolution
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private readonly int _rows;
    private readonly AlignedBuffer _weights;

    /// <summary>Filled up with zeros to a vector at least.</summary>
    private readonly AlignedBuffer _bias;

    /// <summary>A part's sums: for each block of input channels and each vector of output channels [block height, vector]; then the bias's.</summary>
    private readonly AlignedBuffer[] _gradients = [];
    private readonly bool _short;
    private readonly int _blockHeight;
    private readonly int _blocks;
    private readonly int _biasAt;
    private bool _hasBias;

    /// <param name="shape">The shape; <see cref="Fits"/> must hold.</param>
    /// <param name="pool">The team that works.</param>
    /// <param name="training">Whether gradients will be asked for.</param>
    /// <param name="parts">Into how many parts the clips are cut.</param>
    public PointwiseConvolution(ConvolutionShape shape, WorkerPool pool, bool training, int parts)
        : base(shape, pool, training, parts)
    {
        (int inputs, int outputs) = (shape.InputChannels, shape.OutputChannels);
        _rows = shape.Height.Output * shape.Width.Output;
        _weights = new AlignedBuffer(Math.Max(inputs * Vectors(outputs), outputs * Vectors(inputs)) * TLanes.Width);
        _bias = new AlignedBuffer(Vectors(outputs) * TLanes.Width);
        int low = PanelProduct<TVector, TLanes>.ShortRows;
        _short = inputs < TLanes.Rows || PanelProduct<TVector, TLanes>.RoundUp(inputs, low) < PanelProduct<TVector, TLanes>.RoundUp(inputs, TLanes.Rows);
        _blockHeight = _short ? low : TLanes.Rows;
        _blocks = (inputs + _blockHeight - 1) / _blockHeight;
        _biasAt = _blocks * Vectors(outputs) * _blockHeight * TLanes.Width;
        if (training)
        {
            _gradients = new AlignedBuffer[parts];
            for (int i = 0; i < parts; i++)
            {
                _gradients[i] = new AlignedBuffer(_biasAt + outputs);
            }
        }
    }

    /// <summary>Whether the kernel can do <paramref name="shape"/>, and well.</summary>
    public static bool Fits(ConvolutionShape shape)
        => shape is { Depthwise: false, InputChannels: >= 8 and <= 256, OutputChannels: >= 8 and <= 256 }
            && IsPlain(shape.Height) && IsPlain(shape.Width)
            && shape.Height.Output * shape.Width.Output >= TLanes.Rows
            && 2 * Math.Min(shape.InputChannels, shape.OutputChannels) >= TLanes.Width;

    public override void BeginForward(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        Pack(weight, Shape.InputChannels, Shape.OutputChannels, Shape.OutputChannels, 1);
        _hasBias = !bias.IsEmpty;
        bias.CopyTo(_bias.Span);
    }

    public override void ForwardClip(int part, float* x, bool relu, float* y)
        => Multiply(x, Shape.InputChannels, Shape.OutputChannels, relu, _hasBias ? At(_bias) : null, y);

    public override void BeginInputGradient(ReadOnlySpan<float> weight) => Pack(weight, Shape.OutputChannels, Shape.InputChannels, 1, Shape.OutputChannels);

    public override void InputGradientClip(int part, float* dy, bool add, float* dx) => Multiply(dy, Shape.OutputChannels, Shape.InputChannels, relu: false, null, dx);

    [SkipLocalsInit]
    public override void WeightGradientClip(int part, bool first, float* x, float* dy, bool bias)
    {
        if (first)
        {
            _gradients[part].Span.Clear();
        }

        (int inputs, int outputs) = (Shape.InputChannels, Shape.OutputChannels);
        float* sums = At(_gradients[part]);
        if (bias)
        {
            VectorLoops<TVector, TLanes>.AddColumnSums(dy, _rows, outputs, sums + _biasAt);
        }

        // Where a vector is wider than a row, the last row stands alone: what comes after it is not ours to read.
        bool wide = outputs < TLanes.Width;
        float* last = stackalloc float[TLanes.Width];
        if (wide)
        {
            new Span<float>(last, TLanes.Width).Clear();
            new ReadOnlySpan<float>(dy + ((nint)(_rows - 1) * outputs), outputs).CopyTo(new Span<float>(last, outputs));
        }

        var task = new MicroTask { ARow = 1, AStep = inputs, BStep = outputs, CRow = TLanes.Width, Depth = wide ? _rows - 1 : _rows, Short = _short, Accumulate = true };
        MicroTask single = task with { Depth = 1 };
        for (int block = 0; block < _blocks; block++)
        {
            float* from = x + Math.Min(block * _blockHeight, inputs - _blockHeight);
            for (int v = 0; v < Vectors(outputs); v++, sums += _blockHeight * TLanes.Width)
            {
                MicroKernel<TVector, TLanes>.Multiply(in task, 1, from, dy + Start(v, outputs), sums, null);
                if (wide)
                {
                    MicroKernel<TVector, TLanes>.Multiply(in single, 1, from + ((nint)(_rows - 1) * inputs), last, sums, null);
                }
            }
        }
    }

    public override void EndWeightGradient(Span<float> dWeight, Span<float> dBias)
    {
        (int inputs, int outputs) = (Shape.InputChannels, Shape.OutputChannels);
        dWeight.Clear();
        dBias.Clear();
        foreach (AlignedBuffer gradient in _gradients)
        {
            ReadOnlySpan<float> sums = gradient.Span;
            for (int n = 0; n < dBias.Length; n++)
            {
                dBias[n] += sums[_biasAt + n];
            }

            for (int block = 0; block < _blocks; block++)
            {
                int firstInput = Math.Min(block * _blockHeight, inputs - _blockHeight);
                for (int v = 0; v < Vectors(outputs); v++)
                {
                    // What overlaps the block or vector before has been taken from there.
                    int skip = (v * TLanes.Width) - Start(v, outputs), count = Math.Min(TLanes.Width, outputs) - skip;
                    for (int row = (block * _blockHeight) - firstInput; row < _blockHeight; row++)
                    {
                        Span<float> to = dWeight.Slice(((firstInput + row) * outputs) + (v * TLanes.Width), count);
                        ReadOnlySpan<float> from = sums.Slice((((((block * Vectors(outputs)) + v) * _blockHeight) + row) * TLanes.Width) + skip, count);
                        Elementwise.Apply<Sum>(from, to, to);
                    }
                }
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _weights.Dispose();
            _bias.Dispose();
            foreach (AlignedBuffer buffer in _gradients)
            {
                buffer.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private static bool IsPlain(ConvolutionAxis axis) => axis is { Kernel: 1, Stride: 1, PadBefore: 0, PadAfter: 0 };

    private static int Vectors(int columns) => (columns + TLanes.Width - 1) / TLanes.Width;

    /// <summary>The first column of vector <paramref name="v"/>.</summary>
    private static int Start(int v, int columns) => Math.Max(0, Math.Min(v * TLanes.Width, columns - TLanes.Width));

    /// <summary>Lays weight[k · rowStride + n · columnStride] out as [vector][k][lane], zeros where a row is shorter than a vector.</summary>
    private void Pack(ReadOnlySpan<float> weight, int depth, int columns, int rowStride, int columnStride)
    {
        Span<float> packed = _weights.Span;
        for (int v = 0; v < Vectors(columns); v++)
        {
            int start = Start(v, columns);
            for (int k = 0; k < depth; k++, packed = packed[TLanes.Width..])
            {
                for (int lane = 0; lane < TLanes.Width; lane++)
                {
                    packed[lane] = start + lane < columns ? weight[(k * rowStride) + ((start + lane) * columnStride)] : 0;
                }
            }
        }
    }

    /// <summary>C [rows, columns] = A [rows, depth] · packed weights (+ bias).</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(float* a, int depth, int columns, bool relu, float* bias, float* c)
    {
        int width = TLanes.Width, height = TLanes.Rows;
        var task = new MicroTask { ARow = depth, AStep = 1, BStep = width, CRow = columns, Depth = depth, Relu = relu };
        MicroTask apart = task with { CRow = width };
        float* scratch = stackalloc float[12 * 16];
        bool wide = columns < width;
        float* packed = At(_weights);
        for (int v = 0; v < Vectors(columns); v++, packed += depth * width)
        {
            int start = Start(v, columns);
            float* add = bias == null ? null : bias + start;
            int row = 0;

            // A vector wider than a row spills into the next row, which is written after it.
            for (; row + height < _rows; row += height)
            {
                MicroKernel<TVector, TLanes>.Multiply(in task, 1, a + ((nint)row * depth), packed, c + ((nint)row * columns) + start, add);
            }

            row = _rows - height;
            float* to = c + ((nint)row * columns) + start;
            if (!wide)
            {
                MicroKernel<TVector, TLanes>.Multiply(in task, 1, a + ((nint)row * depth), packed, to, add);
                continue;
            }

            MicroKernel<TVector, TLanes>.Multiply(in apart, 1, a + ((nint)row * depth), packed, scratch, add);
            for (int r = 0; r < height; r++)
            {
                new ReadOnlySpan<float>(scratch + (r * width), columns).CopyTo(new Span<float>(to + ((nint)r * columns), columns));
            }
        }
    }
}
