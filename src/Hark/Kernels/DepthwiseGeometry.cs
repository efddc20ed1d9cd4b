namespace Hark.Kernels;

/// <summary>Which outputs of a row each tap of a depthwise convolution reaches.</summary>
internal sealed class DepthwiseGeometry
{
    private readonly int[] _columns;
    private readonly (int Start, int End)[] _reaches;
    private readonly PatchAxis _height;

    public DepthwiseGeometry(PatchAxis height, PatchAxis width, int channels)
    {
        _height = height;
        Channels = channels;
        KernelHeight = height.Kernel;
        KernelWidth = width.Kernel;
        OutputHeight = height.Output;
        OutputWidth = width.Output;
        Taps = height.Kernel * width.Kernel;
        TapStep = width.Dilation * channels;
        InputRow = width.Input * channels;
        OutputRow = width.Output * channels;
        _columns = new int[width.Output * width.Kernel];
        for (int i = 0; i < _columns.Length; i++)
        {
            _columns[i] = width.Source((i / width.Kernel * width.Stride) + (i % width.Kernel * width.Dilation));
        }

        Even = width is { Stride: 1, Upsample: 1 };
        _reaches = new (int, int)[width.Kernel];
        for (int kw = 0; kw < width.Kernel; kw++)
        {
            _reaches[kw] = Reach(width, kw, kw);
        }

        (InsideStart, InsideEnd) = Even ? Reach(width, 0, width.Kernel - 1) : (0, 0);
        Shift = -width.PadBefore * channels;
    }

    public int KernelHeight { get; }

    public int KernelWidth { get; }

    public int OutputHeight { get; }

    public int OutputWidth { get; }

    public int Channels { get; }

    public int Taps { get; }

    /// <summary>Whether neighbouring outputs read neighbouring inputs: a row can then be worked through as one run of floats.</summary>
    public bool Even { get; }

    /// <summary>First output that every tap reaches.</summary>
    public int InsideStart { get; }

    /// <summary>End of the outputs that every tap reaches.</summary>
    public int InsideEnd { get; }

    /// <summary>Floats of an input row.</summary>
    public int InputRow { get; }

    /// <summary>Floats of an output row.</summary>
    public int OutputRow { get; }

    /// <summary>Floats from what a tap reads to what the next tap of its row reads.</summary>
    public int TapStep { get; }

    /// <summary>Floats from an output of an <see cref="Even"/> row to what its first tap reads.</summary>
    public int Shift { get; }

    /// <summary>The input column that tap column <paramref name="kw"/> of output <paramref name="ow"/> reads, or −1 for a zero.</summary>
    public int Column(int ow, int kw) => _columns[(ow * KernelWidth) + kw];

    /// <summary>The tap columns that output <paramref name="ow"/> of an <see cref="Even"/> row reaches inside the input.</summary>
    public (int First, int End) TapsOf(int ow)
    {
        int first = 0, end = KernelWidth;
        while (first < end && Column(ow, first) < 0)
        {
            first++;
        }

        while (end > first && Column(ow, end - 1) < 0)
        {
            end--;
        }

        return (first, end);
    }

    /// <summary>The outputs that tap column <paramref name="kw"/> reaches, where the row is <see cref="Even"/>.</summary>
    public (int Start, int End) Reach(int kw) => _reaches[kw];

    /// <summary>Offset of the input line that tap row <paramref name="kh"/> of output row <paramref name="row"/> (counted over the batch) reads, or −1 for zeros.</summary>
    public nint Line(int row, int kh)
    {
        int clip = row / OutputHeight;
        int h = _height.Source(((row - (clip * OutputHeight)) * _height.Stride) + (kh * _height.Dilation));
        return h < 0 ? -1 : (((nint)clip * _height.Input) + h) * InputRow;
    }

    private static (int Start, int End) Reach(PatchAxis width, int first, int last)
    {
        int start = Math.Max(0, width.PadBefore - (first * width.Dilation));
        int end = Math.Min(width.Output, width.Input + width.PadBefore - (last * width.Dilation));
        return start < end ? (start, end) : (0, 0);
    }
}
