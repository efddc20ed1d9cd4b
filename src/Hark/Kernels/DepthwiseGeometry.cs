namespace Hark.Kernels;

/// <summary>Which outputs of a row each tap of a depthwise convolution reaches.</summary>
internal sealed class DepthwiseGeometry
{
    private readonly int[] _columns;

    public DepthwiseGeometry(PatchAxis height, PatchAxis width, int channels)
    {
        Height = height;
        Width = width;
        Channels = channels;
        Taps = height.Kernel * width.Kernel;
        _columns = new int[width.Output * width.Kernel];
        for (int i = 0; i < _columns.Length; i++)
        {
            _columns[i] = width.Source((i / width.Kernel * width.Stride) + (i % width.Kernel * width.Dilation));
        }

        Even = width is { Stride: 1, Upsample: 1 };
        (InsideStart, InsideEnd) = Even ? Reach(0, width.Kernel) : (0, 0);
    }

    public PatchAxis Height { get; }

    public PatchAxis Width { get; }

    public int Channels { get; }

    public int Taps { get; }

    /// <summary>Whether neighbouring outputs read neighbouring inputs: a row can then be worked through as one run of floats.</summary>
    public bool Even { get; }

    /// <summary>First output that every tap reaches.</summary>
    public int InsideStart { get; }

    /// <summary>End of the outputs that every tap reaches.</summary>
    public int InsideEnd { get; }

    /// <summary>Floats of an input row.</summary>
    public int InputRow => Width.Input * Channels;

    /// <summary>Floats of an output row.</summary>
    public int OutputRow => Width.Output * Channels;

    /// <summary>The input column that tap column <paramref name="kw"/> of output <paramref name="ow"/> reads, or −1 for a zero.</summary>
    public int Column(int ow, int kw) => _columns[(ow * Width.Kernel) + kw];

    /// <summary>The outputs that taps <paramref name="first"/> to <paramref name="end"/> − 1 all reach, where the row is <see cref="Even"/>.</summary>
    public (int Start, int End) Reach(int first, int end)
    {
        int start = Math.Max(0, Width.PadBefore - (first * Width.Dilation));
        int stop = Math.Min(Width.Output, Width.Input + Width.PadBefore - ((end - 1) * Width.Dilation));
        return start < stop ? (start, stop) : (0, 0);
    }

    /// <summary>Offset of the input line that tap row <paramref name="kh"/> of output row <paramref name="row"/> (counted over the batch) reads, or −1 for zeros.</summary>
    public nint Line(int row, int kh)
    {
        int clip = row / Height.Output;
        int h = Height.Source(((row - (clip * Height.Output)) * Height.Stride) + (kh * Height.Dilation));
        return h < 0 ? -1 : (((nint)clip * Height.Input) + h) * InputRow;
    }
}
