using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Hark.Kernels;

/// <content>Forward and input gradient: the same work on other planes.</content>
internal sealed unsafe partial class TileConvolution<TVector, TLanes, TTile>
{
    private void ConvolveBack(ReadOnlySpan<float> dy, ReadOnlySpan<float> weight, Span<float> dx)
    {
        ConvolutionShape back = Shape with
        {
            InputChannels = Shape.OutputChannels,
            OutputChannels = Shape.InputChannels,
            Height = Back(Shape.Height),
            Width = Back(Shape.Width),
        };
        _from = InputGrid(back);
        _to = OutputGrid(back);
        Convolve(dy, weight, [], relu: false, reversed: true, dx);
    }

    private void Convolve(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, bool relu, bool reversed, Span<float> y)
    {
        fixed (float* input = x, w = weight, add = bias, output = y)
        {
            _x = input;
            _y = output;
            _weight = w;
            _bias = bias.IsEmpty ? null : add;
            _relu = relu;
            _reversed = reversed;
            if (!_keptIsCurrent)
            {
                _pool.Run(_from.Channels / TLanes.Width, _weightsPart);
                _keptIsCurrent = _kept is not null;
            }

            _convolveTiles = TilesOfBlock(_from.Tiles);
            _pool.Run((_from.Tiles + _convolveTiles - 1) / _convolveTiles, _convolvePart);
        }
    }

    /// <summary>Tiles of a block, at most as many as there is memory for: about as many blocks for each thread, of whole register blocks.</summary>
    private int TilesOfBlock(int tiles)
    {
        int each = _blockTiles * _pool.Threads;
        int blocks = (tiles + each - 1) / each * _pool.Threads;
        return PanelProduct<TVector, TLanes>.RoundUp((tiles + blocks - 1) / blocks, TLanes.Rows);
    }

    /// <summary>Transforms a vector of the weights' channels into packed panels, [point][panel][from channel][to channel].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WeightsPart(int part)
    {
        int inputs = _from.Channels, outputs = _to.Channels, width = TLanes.Width;
        int panel = PanelProduct<TVector, TLanes>.PanelWidth, step = PanelStep(inputs, outputs);
        float* scratch = Pointer(_scratch[WorkerPool.Worker]);
        float* turned = scratch + TTile.ScratchLength;
        nint tap = (nint)inputs * outputs;
        int i0 = part * width;
        for (int n = 0; n < outputs; n += width)
        {
            float* to = PointMatrices + ((nint)(n / panel * panel) * inputs) + (n % panel);
            if (_reversed)
            {
                Turn(_weight + ((nint)n * inputs) + i0, tap, inputs, turned);
            }

            for (int i = 0; i < width; i++)
            {
                float* at = to + ((nint)(i0 + i) * panel);
                if (_reversed)
                {
                    TTile.Weight(turned + (i * width), width * width, at, step, scratch);
                }
                else
                {
                    TTile.Weight(_weight + ((nint)(i0 + i) * outputs) + n, tap, at, step, scratch);
                }
            }
        }
    }

    /// <summary>Transposes a square of channels for every tap, the taps in reverse order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Turn(float* from, nint tapStep, int rowStep, float* to)
    {
        for (int tap = Taps - 1; tap >= 0; tap--)
        {
            float* source = from + (tap * tapStep);
            for (int row = 0; row < TLanes.Width; row++)
            {
                for (int column = 0; column < TLanes.Width; column++)
                {
                    to[(column * TLanes.Width) + row] = source[(row * rowStep) + column];
                }
            }

            to += TLanes.Width * TLanes.Width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ConvolvePart(int block)
    {
        int inputs = _from.Channels, outputs = _to.Channels;
        int inputStep = BlockStep(_blockTiles, inputs), outputStep = PanelStep(_blockTiles, outputs);
        int weightStep = PanelStep(inputs, outputs), panel = PanelProduct<TVector, TLanes>.PanelWidth;
        float* transformed = BlockMemory + ((nint)WorkerPool.Worker * _blockLength);
        float* products = transformed + BlockLength(_blockTiles, inputs);
        float* weights = PointMatrices;
        float* scratch = Pointer(_scratch[WorkerPool.Worker]);
        MicroTask task = PanelProduct<TVector, TLanes>.Packed(inputs, panel);
        task.ARow = inputs;
        task.AStep = 1;
        task.CPanel = (nint)panel * _blockTiles;
        int first = block * _convolveTiles, end = Math.Min(_from.Tiles, first + _convolveTiles);
        for (int tile = first; tile < end; tile++)
        {
            TransformInput(tile, transformed + ((nint)(tile - first) * inputs), panel, inputStep, scratch);
        }

        // Whole register blocks: what lies past the last tile is computed and never read.
        int rows = PanelProduct<TVector, TLanes>.RoundUp(end - first, TLanes.Rows);
        for (int p = 0; p < TTile.Points; p++)
        {
            PanelProduct<TVector, TLanes>.Multiply(
                ref task, transformed + ((nint)p * inputStep), rows, weights + ((nint)p * weightStep), outputs, products + ((nint)p * outputStep), null);
        }

        for (int tile = first; tile < end; tile++)
        {
            TransformOutput(tile, products + ((nint)(tile - first) * panel), outputStep, scratch);
        }
    }

    /// <summary>All channels of an input tile to points; the channels of a panel are contiguous, panels lie <paramref name="panelStep"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformInput(int tile, float* points, nint panelStep, nint pointStep, float* scratch)
    {
        int panel = PanelProduct<TVector, TLanes>.PanelWidth;
        (int clip, int row, int column) = _from.At(tile);
        float* from = _x + _from.Offset(clip, row, column);
        bool pooled = _reversed && _window != null;
        bool inside = !pooled && _from.Contains(row, column, InputHeight, InputWidth);
        float* copy = scratch + TTile.ScratchLength;
        if (pooled)
        {
            PrefetchPooled(in _from, _window!.Value, _x, tile, InputHeight, InputWidth);
        }
        else
        {
            PrefetchTile(_from, _x, tile, InputHeight, InputWidth);
        }

        for (int c = 0; c < _from.Channels; c += TLanes.Width)
        {
            float* to = points + (c / panel * panelStep) + (c % panel);
            if (inside)
            {
                TTile.Input(from + c, _from.RowStep, _from.Channels, to, pointStep, scratch);
            }
            else
            {
                if (pooled)
                {
                    PoolingWindow<TVector, TLanes>.Spread(_window!.Value, _x, _winners, clip, row, column, c, InputHeight, InputWidth, copy, TLanes.Width);
                }
                else
                {
                    CopyIn(_from, clip, row, column, c, _x, InputHeight, InputWidth, copy);
                }

                TTile.Input(copy, InputWidth * TLanes.Width, TLanes.Width, to, pointStep, scratch);
            }
        }
    }

    /// <summary>
    /// Asks for the new columns of a later tile: a transform reads in an order that the processor's own prefetch does not follow.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PrefetchTile(TileGrid grid, float* plane, int tile, int height, int width)
    {
        const int FloatsAhead = 4096;
        int ahead = tile + 1 + (FloatsAhead / (grid.StepRight * grid.StepDown * grid.Channels));
        if (!Sse.IsSupported || ahead >= grid.Tiles)
        {
            return;
        }

        (int clip, int row, int column) = grid.At(ahead);
        int end = Math.Min(column + width, grid.Width) * grid.Channels;
        int start = (column + width - grid.StepRight) * grid.Channels;
        for (int h = Math.Max(row, 0); h < Math.Min(row + height, grid.Height); h++)
        {
            float* line = plane + grid.Offset(clip, h, 0);
            for (int i = start; i < end; i += 16)
            {
                Sse.Prefetch0(line + i);
            }
        }
    }

    /// <summary>All channels of an output tile from points in panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformOutput(int tile, float* products, nint pointStep, float* scratch)
    {
        int panel = PanelProduct<TVector, TLanes>.PanelWidth;
        (int clip, int row, int column) = _to.At(tile);
        float* to = _y + _to.Offset(clip, row, column);
        bool pooled = !_reversed && _window != null;
        bool inside = !pooled && _to.Contains(row, column, TTile.OutputHeight, TTile.OutputWidth);
        float* copy = scratch + TTile.ScratchLength;
        for (int c = 0; c < _to.Channels; c += TLanes.Width)
        {
            float* from = products + ((nint)(c / panel * panel) * _blockTiles) + (c % panel);
            float* bias = _bias == null ? null : _bias + c;
            if (inside)
            {
                TTile.Output(from, pointStep, bias, _relu, to + c, _to.RowStep, _to.Channels, scratch);
                continue;
            }

            TTile.Output(from, pointStep, bias, _relu, copy, TTile.OutputWidth * TLanes.Width, TLanes.Width, scratch);
            if (pooled)
            {
                PoolTile(_window!.Value, clip, row, column, c, copy);
                continue;
            }

            int height = Math.Min(TTile.OutputHeight, _to.Height - row), width = Math.Min(TTile.OutputWidth, _to.Width - column);
            for (int h = 0; h < height; h++)
            {
                for (int w = 0; w < width; w++)
                {
                    TLanes.Store(TLanes.Load(copy + (((h * TTile.OutputWidth) + w) * TLanes.Width)), to + c + (h * _to.RowStep) + ((nint)w * _to.Channels));
                }
            }
        }
    }

    /// <summary>Copies one vector of channels of a tile, with zeros where the tile leaves the plane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyIn(TileGrid grid, int clip, int row, int column, int channel, float* plane, int height, int width, float* to)
    {
        float* from = plane + grid.Offset(clip, row, column) + channel;
        for (int h = 0; h < height; h++)
        {
            bool inRow = (uint)(row + h) < (uint)grid.Height;
            for (int w = 0; w < width; w++)
            {
                bool exists = inRow && (uint)(column + w) < (uint)grid.Width;
                TLanes.Store(exists ? TLanes.Load(from + (h * grid.RowStep) + ((nint)w * grid.Channels)) : default, to);
                to += TLanes.Width;
            }
        }
    }
}
