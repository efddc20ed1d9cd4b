using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hark.Kernels;

/// <summary>
/// One output row of a depthwise convolution at a time. Where all taps are inside, the row is one run of floats over positions and
/// channels, and the weights repeat along it: vectors are full whatever the number of channels.
/// </summary>
internal static unsafe class DepthwiseRows<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>Vectors summed side by side.</summary>
    private const int Block = 4;

    /// <summary>Floats of one tap's repeated weights: a block may start at any channel.</summary>
    public static int PatternLength(int channels) => channels + (Block * TLanes.Width);

    /// <summary>Repeats each tap's weights, and after them the bias (zero where there is none), for runs that start at any channel.</summary>
    public static void Repeat(DepthwiseGeometry geometry, float* weight, bool reversed, float* bias, float* patterns)
    {
        int channels = geometry.Channels, length = PatternLength(channels);
        for (int tap = 0; tap <= geometry.Taps; tap++)
        {
            float* from = tap == geometry.Taps ? bias : weight + ((nint)(reversed ? geometry.Taps - 1 - tap : tap) * channels);
            float* to = patterns + ((nint)tap * length);
            for (int i = 0; i < length; i++)
            {
                to[i] = from == null ? 0 : i < channels ? from[i] : to[i - channels];
            }
        }
    }

    /// <summary>y's row <paramref name="row"/>, counted over the batch.</summary>
    public static void Convolve(DepthwiseGeometry geometry, float* x, float* patterns, bool relu, int row, float* y)
    {
        y += (nint)row * geometry.OutputRow;
        nint* lines = stackalloc nint[geometry.KernelHeight];
        for (int kh = 0; kh < geometry.KernelHeight; kh++)
        {
            lines[kh] = geometry.Line(row, kh);
        }

        int start = geometry.InsideStart, end = geometry.InsideEnd;
        for (int ow = 0; ow < start; ow++)
        {
            Edge(geometry, x, lines, patterns, relu, ow, y);
        }

        if ((end - start) * geometry.Channels >= TLanes.Width)
        {
            Run(geometry, x, lines, patterns, relu, start, end, 0, geometry.KernelWidth, y);
            start = end;
        }

        for (int ow = start; ow < geometry.OutputWidth; ow++)
        {
            Edge(geometry, x, lines, patterns, relu, ow, y);
        }
    }

    /// <summary>Outputs that the same tap columns reach, as one run of floats; the last vector may overlap the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(
        DepthwiseGeometry geometry, float* x, nint* lines, float* patterns, bool relu, int start, int end, int firstTap, int endTap, float* y)
    {
        int channels = geometry.Channels, width = TLanes.Width, kernelWidth = geometry.KernelWidth, pattern = PatternLength(channels);
        int kernelHeight = geometry.KernelHeight, taps = endTap - firstTap, length = (end - start) * channels;
        nint tapStep = geometry.TapStep;
        x += ((nint)start * channels) + geometry.Shift + (firstTap * tapStep);
        y += (nint)start * channels;
        int phase = 0;
        int at = 0;
        while (at < length)
        {
            bool block = at + (Block * width) <= length;
            if (!block && at + width > length)
            {
                at = length - width;
                phase = at % channels;
            }

            float* bias = patterns + phase + ((nint)geometry.Taps * pattern);
            float* weight = patterns + phase + ((nint)firstTap * pattern);
            TVector s0 = TLanes.Load(bias), s1 = TLanes.Load(bias + width), s2 = TLanes.Load(bias + (2 * width)), s3 = TLanes.Load(bias + (3 * width));
            for (int kh = 0; kh < kernelHeight; kh++, weight += kernelWidth * (nint)pattern)
            {
                nint line = lines[kh];
                if (line < 0)
                {
                    continue;
                }

                float* from = x + line + at;
                float* w = weight;
                if (block)
                {
                    for (int kw = taps; kw > 0; kw--, from += tapStep, w += pattern)
                    {
                        s0 = TLanes.MultiplyAdd(TLanes.Load(from), TLanes.Load(w), s0);
                        s1 = TLanes.MultiplyAdd(TLanes.Load(from + width), TLanes.Load(w + width), s1);
                        s2 = TLanes.MultiplyAdd(TLanes.Load(from + (2 * width)), TLanes.Load(w + (2 * width)), s2);
                        s3 = TLanes.MultiplyAdd(TLanes.Load(from + (3 * width)), TLanes.Load(w + (3 * width)), s3);
                    }
                }
                else
                {
                    for (int kw = taps; kw > 0; kw--, from += tapStep, w += pattern)
                    {
                        s0 = TLanes.MultiplyAdd(TLanes.Load(from), TLanes.Load(w), s0);
                    }
                }
            }

            Emit(s0, relu, y + at);
            if (block)
            {
                Emit(s1, relu, y + at + width);
                Emit(s2, relu, y + at + (2 * width));
                Emit(s3, relu, y + at + (3 * width));
            }

            int step = block ? Block * width : width;
            at += step;
            phase = (phase + step) % channels;
        }
    }

    private static void Edge(DepthwiseGeometry geometry, float* x, nint* lines, float* patterns, bool relu, int ow, float* y)
    {
        if (geometry.Even && geometry.Channels >= TLanes.Width)
        {
            (int first, int end) = geometry.TapsOf(ow);
            Run(geometry, x, lines, patterns, relu, ow, ow + 1, first, end, y);
            return;
        }

        int c = Channels<TVector, TLanes>(geometry, x, lines, patterns, relu, ow, 0, y);
        if (c < geometry.Channels && Vector128.IsHardwareAccelerated)
        {
            c = Channels<Vector128<float>, Lanes128>(geometry, x, lines, patterns, relu, ow, c, y);
        }

        Channels<float, Lanes1>(geometry, x, lines, patterns, relu, ow, c, y);
    }

    /// <summary>One output, as many of its channels from <paramref name="channel"/> on as fill vectors; returns the first left over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Channels<TPart, TPartLanes>(
        DepthwiseGeometry geometry, float* x, nint* lines, float* patterns, bool relu, int ow, int channel, float* y)
        where TPart : struct
        where TPartLanes : struct, ILanes<TPart>
    {
        int pattern = PatternLength(geometry.Channels), kernelWidth = geometry.KernelWidth, kernelHeight = geometry.KernelHeight;
        for (; channel + TPartLanes.Width <= geometry.Channels; channel += TPartLanes.Width)
        {
            float* weight = patterns + channel;
            TPart sum = TPartLanes.Load(weight + ((nint)geometry.Taps * pattern));
            for (int kh = 0; kh < kernelHeight; kh++)
            {
                nint line = lines[kh];
                for (int kw = 0; kw < kernelWidth; kw++, weight += pattern)
                {
                    int column = geometry.Column(ow, kw);
                    if (line >= 0 && column >= 0)
                    {
                        sum = TPartLanes.MultiplyAdd(TPartLanes.Load(x + line + ((nint)column * geometry.Channels) + channel), TPartLanes.Load(weight), sum);
                    }
                }
            }

            TPartLanes.Store(relu ? TPartLanes.Rectify(sum) : sum, y + ((nint)ow * geometry.Channels) + channel);
        }

        return channel;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Emit(TVector value, bool relu, float* to) => TLanes.Store(relu ? TLanes.Rectify(value) : value, to);
}
