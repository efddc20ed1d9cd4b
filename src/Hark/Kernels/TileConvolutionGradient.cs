namespace Hark.Kernels;

/// <content>The weight gradient: for each point one product over the tiles, summed over blocks of tiles.</content>
internal sealed unsafe partial class TileConvolution<TVector, TLanes, TTile>
{
    /// <summary>Transforms a share of the block's tiles: inputs and output gradients to [point][panel][tile][channel].</summary>
    private void GatherPart(int part)
    {
        int inputs = _from.Channels, outputs = _to.Channels, panel = PanelProduct<TVector, TLanes>.PanelWidth;
        int inputStep = PanelStep(_gradientTiles, inputs), gradientStep = PanelStep(_gradientTiles, outputs);
        float* transformed = Pointer(_blocks);
        float* gradients = transformed + (TTile.Points * inputStep);
        float* scratch = Pointer(_scratch[part]);
        float* copy = scratch + TTile.ScratchLength;
        float* biasSums = scratch + _scratch[part].Length - outputs;
        (int start, int end) = KernelArguments.Share(_tileCount, part, _pool.Threads);
        for (int tile = start; tile < end; tile++)
        {
            TransformInput(_firstTile + tile, transformed + ((nint)tile * panel), (nint)panel * _gradientTiles, inputStep, scratch);
            (int clip, int row, int column) = _to.At(_firstTile + tile);
            PrefetchTile(_to, _y, _firstTile + tile, TTile.OutputHeight, TTile.OutputWidth);
            float* from = _y + _to.Offset(clip, row, column);
            int height = Math.Min(TTile.OutputHeight, _to.Height - row), width = Math.Min(TTile.OutputWidth, _to.Width - column);
            bool inside = height == TTile.OutputHeight && width == TTile.OutputWidth;
            for (int c = 0; c < outputs; c += TLanes.Width)
            {
                AddTile(from + c, _to.RowStep, outputs, height, width, biasSums + c);
                float* to = gradients + ((nint)(c / panel * panel) * _gradientTiles) + ((nint)tile * panel) + (c % panel);
                if (inside)
                {
                    TTile.OutputAdjoint(from + c, _to.RowStep, outputs, to, gradientStep, scratch);
                }
                else
                {
                    CopyIn(_to, clip, row, column, c, _y, TTile.OutputHeight, TTile.OutputWidth, copy);
                    TTile.OutputAdjoint(copy, TTile.OutputWidth * TLanes.Width, TLanes.Width, to, gradientStep, scratch);
                }
            }
        }
    }

    /// <summary>A share of the points: transformed inputs, transposed, times transformed gradients.</summary>
    private void ProductPart(int part)
    {
        int inputs = _from.Channels, outputs = _to.Channels, panel = PanelProduct<TVector, TLanes>.PanelWidth;
        int inputStep = PanelStep(_gradientTiles, inputs), gradientStep = PanelStep(_gradientTiles, outputs);
        float* transformed = Pointer(_blocks);
        float* gradients = transformed + (TTile.Points * inputStep);
        MicroTask task = PanelProduct<TVector, TLanes>.Packed(_gradientTiles, panel);
        task.ARow = 1;
        task.AStep = panel;
        task.CPanel = (nint)panel * inputs;
        task.Depth = _tileCount;
        task.Short = true;
        task.Accumulate = _firstTile > 0;
        (int start, int end) = KernelArguments.Share(TTile.Points, part, _pool.Threads);
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
                    Pointer(_points) + ((nint)p * GradientStep) + ((nint)i * panel),
                    null);
            }
        }
    }

    private void FinishPart(int part)
    {
        int inputs = _from.Channels, outputs = _to.Channels, step = GradientStep, panel = PanelProduct<TVector, TLanes>.PanelWidth;
        float* scratch = Pointer(_scratch[part]);
        (int start, int end) = KernelArguments.Share(inputs, part, _pool.Threads);
        for (int i = start; i < end; i++)
        {
            for (int n = 0; n < outputs; n += TLanes.Width)
            {
                float* from = Pointer(_points) + ((nint)(n / panel * panel) * inputs) + ((nint)i * panel) + (n % panel);
                TTile.WeightAdjoint(from, step, _weight + ((nint)i * outputs) + n, (nint)inputs * outputs, scratch);
            }
        }
    }

    /// <summary>sums += Σ over the tile's positions.</summary>
    private static void AddTile(float* from, nint rowStep, nint columnStep, int height, int width, float* sums)
    {
        TVector sum = default;
        for (int h = 0; h < height; h++)
        {
            float* at = from + (h * rowStep);
            for (int w = 0; w < width; w++, at += columnStep)
            {
                sum = TLanes.Add(sum, TLanes.Load(at));
            }
        }

        TLanes.Store(TLanes.Add(TLanes.Load(sums), sum), sums);
    }
}
