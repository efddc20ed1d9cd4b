using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hark.Kernels;

/// <summary>The windows of a convolution over one clip, laid out one after the other: [output, kH, kW, channel].</summary>
internal readonly unsafe struct ClipWindows(ConvolutionShape shape)
{
    private readonly ConvolutionAxis _height = shape.Height;
    private readonly ConvolutionAxis _width = shape.Width;
    private readonly int _channels = shape.InputChannels;

    /// <summary>Floats of a window.</summary>
    public int Depth => _height.Kernel * _width.Kernel * _channels;

    /// <summary>Whether the windows are the input itself.</summary>
    public bool InPlace => IsPoint(_height) && IsPoint(_width);

    /// <summary>Floats of the padded clip; none where nothing is padded.</summary>
    public int PaddedLength => IsPadded ? (PaddedHeight * PaddedRow) + 16 : 0;

    /// <summary>Floats of a row of the padded clip.</summary>
    public int PaddedRow => (_width.PadBefore + _width.Input + _width.PadAfter) * _channels;

    private bool IsPadded => _height.PadBefore + _height.PadAfter + _width.PadBefore + _width.PadAfter > 0;

    private int PaddedHeight => _height.PadBefore + _height.Input + _height.PadAfter;

    /// <summary>The clip with its zeros around it: <paramref name="x"/> itself, or made in <paramref name="padded"/>.</summary>
    public float* Pad(float* x, float* padded)
    {
        if (!IsPadded)
        {
            return x;
        }

        int row = PaddedRow, line = _width.Input * _channels, before = _width.PadBefore * _channels;
        new Span<float>(padded, PaddedHeight * row).Clear();
        float* to = padded + ((nint)_height.PadBefore * row) + before;
        for (int h = 0; h < _height.Input; h++, x += line, to += row)
        {
            new ReadOnlySpan<float>(x, line).CopyTo(new Span<float>(to, line));
        }

        return padded;
    }

    /// <summary>Copies windows <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/>; may write 3 floats more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Copy(float* padded, int first, int count, float* windows)
    {
        int run = _width.Dilation == 1 ? _width.Kernel * _channels : _channels;
        int runs = _width.Dilation == 1 ? 1 : _width.Kernel;
        nint runStep = (nint)_width.Dilation * _channels, lineStep = (nint)_height.Dilation * PaddedRow;
        int row = first / _width.Output, column = first % _width.Output;
        for (int p = 0; p < count; p++)
        {
            float* line = padded + ((nint)row * _height.Stride * PaddedRow) + ((nint)column * _width.Stride * _channels);
            for (int kh = 0; kh < _height.Kernel; kh++, line += lineStep)
            {
                float* from = line;
                if (run == 4 && runs == 1)
                {
                    Vector128.Load(from).Store(windows);
                    windows += 4;
                    continue;
                }

                for (int k = 0; k < runs; k++, from += runStep, windows += run)
                {
                    for (int i = 0; i < run; i += 4)
                    {
                        Vector128.Load(from + i).Store(windows + i);
                    }
                }
            }

            if (++column == _width.Output)
            {
                column = 0;
                row++;
            }
        }
    }

    private static bool IsPoint(ConvolutionAxis axis) => axis is { Kernel: 1, Stride: 1, PadBefore: 0, PadAfter: 0 };
}
