using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Hark.Kernels;

/// <content>Max pooling in the tiles: the outputs of a tile are pooled before they leave the cache, and spread again on the way back.</content>
internal sealed unsafe partial class TileConvolution<TVector, TLanes, TTile>
{
    /// <summary>As <see cref="PooledConvolutionKernel.Forward"/>.</summary>
    public void ForwardPooled(
        PoolingWindow window, ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> y, Span<sbyte> winners)
    {
        fixed (sbyte* places = winners)
        {
            _window = window;
            _winners = winners.IsEmpty ? null : places;
            _from = InputGrid(Shape);
            _to = OutputGrid(Shape);
            Convolve(x, weight, bias, relu: true, reversed: false, y);
            _window = null;
        }
    }

    /// <summary>As <see cref="PooledConvolutionKernel.InputGradient"/>.</summary>
    public void InputGradientPooled(
        PoolingWindow window, ReadOnlySpan<float> dy, ReadOnlySpan<sbyte> winners, ReadOnlySpan<float> weight, Span<float> dx)
    {
        fixed (sbyte* places = winners)
        {
            _window = window;
            _winners = places;
            ConvolveBack(dy, weight, dx);
            _window = null;
        }
    }

    /// <summary>As <see cref="PooledConvolutionKernel.WeightGradient"/>.</summary>
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

    /// <summary>Asks for the new columns of a later tile of pooled gradients and winners.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PrefetchPooled(in TileGrid grid, in PoolingWindow window, float* dy, int tile, int height, int width)
    {
        const int FloatsAhead = 4096;
        int ahead = tile + 1 + (FloatsAhead / (grid.StepRight * grid.StepDown * grid.Channels));
        if (!Sse.IsSupported || ahead >= grid.Tiles)
        {
            return;
        }

        (int clip, int row, int column) = grid.At(ahead);
        int end = Math.Min((column + width + 1) / 2, window.Width), start = Math.Max((column + width - grid.StepRight) / 2, 0);
        for (int h = Math.Max(row, 0) / window.Rows; h < Math.Min((row + height) / window.Rows, window.Height); h++)
        {
            nint from = window.Offset(clip, h, start), to = window.Offset(clip, h, end);
            for (nint i = from; i < to; i += 16)
            {
                Sse.Prefetch0(dy + i);
            }

            for (nint i = from; i < to; i += 64)
            {
                Sse.Prefetch0(_winners + i);
            }
        }
    }

    /// <summary>Pools one vector of channels of a tile of activations.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PoolTile(in PoolingWindow window, int clip, int row, int column, int channel, float* tile)
    {
        int firstRow = row / window.Rows, firstColumn = column / 2;
        int rows = Math.Min(TTile.OutputHeight / window.Rows, window.Height - firstRow);
        int columns = Math.Min(TTile.OutputWidth / 2, window.Width - firstColumn);
        nint line = TTile.OutputWidth * TLanes.Width;
        for (int r = 0; r < rows; r++)
        {
            float* from = tile + (r * window.Rows * line);
            nint at = window.Offset(clip, firstRow + r, firstColumn) + channel;
            for (int c = 0; c < columns; c++, from += 2 * TLanes.Width, at += window.Channels)
            {
                TVector first = TLanes.Load(from), second = TLanes.Load(from + TLanes.Width);
                sbyte* winner = _winners == null ? null : _winners + at;
                if (window.Rows == 1)
                {
                    PoolingWindow<TVector, TLanes>.Pool(first, second, _y + at, winner);
                }
                else
                {
                    TVector third = TLanes.Load(from + line), fourth = TLanes.Load(from + line + TLanes.Width);
                    PoolingWindow<TVector, TLanes>.Pool(first, second, third, fourth, _y + at, winner);
                }
            }
        }
    }
}

/// <summary>A <see cref="TileConvolution{TVector, TLanes, TTile}"/> with pooling.</summary>
internal sealed class TilePooledConvolution<TVector, TLanes, TTile>(ConvolutionShape shape, WorkerPool pool, bool training)
    : PooledConvolutionKernel(shape)
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
    where TTile : struct, ITileTransform
{
    private readonly TileConvolution<TVector, TLanes, TTile> _tiles = new(shape, pool, training);

    public override void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> y, Span<sbyte> winners)
    {
        KernelArguments.CheckPooledForward(this, x, weight, bias, y, winners);
        _tiles.ForwardPooled(PoolingWindow.Of(this), x, weight, bias, y, winners);
    }

    internal override void WeightsChanged() => _tiles.WeightsChanged();

    public override void InputGradient(ReadOnlySpan<float> dy, ReadOnlySpan<sbyte> winners, ReadOnlySpan<float> weight, Span<float> dx)
    {
        KernelArguments.CheckPooledInputGradient(this, dy, winners, weight, dx, training);
        _tiles.InputGradientPooled(PoolingWindow.Of(this), dy, winners, weight, dx);
    }

    public override void WeightGradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> dy, ReadOnlySpan<sbyte> winners, Span<float> dWeight, Span<float> dBias)
    {
        KernelArguments.CheckPooledWeightGradient(this, x, dy, winners, dWeight, dBias, training);
        _tiles.WeightGradientPooled(PoolingWindow.Of(this), x, dy, winners, dWeight, dBias);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _tiles.Dispose();
        }

        base.Dispose(disposing);
    }
}
