using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <content>
/// The weight gradient: for each point one product over the tiles, summed over blocks of tiles. Where the transformed gradient is small
/// each share of the tiles has sums of its own; where it is large there is only one, and the threads share out tiles, then points.
/// </content>
internal sealed unsafe partial class TileConvolution<TVector, TLanes, TTile>
{
    private void Gradient(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight, Span<float> dBias)
    {
        _reversed = false;
        _from = InputGrid(Shape);
        _to = OutputGrid(Shape);
        foreach (AlignedBuffer scratch in _scratch)
        {
            scratch.Span[^Shape.OutputChannels..].Clear();
        }

        fixed (float* input = x, gradient = dy, weight = dWeight)
        {
            _x = input;
            _y = gradient;
            _weight = weight;
            RunGradient();
        }

        for (int n = 0; n < dBias.Length; n++)
        {
            float sum = 0;
            foreach (AlignedBuffer scratch in _scratch)
            {
                sum += scratch.Span[scratch.Length - dBias.Length + n];
            }

            dBias[n] = sum;
        }
    }

    private void RunGradient()
    {
        if (_privateGradients)
        {
            _pool.Run(_shares, _gradientPart);
        }
        else
        {
            for (_firstTile = 0; _firstTile < _from.Tiles; _firstTile += _gradientTiles)
            {
                _tileCount = Math.Min(_gradientTiles, _from.Tiles - _firstTile);
                _pool.Run(_parts, _gatherPart);
                _pool.Run(TTile.Points, _productPart);
            }
        }

        _pool.Run(_parts, _finishPart);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void GradientPart(int part)
    {
        float* block = BlockMemory + (WorkerPool.Worker * GradientBlockLength);
        float* sums = PointMatrices + (part * GradientLength);
        (int start, int end) = KernelArguments.Share(_from.Tiles, part, _shares);
        if (start == end)
        {
            new Span<float>(sums, (int)GradientLength).Clear();
        }

        for (int first = start; first < end; first += _gradientTiles)
        {
            int count = Math.Min(_gradientTiles, end - first);
            Gather(part, first, 0, count, block);
            Multiply(0, TTile.Points, count, accumulate: first > start, block, sums);
        }
    }

    private void GatherPart(int part)
    {
        (int start, int end) = KernelArguments.Share(_tileCount, part, _parts);
        Gather(part, _firstTile, start, end, BlockMemory);
    }

    private void ProductPart(int point) => Multiply(point, point + 1, _tileCount, accumulate: _firstTile > 0, BlockMemory, PointMatrices);

    /// <summary>Transforms tiles of a block: inputs, then output gradients, to [point][panel][tile][channel].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(int part, int first, int start, int end, float* transformed)
    {
        int outputs = _to.Channels, panel = PanelProduct<TVector, TLanes>.PanelWidth;
        int inputStep = PanelStep(_gradientTiles, _from.Channels), gradientStep = PanelStep(_gradientTiles, outputs);
        float* gradients = transformed + (TTile.Points * inputStep);
        float* scratch = Pointer(_scratch[part]);
        float* copy = scratch + TTile.ScratchLength;
        float* biasSums = scratch + _scratch[part].Length - outputs;
        for (int tile = start; tile < end; tile++)
        {
            TransformInput(first + tile, transformed + ((nint)tile * panel), (nint)panel * _gradientTiles, inputStep, scratch);
            (int clip, int row, int column) = _to.At(first + tile);
            bool inside = _window == null && _to.Contains(row, column, TTile.OutputHeight, TTile.OutputWidth);
            if (_window is { } pooled)
            {
                PrefetchPooled(in _to, in pooled, _y, first + tile, TTile.OutputHeight, TTile.OutputWidth);
            }
            else
            {
                PrefetchTile(_to, _y, first + tile, TTile.OutputHeight, TTile.OutputWidth);
            }

            float* from = _y + _to.Offset(clip, row, column);
            for (int c = 0; c < outputs; c += TLanes.Width)
            {
                float* to = gradients + ((nint)(c / panel * panel) * _gradientTiles) + ((nint)tile * panel) + (c % panel);
                if (inside)
                {
                    AddTile(from + c, _to.RowStep, outputs, biasSums + c);
                    TTile.OutputAdjoint(from + c, _to.RowStep, outputs, to, gradientStep, scratch);
                    continue;
                }

                if (_window is { } window)
                {
                    PoolingWindow<TVector, TLanes>.Spread(
                        window, _y, _winners, clip, row, column, c, TTile.OutputHeight, TTile.OutputWidth, copy, TLanes.Width);
                }
                else
                {
                    CopyIn(_to, clip, row, column, c, _y, TTile.OutputHeight, TTile.OutputWidth, copy);
                }

                AddTile(copy, TTile.OutputWidth * TLanes.Width, TLanes.Width, biasSums + c);
                TTile.OutputAdjoint(copy, TTile.OutputWidth * TLanes.Width, TLanes.Width, to, gradientStep, scratch);
            }
        }
    }

    /// <summary>For some points, transformed inputs, transposed, times transformed gradients, to sums [point][panel][input channel][channel].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(int start, int end, int count, bool accumulate, float* transformed, float* sums)
    {
        int inputs = _from.Channels, outputs = _to.Channels, panel = PanelProduct<TVector, TLanes>.PanelWidth;
        int inputStep = PanelStep(_gradientTiles, inputs), gradientStep = PanelStep(_gradientTiles, outputs);
        float* gradients = transformed + (TTile.Points * inputStep);
        MicroTask task = PanelProduct<TVector, TLanes>.Packed(_gradientTiles, panel);
        task.ARow = 1;
        task.AStep = panel;
        task.CPanel = (nint)panel * inputs;
        task.Depth = count;
        task.Short = true;
        task.Accumulate = accumulate;
        for (int p = start; p < end; p++)
        {
            for (int i = 0; i < inputs; i += panel)
            {
                PanelProduct<TVector, TLanes>.Multiply(
                    ref task,
                    transformed + ((nint)p * inputStep) + ((nint)i * _gradientTiles),
                    Math.Min(panel, inputs - i),
                    gradients + ((nint)p * gradientStep),
                    outputs,
                    sums + ((nint)p * GradientStep) + ((nint)i * panel),
                    null);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FinishPart(int part)
    {
        int inputs = _from.Channels, outputs = _to.Channels, step = GradientStep, panel = PanelProduct<TVector, TLanes>.PanelWidth;
        float* scratch = Pointer(_scratch[part]);
        (int start, int end) = KernelArguments.Share(inputs, part, _parts);
        for (int i = start; i < end; i++)
        {
            for (int n = 0; n < outputs; n += TLanes.Width)
            {
                float* from = PointMatrices + ((nint)(n / panel * panel) * inputs) + ((nint)i * panel) + (n % panel);
                for (int share = 1; share < _shares; share++)
                {
                    for (int p = 0; p < TTile.Points; p++)
                    {
                        float* to = from + ((nint)p * step);
                        TLanes.Store(TLanes.Add(TLanes.Load(to), TLanes.Load(to + (share * GradientLength))), to);
                    }
                }

                TTile.WeightAdjoint(from, step, _weight + ((nint)i * outputs) + n, (nint)inputs * outputs, scratch);
            }
        }
    }

    /// <summary>sums += Σ over the tile's positions.</summary>
    private static void AddTile(float* from, nint rowStep, nint columnStep, float* sums)
    {
        TVector sum = default;
        for (int h = 0; h < TTile.OutputHeight; h++)
        {
            float* at = from + (h * rowStep);
            for (int w = 0; w < TTile.OutputWidth; w++, at += columnStep)
            {
                sum = TLanes.Add(sum, TLanes.Load(at));
            }
        }

        TLanes.Store(TLanes.Add(TLanes.Load(sums), sum), sums);
    }
}
