using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>One axis as a gatherer sees it: like <see cref="ConvolutionAxis"/>, with zeros between the inputs where Upsample &gt; 1.</summary>
internal readonly record struct PatchAxis(int Input, int Upsample, int Kernel, int Stride, int Dilation, int PadBefore, int Output)
{
    /// <summary>The axis of the forward pass.</summary>
    public static PatchAxis Forward(ConvolutionAxis axis)
        => new(axis.Input, 1, axis.Kernel, axis.Stride, axis.Dilation, axis.PadBefore, axis.Output);

    /// <summary>
    /// The axis of the input gradient: the output gradient, spread out by the stride, convolved with the reversed kernel.
    /// </summary>
    public static PatchAxis Backward(ConvolutionAxis axis)
        => new(axis.Output, axis.Stride, axis.Kernel, 1, axis.Dilation, axis.Span - 1 - axis.PadBefore, axis.Input);

    /// <summary>Where padded position <paramref name="position"/> reads the input, or −1 where it reads a zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Source(int position)
    {
        int spread = position - PadBefore;
        if (Upsample != 1)
        {
            if (spread < 0 || spread % Upsample != 0)
            {
                return -1;
            }

            spread /= Upsample;
        }

        return (uint)spread < (uint)Input ? spread : -1;
    }
}

/// <summary>
/// Lays the inputs of a run of outputs out so that each output's window is contiguous. In long rows, order [kW, kH, channel], windows
/// that overlap share memory: the matrix of windows is never made. Short rows give whole windows, order [kH, kW, channel].
/// </summary>
internal readonly unsafe partial struct PatchSource
{
    /// <summary>Outputs of a row from which on rows are worked through one by one; shorter ones would waste register blocks.</summary>
    private const int LongRow = 48;
    private const int TileFloats = 40_000;
    private readonly PatchAxis _height;
    private readonly PatchAxis _width;
    private readonly int _channels;
    private readonly bool _plain;
    private readonly bool _rows;

    public PatchSource(int batch, PatchAxis height, PatchAxis width, int channels, int outputChannels, int blockRows)
    {
        _height = height;
        _width = width;
        _channels = channels;
        Depth = width.Kernel * height.Kernel * channels;
        _plain = IsPlain(height) && IsPlain(width);
        _rows = !_plain && IsLong(width);
        Step = _rows ? width.Stride * height.Kernel * channels : Depth;
        int perRow = _rows ? width.Output : batch * height.Output * width.Output;
        Rows = _rows ? batch * height.Output : 1;
        int longest = Math.Max(TileFloats / Math.Max(Step, outputChannels) / blockRows, 4) * blockRows;
        int tiles = Math.Max(1, (perRow + longest - 1) / longest);
        TileOutputs = Math.Max(1, (((perRow + tiles - 1) / tiles) + blockRows - 1) / blockRows * blockRows);
        TilesPerRow = (perRow + TileOutputs - 1) / TileOutputs;
        OutputsPerRow = perRow;
        BlockRows = blockRows;
    }

    /// <summary>Whether the forward pass of <paramref name="shape"/> works row by row.</summary>
    public static bool WorksByRows(ConvolutionShape shape)
    {
        PatchAxis width = PatchAxis.Forward(shape.Width);
        return IsLong(width) && !(IsPlain(width) && IsPlain(PatchAxis.Forward(shape.Height)));
    }

    /// <summary>Length of a window: kW · kH · channels.</summary>
    public int Depth { get; }

    /// <summary>Floats from a window to the next.</summary>
    public int Step { get; }

    /// <summary>Largest number of outputs of a tile.</summary>
    public int TileOutputs { get; }

    /// <summary>Number of tiles: the unit of work.</summary>
    public int Tiles => Rows * TilesPerRow;

    /// <summary>Where tap (kh, kw) stands in a window.</summary>
    public int TapAt(int kh, int kw) => _rows ? (kw * _height.Kernel) + kh : (kh * _width.Kernel) + kw;

    /// <summary>Number of outputs.</summary>
    public int Outputs => Rows * OutputsPerRow;

    /// <summary>Floats that <see cref="Gather"/> may need, with slack for register blocks that read past the end.</summary>
    public int BufferLength => checked(((TileOutputs + BlockRows) * Step) + Depth + 64);

    private int Rows { get; }

    private int TilesPerRow { get; }

    private int OutputsPerRow { get; }

    private int BlockRows { get; }

    /// <summary>The first output (counted over batch, height and width) and the number of outputs of tile <paramref name="tile"/>.</summary>
    public (int First, int Count) Tile(int tile)
    {
        int row = tile / TilesPerRow;
        int at = tile % TilesPerRow * TileOutputs;
        return ((row * OutputsPerRow) + at, Math.Min(TileOutputs, OutputsPerRow - at));
    }

    /// <summary>Returns where the first window of the tile lies: in <paramref name="x"/> itself where it can be read in place, else in the buffer.</summary>
    public float* Gather(float* x, int first, int count, bool mayReadInPlace, float* buffer)
    {
        if (_plain)
        {
            float* from = x + ((nint)first * Depth);
            if (mayReadInPlace)
            {
                return from;
            }

            Copy(from, buffer, count * Depth);
            return buffer;
        }

        if (_rows)
        {
            GatherRow(x, first, count, buffer);
        }
        else
        {
            GatherPatches(x, first, count, buffer);
        }

        return buffer;
    }

    private static bool IsLong(PatchAxis width) => width is { Dilation: 1, Output: >= LongRow };

    private static bool IsPlain(PatchAxis axis)
        => axis is { Kernel: 1, Stride: 1, PadBefore: 0, Upsample: 1 } && axis.Input == axis.Output;

    private static void Copy(float* from, float* to, int count)
        => new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));

    /// <summary>Buffer [position, kH, channel] over the padded positions that the outputs cover.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void GatherRow(float* x, int first, int count, float* buffer)
    {
        int row = first / _width.Output;
        int start = first % _width.Output * _width.Stride;
        int positions = ((count - 1) * _width.Stride) + _width.Kernel;
        int wide = _height.Kernel * _channels;
        for (int kh = 0; kh < _height.Kernel; kh++)
        {
            float* to = buffer + (kh * _channels);
            int h = _height.Source((row % _height.Output * _height.Stride) + (kh * _height.Dilation));
            float* line = x + (((nint)(row / _height.Output) * _height.Input) + h) * _width.Input * _channels;
            int from = start - _width.PadBefore;
            if (h >= 0 && _width.Upsample == 1)
            {
                int before = Math.Clamp(-from, 0, positions);
                int end = Math.Clamp(_width.Input - from, before, positions);
                CopyPixels(null, to, before, wide);
                CopyPixels(line + ((nint)(from + before) * _channels), to + ((nint)before * wide), end - before, wide);
                CopyPixels(null, to + ((nint)end * wide), positions - end, wide);
                continue;
            }

            for (int j = 0; j < positions; j++)
            {
                int w = h < 0 ? -1 : _width.Source(start + j);
                CopyPixels(w < 0 ? null : line + ((nint)w * _channels), to + ((nint)j * wide), 1, wide);
            }
        }
    }

    /// <summary>Copies pixels of all channels, <paramref name="toStep"/> apart in the destination; zeros where there is no source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyPixels(float* from, float* to, int count, int toStep)
    {
        int channels = _channels;
        if (toStep == channels)
        {
            var all = new Span<float>(to, count * channels);
            if (from == null)
            {
                all.Clear();
            }
            else
            {
                new ReadOnlySpan<float>(from, all.Length).CopyTo(all);
            }

            return;
        }

        for (int j = 0; j < count; j++, to += toStep)
        {
            if (from == null)
            {
                new Span<float>(to, channels).Clear();
            }
            else if (channels == 1)
            {
                *to = from[j];
            }
            else
            {
                Copy(from + ((nint)j * channels), to, channels);
            }
        }
    }
}
