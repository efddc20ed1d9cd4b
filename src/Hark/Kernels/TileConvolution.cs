using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>
/// Convolution of stride 1 by an <see cref="ITileTransform"/>: tiles are transformed, each point is one matrix product over tiles and
/// channels, and the products are transformed back, in blocks of tiles that stay in a core's cache.
/// </summary>
/// <remarks>
/// y and dx do not depend on the thread count; dWeight and dBias sum some shares a thread, so they are equal to the last bit for the same
/// count only. Channels must fill vectors: <see cref="Fits"/>.
/// </remarks>
internal sealed unsafe partial class TileConvolution<TVector, TLanes, TTile> : ConvolutionKernel
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
    where TTile : struct, ITileTransform
{
    /// <summary>Floats of a thread's block of transformed tiles, inputs and outputs together: about a second-level cache.</summary>
    private const int BlockFloats = 260_000;

    /// <summary>Floats of the transformed tiles that a step of the weight gradient holds.</summary>
    private const int GradientBlockFloats = 400_000;

    /// <summary>Largest transformed weight gradient of which every thread holds its own.</summary>
    private const int PrivateGradientFloats = 800_000;

    /// <summary>Fewest tiles of such a step: each adds to the whole transformed gradient, which many channels make large.</summary>
    private const int GradientLeastTiles = 96;

    /// <summary>Into how many parts a thread's work is cut where others may help out.</summary>
    private const int PartsPerThread = 4;

    /// <summary>Sums of the weight gradient a thread, where each holds its own: with two, a thread that the system holds back is helped with the second.</summary>
    private const int SharesPerThread = 2;

    /// <summary>A cache line between points, so that points do not fall on the same cache set.</summary>
    private const int PointGap = 16;
    private readonly WorkerPool _pool;
    private readonly bool _training;
    private readonly int _blockTiles;
    private readonly int _gradientTiles;
    private readonly bool _privateGradients;
    private readonly int _shares;
    private readonly int _parts;
    private readonly AlignedBuffer[] _scratch;
    private readonly int _blocksLength;
    private readonly int _blockLength;
    private readonly Action<int> _weightsPart;
    private readonly Action<int> _convolvePart;
    private readonly Action<int> _gradientPart;
    private readonly Action<int> _gatherPart;
    private readonly Action<int> _productPart;
    private readonly Action<int> _finishPart;
    private AlignedBuffer? _kept;
    private bool _keptIsCurrent;
    private TileGrid _from;
    private TileGrid _to;
    private float* _x;
    private float* _y;
    private float* _weight;
    private float* _bias;
    private sbyte* _winners;
    private PoolingWindow? _window;
    private bool _relu;
    private bool _reversed;
    private int _firstTile;
    private int _tileCount;
    private int _convolveTiles;

    /// <param name="shape">A shape that <see cref="Fits"/>.</param>
    /// <param name="pool">The team that works.</param>
    /// <param name="training">Whether gradients will be asked for.</param>
    /// <param name="privateGradientFloats">Largest transformed weight gradient of which every thread holds its own.</param>
    /// <param name="gradientTiles">Tiles of a step of the weight gradient; chosen by the shape if null.</param>
    public TileConvolution(
        ConvolutionShape shape,
        WorkerPool pool,
        bool training,
        int privateGradientFloats = PrivateGradientFloats,
        int? gradientTiles = null)
        : base(shape)
    {
        _pool = pool;
        _training = training;
        int inputs = shape.InputChannels, outputs = shape.OutputChannels, rows = TLanes.Rows;
        int tiles = InputGrid(shape).Tiles;
        int perThread = PanelProduct<TVector, TLanes>.RoundUp((tiles + pool.Threads - 1) / pool.Threads, rows);
        _blockTiles = Math.Min(perThread, Math.Max(2 * rows, BlockFloats / (TTile.Points * (inputs + outputs)) / rows * rows));
        _blockLength = BlockLength(_blockTiles, inputs) + (TTile.Points * PanelStep(_blockTiles, outputs));
        if (training)
        {
            _blockLength = Math.Max(_blockLength, BlockLength(_blockTiles, outputs) + (TTile.Points * PanelStep(_blockTiles, inputs)));
        }

        int points = TTile.Points * Math.Max(PanelStep(inputs, outputs), training ? PanelStep(outputs, inputs) : 0);
        int blocks = pool.Threads * _blockLength;
        if (training)
        {
            _privateGradients = TTile.Points * inputs * outputs <= privateGradientFloats;
            _shares = !_privateGradients || pool.Threads == 1 ? 1 : pool.Threads * SharesPerThread;
            _gradientTiles = gradientTiles ?? Math.Max(GradientLeastTiles, GradientBlockFloats / (TTile.Points * (inputs + outputs)));
            _gradientTiles = Math.Min(_gradientTiles, (tiles + _shares - 1) / _shares);
            points = Math.Max(points, checked(_shares * (int)GradientLength));
            blocks = Math.Max(blocks, checked(((_privateGradients ? pool.Threads : 1) * (int)GradientBlockLength) + 64));
        }

        _blocksLength = PanelProduct<TVector, TLanes>.RoundUp(blocks, PointGap);
        pool.Scratch.Reserve(checked(_blocksLength + points));
        _parts = pool.Threads * PartsPerThread;
        _scratch = new AlignedBuffer[_parts];
        for (int i = 0; i < _scratch.Length; i++)
        {
            _scratch[i] = new AlignedBuffer(TTile.ScratchLength + TileLength + TransposeLength + outputs);
        }

        _weightsPart = WeightsPart;
        _convolvePart = ConvolvePart;
        _gradientPart = GradientPart;
        _gatherPart = GatherPart;
        _productPart = ProductPart;
        _finishPart = FinishPart;
    }

    private static int InputHeight => TTile.OutputHeight + TTile.KernelHeight - 1;

    private static int InputWidth => TTile.OutputWidth + TTile.KernelWidth - 1;

    private static int Taps => TTile.KernelHeight * TTile.KernelWidth;

    private static int TileLength => InputHeight * InputWidth * TLanes.Width;

    private static int TransposeLength => Taps * TLanes.Width * TLanes.Width;

    /// <summary>Transformed tiles.</summary>
    private float* BlockMemory => _pool.Scratch.Pointer;

    /// <summary>Transformed weights, or their gradients.</summary>
    private float* PointMatrices => _kept is null ? _pool.Scratch.Pointer + _blocksLength : Pointer(_kept);

    /// <summary>Floats from a point of the transformed weight gradient to the next.</summary>
    private int GradientStep => PanelStep(Shape.InputChannels, Shape.OutputChannels);

    /// <summary>Floats of one transformed weight gradient.</summary>
    private nint GradientLength => (nint)TTile.Points * GradientStep;

    /// <summary>Floats of a block of transformed tiles, inputs and output gradients.</summary>
    private nint GradientBlockLength
        => (nint)TTile.Points * (PanelStep(_gradientTiles, Shape.InputChannels) + PanelStep(_gradientTiles, Shape.OutputChannels));

    /// <summary>Whether this kernel can do <paramref name="shape"/>: its taps, stride 1, no dilation, channels in whole vectors.</summary>
    public static bool Fits(ConvolutionShape shape)
        => shape is { Depthwise: false, Height: { Stride: 1, Dilation: 1 }, Width: { Stride: 1, Dilation: 1 } }
            && shape.Height.Kernel == TTile.KernelHeight && shape.Width.Kernel == TTile.KernelWidth
            && shape.InputChannels % TLanes.Width == 0 && shape.OutputChannels % TLanes.Width == 0
            && shape.InputLength > 0 && shape.OutputLength > 0;

    public override void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, bool relu, Span<float> y)
    {
        KernelArguments.CheckForward(Shape, x, weight, bias, y);
        _from = InputGrid(Shape);
        _to = OutputGrid(Shape);
        Convolve(x, weight, bias, relu, reversed: false, y);
    }

    public override void InputGradient(ReadOnlySpan<float> dy, ReadOnlySpan<float> weight, Span<float> dx)
    {
        KernelArguments.CheckInputGradient(Shape, dy, weight, dx, _training);
        ConvolveBack(dy, weight, dx);
    }

    public override void WeightGradient(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight, Span<float> dBias)
    {
        KernelArguments.CheckWeightGradient(Shape, x, dy, dWeight, dBias, _training);
        Gradient(x, dy, dWeight, dBias);
    }

    /// <summary>With so few clips a pass that transforming the weights counts, they are kept transformed.</summary>
    internal override void WeightsChanged()
    {
        const int FewClips = 4;
        if (!_training && Shape.Batch <= FewClips)
        {
            _kept ??= new AlignedBuffer(TTile.Points * PanelStep(Shape.InputChannels, Shape.OutputChannels));
            _keptIsCurrent = false;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _kept?.Dispose();
            foreach (AlignedBuffer buffer in _scratch)
            {
                buffer.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private static float* Pointer(AlignedBuffer buffer) => (float*)Unsafe.AsPointer(ref buffer.Span[0]);

    /// <summary>Floats of a block of tiles, with room for register blocks that read past its end.</summary>
    private static int BlockLength(int tiles, int channels) => checked((TTile.Points * BlockStep(tiles, channels)) + 64);

    private static int BlockStep(int tiles, int channels) => (tiles * channels) + PointGap;

    /// <summary>Floats from a point to the next where a point is a matrix in panels.</summary>
    private static int PanelStep(int rows, int columns) => PanelProduct<TVector, TLanes>.PackedLength(rows, columns) + PointGap;

    /// <summary>The axis of the way back: dy padded so that every input is reached by all taps.</summary>
    private static ConvolutionAxis Back(ConvolutionAxis axis)
        => new(axis.Output, axis.Kernel, 1, 1, axis.Kernel - 1 - axis.PadBefore, axis.Kernel - 1 - axis.PadAfter);

    private static TileGrid InputGrid(ConvolutionShape shape)
        => Grid(shape, shape.Height.Input, shape.Width.Input, shape.InputChannels, shape.Height.PadBefore, shape.Width.PadBefore);

    private static TileGrid OutputGrid(ConvolutionShape shape)
        => Grid(shape, shape.Height.Output, shape.Width.Output, shape.OutputChannels, 0, 0);

    private static TileGrid Grid(ConvolutionShape shape, int height, int width, int channels, int top, int left)
    {
        int down = (shape.Height.Output + TTile.OutputHeight - 1) / TTile.OutputHeight;
        int across = (shape.Width.Output + TTile.OutputWidth - 1) / TTile.OutputWidth;
        return new(shape.Batch, height, width, channels, top, left, TTile.OutputHeight, TTile.OutputWidth, down, across);
    }
}
