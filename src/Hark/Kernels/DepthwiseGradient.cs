using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>
/// The weight gradient of a depthwise convolution, row by row. Sums are kept for a run of floats in which channels repeat, a whole number
/// of vectors long, and folded onto the channels at the end.
/// </summary>
internal static unsafe class DepthwiseGradient<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>Floats of one tap's sums.</summary>
    public static int Period(int channels) => ChannelPattern<TVector, TLanes>.Period(channels);

    /// <summary>sums [taps + 1, period] += the share of dy's row <paramref name="row"/>; the last line is the bias gradient, where one is asked for.</summary>
    public static void AddRow(DepthwiseGeometry geometry, float* x, float* dy, int row, bool bias, float* sums)
    {
        int channels = geometry.Channels, period = Period(channels);
        dy += (nint)row * geometry.OutputRow;
        if (bias)
        {
            AddRun(null, dy, geometry.OutputRow, period, sums + ((nint)geometry.Taps * period));
        }

        for (int kh = 0; kh < geometry.KernelHeight; kh++)
        {
            nint line = geometry.Line(row, kh);
            for (int kw = 0; kw < geometry.KernelWidth && line >= 0; kw++)
            {
                float* tap = sums + ((((nint)kh * geometry.KernelWidth) + kw) * period);
                if (geometry.Even)
                {
                    (int start, int end) = geometry.Reach(kw);
                    nint shift = ((nint)kw * geometry.TapStep) + geometry.Shift;
                    nint at = (nint)start * channels;
                    AddRun(x + line + at + shift, dy + at, (end - start) * channels, period, tap);
                    continue;
                }

                for (int ow = 0; ow < geometry.OutputWidth; ow++)
                {
                    int column = geometry.Column(ow, kw);
                    if (column >= 0)
                    {
                        AddRun(x + line + ((nint)column * channels), dy + ((nint)ow * channels), channels, period, tap);
                    }
                }
            }
        }
    }

    /// <summary>to[c] += Σ over the repetitions of channel c in a tap's sums.</summary>
    public static void Fold(float* sums, int channels, float* to)
    {
        for (int at = 0; at < Period(channels); at += channels)
        {
            VectorLoops<TVector, TLanes>.AddTo(sums + at, to, channels);
        }
    }

    /// <summary>sums[i mod period] += x[i] · dy[i], with 1 for x where it is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRun(float* x, float* dy, int length, int period, float* sums)
    {
        int width = TLanes.Width;
        int whole = length - (length % width);
        int v = 0;
        for (; v + (4 * width) <= period && period <= whole; v += 4 * width)
        {
            AddFour(x, dy, whole, period, v, sums + v);
        }

        for (; v < period; v += width)
        {
            TVector sum = TLanes.Load(sums + v);
            for (int i = v; i < whole; i += period)
            {
                TVector d = TLanes.Load(dy + i);
                sum = x == null ? TLanes.Add(sum, d) : TLanes.MultiplyAdd(TLanes.Load(x + i), d, sum);
            }

            TLanes.Store(sum, sums + v);
        }

        for (int i = whole; i < length; i++)
        {
            sums[i % period] += x == null ? dy[i] : x[i] * dy[i];
        }
    }

    /// <summary>Four vectors of the period side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFour(float* x, float* dy, int whole, int period, int first, float* sums)
    {
        int width = TLanes.Width;
        TVector s0 = TLanes.Load(sums), s1 = TLanes.Load(sums + width), s2 = TLanes.Load(sums + (2 * width)), s3 = TLanes.Load(sums + (3 * width));
        int i = first;
        for (; i + (4 * width) <= whole; i += period)
        {
            float* d = dy + i;
            if (x == null)
            {
                s0 = TLanes.Add(s0, TLanes.Load(d));
                s1 = TLanes.Add(s1, TLanes.Load(d + width));
                s2 = TLanes.Add(s2, TLanes.Load(d + (2 * width)));
                s3 = TLanes.Add(s3, TLanes.Load(d + (3 * width)));
                continue;
            }

            float* a = x + i;
            s0 = TLanes.MultiplyAdd(TLanes.Load(a), TLanes.Load(d), s0);
            s1 = TLanes.MultiplyAdd(TLanes.Load(a + width), TLanes.Load(d + width), s1);
            s2 = TLanes.MultiplyAdd(TLanes.Load(a + (2 * width)), TLanes.Load(d + (2 * width)), s2);
            s3 = TLanes.MultiplyAdd(TLanes.Load(a + (3 * width)), TLanes.Load(d + (3 * width)), s3);
        }

        TLanes.Store(s0, sums);
        TLanes.Store(s1, sums + width);
        TLanes.Store(s2, sums + (2 * width));
        TLanes.Store(s3, sums + (3 * width));

        // The last, cut period: fewer than four vectors.
        for (; i < whole; i += width, sums += width)
        {
            TVector d = TLanes.Load(dy + i);
            TLanes.Store(TLanes.Add(TLanes.Load(sums), x == null ? d : TLanes.Multiply(TLanes.Load(x + i), d)), sums);
        }
    }
}
