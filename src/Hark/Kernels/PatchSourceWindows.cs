using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hark.Kernels;

/// <content>Short rows: every window whole.</content>
internal readonly unsafe partial struct PatchSource
{
    /// <summary>Buffer [output, kH, kW, channel].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void GatherPatches(float* x, int first, int count, float* buffer)
    {
        PatchAxis height = _height, width = _width;
        int channels = _channels, line = width.Kernel * channels;
        bool contiguous = width is { Upsample: 1, Dilation: 1 };
        int ow = first % width.Output;
        int row = first / width.Output;
        for (int p = 0; p < count; p++)
        {
            int top = row % height.Output * height.Stride;
            float* clip = x + ((nint)(row / height.Output) * height.Input * width.Input * channels);
            int left = (ow * width.Stride) - width.PadBefore;
            bool inside = contiguous && left >= 0 && left + width.Kernel <= width.Input;
            for (int kh = 0; kh < height.Kernel; kh++, buffer += line)
            {
                int h = height.Source(top + (kh * height.Dilation));
                float* from = clip + ((((nint)h * width.Input) + left) * channels);
                if (h < 0)
                {
                    new Span<float>(buffer, line).Clear();
                }
                else if (inside)
                {
                    CopyFew(from, buffer, line);
                }
                else
                {
                    GatherLine(in width, channels, clip + ((nint)h * width.Input * channels), ow * width.Stride, buffer);
                }
            }

            if (++ow == width.Output)
            {
                ow = 0;
                row++;
            }
        }
    }

    /// <summary>One row of a window that leaves the input, or does not read it in one piece.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GatherLine(in PatchAxis width, int channels, float* line, int position, float* to)
    {
        for (int kw = 0; kw < width.Kernel; kw++, to += channels)
        {
            int w = width.Source(position + (kw * width.Dilation));
            for (int c = 0; c < channels; c++)
            {
                to[c] = w < 0 ? 0 : line[((nint)w * channels) + c];
            }
        }
    }

    /// <summary>A copy that is cheap for a handful of floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyFew(float* from, float* to, int count)
    {
        if (count > 64)
        {
            Copy(from, to, count);
            return;
        }

        int i = 0;
        for (; Vector128.IsHardwareAccelerated && i + 4 <= count; i += 4)
        {
            Vector128.Load(from + i).Store(to + i);
        }

        for (; i < count; i++)
        {
            to[i] = from[i];
        }
    }
}
