using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>
/// Numbers of channels, repeated until they fill whole groups of four vectors: along a channels-last run the same group comes round again
/// every <see cref="Period"/> floats, so that vectors are full whatever the number of channels.
/// </summary>
internal static unsafe class ChannelPattern<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>Vectors of a group, worked on side by side.</summary>
    public const int Group = 4;

    /// <summary>The least common multiple of the channels and the floats of a group.</summary>
    public static int Period(int channels)
    {
        (int a, int b) = (channels, Group * TLanes.Width);
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return channels / a * Group * TLanes.Width;
    }

    /// <summary>pattern[i] = values[i mod channels].</summary>
    public static void Repeat(ReadOnlySpan<float> values, Span<float> pattern)
    {
        for (int at = 0; at < pattern.Length; at += values.Length)
        {
            values.CopyTo(pattern[at..]);
        }
    }

    /// <summary>to[c] += Σ over the repetitions of channel c.</summary>
    public static void Fold(ReadOnlySpan<float> pattern, Span<float> to)
    {
        for (int at = 0; at < pattern.Length; at += to.Length)
        {
            Elementwise.Apply<Sum>(pattern.Slice(at, to.Length), to, to);
        }
    }

    /// <summary>first += Σ (x − origin), second += Σ (x − origin)², each place of the pattern for itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddSquares(float* x, int length, int period, float* origin, float* first, float* second)
    {
        int width = TLanes.Width, whole = length - (length % period), v = 0;
        for (; v < period && whole > 0; v += Group * width)
        {
            float* o = origin + v, f = first + v, s = second + v;
            TVector o0 = TLanes.Load(o), o1 = TLanes.Load(o + width), o2 = TLanes.Load(o + (2 * width)), o3 = TLanes.Load(o + (3 * width));
            TVector f0 = TLanes.Load(f), f1 = TLanes.Load(f + width), f2 = TLanes.Load(f + (2 * width)), f3 = TLanes.Load(f + (3 * width));
            TVector s0 = TLanes.Load(s), s1 = TLanes.Load(s + width), s2 = TLanes.Load(s + (2 * width)), s3 = TLanes.Load(s + (3 * width));
            for (int i = v; i < whole; i += period)
            {
                float* from = x + i;
                TVector x0 = TLanes.Subtract(TLanes.Load(from), o0), x1 = TLanes.Subtract(TLanes.Load(from + width), o1);
                TVector x2 = TLanes.Subtract(TLanes.Load(from + (2 * width)), o2), x3 = TLanes.Subtract(TLanes.Load(from + (3 * width)), o3);
                (f0, f1, f2, f3) = (TLanes.Add(f0, x0), TLanes.Add(f1, x1), TLanes.Add(f2, x2), TLanes.Add(f3, x3));
                s0 = TLanes.MultiplyAdd(x0, x0, s0);
                s1 = TLanes.MultiplyAdd(x1, x1, s1);
                s2 = TLanes.MultiplyAdd(x2, x2, s2);
                s3 = TLanes.MultiplyAdd(x3, x3, s3);
            }

            Store(f0, f1, f2, f3, f);
            Store(s0, s1, s2, s3, s);
        }

        int at = whole;
        for (; at + width <= length; at += width)
        {
            float* f = first + (at - whole), s = second + (at - whole);
            TVector centred = TLanes.Subtract(TLanes.Load(x + at), TLanes.Load(origin + (at - whole)));
            TLanes.Store(TLanes.Add(TLanes.Load(f), centred), f);
            TLanes.Store(TLanes.MultiplyAdd(centred, centred, TLanes.Load(s)), s);
        }

        for (; at < length; at++)
        {
            float centred = x[at] - origin[at - whole];
            first[at - whole] += centred;
            second[at - whole] += centred * centred;
        }
    }

    /// <summary>first += Σ dy, second += Σ dy (x − origin); where <paramref name="relu"/>, of the dy at which x · scale + shift is positive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddProducts(
        float* x, float* dy, int length, int period, float* scale, float* shift, bool relu, float* origin, float* first, float* second)
    {
        int width = TLanes.Width, whole = length - (length % period);
        TVector least = TLanes.Broadcast(relu ? 0 : float.NegativeInfinity);
        for (int v = 0; v < period && whole > 0; v += 2 * width)
        {
            float* f = first + v, s = second + v;
            TVector o0 = TLanes.Load(origin + v), o1 = TLanes.Load(origin + v + width);
            TVector a0 = TLanes.Load(scale + v), a1 = TLanes.Load(scale + v + width), b0 = TLanes.Load(shift + v), b1 = TLanes.Load(shift + v + width);
            TVector f0 = TLanes.Load(f), f1 = TLanes.Load(f + width), s0 = TLanes.Load(s), s1 = TLanes.Load(s + width);
            for (int i = v; i < whole; i += period)
            {
                TVector x0 = TLanes.Load(x + i), x1 = TLanes.Load(x + i + width);
                TVector d0 = TLanes.SelectGreater(TLanes.MultiplyAdd(x0, a0, b0), least, TLanes.Load(dy + i), default);
                TVector d1 = TLanes.SelectGreater(TLanes.MultiplyAdd(x1, a1, b1), least, TLanes.Load(dy + i + width), default);
                (f0, f1) = (TLanes.Add(f0, d0), TLanes.Add(f1, d1));
                s0 = TLanes.MultiplyAdd(d0, TLanes.Subtract(x0, o0), s0);
                s1 = TLanes.MultiplyAdd(d1, TLanes.Subtract(x1, o1), s1);
            }

            TLanes.Store(f0, f);
            TLanes.Store(f1, f + width);
            TLanes.Store(s0, s);
            TLanes.Store(s1, s + width);
        }

        int at = whole;
        for (; at + width <= length; at += width)
        {
            int p = at - whole;
            TVector value = TLanes.Load(x + at);
            TVector d = TLanes.SelectGreater(TLanes.MultiplyAdd(value, TLanes.Load(scale + p), TLanes.Load(shift + p)), least, TLanes.Load(dy + at), default);
            TLanes.Store(TLanes.Add(TLanes.Load(first + p), d), first + p);
            TLanes.Store(TLanes.MultiplyAdd(d, TLanes.Subtract(value, TLanes.Load(origin + p)), TLanes.Load(second + p)), second + p);
        }

        for (; at < length; at++)
        {
            int p = at - whole;
            float d = relu && !((x[at] * scale[p]) + shift[p] > 0) ? 0 : dy[at];
            first[p] += d;
            second[p] += d * (x[at] - origin[p]);
        }
    }

    /// <summary>y = x · scale + shift, then max(0, ·) where <paramref name="relu"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Line(float* x, int length, int period, float* scale, float* shift, bool relu, float* y)
    {
        int width = TLanes.Width;
        TVector least = TLanes.Broadcast(relu ? 0 : float.NegativeInfinity);
        for (int start = 0; start < length; start += period, x += period, y += period)
        {
            int run = Math.Min(period, length - start), i = 0;
            for (; i + width <= run; i += width)
            {
                TVector line = TLanes.MultiplyAdd(TLanes.Load(x + i), TLanes.Load(scale + i), TLanes.Load(shift + i));
                TLanes.Store(TLanes.Max(line, least), y + i);
            }

            for (; i < run; i++)
            {
                float line = (x[i] * scale[i]) + shift[i];
                y[i] = relu ? MathF.Max(0, line) : line;
            }
        }
    }

    /// <summary>dx = dy · scale + x · slope + backShift; where <paramref name="relu"/>, of the dy at which x · scale + shift is positive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Plane(
        float* x, float* dy, int length, int period, (nint Scale, nint Shift) line, (nint Slope, nint BackShift) plane, bool relu, float* dx)
    {
        float* scale = (float*)line.Scale, shift = (float*)line.Shift, slope = (float*)plane.Slope, backShift = (float*)plane.BackShift;
        int width = TLanes.Width;
        TVector least = TLanes.Broadcast(relu ? 0 : float.NegativeInfinity);
        for (int start = 0; start < length; start += period, x += period, dy += period, dx += period)
        {
            int run = Math.Min(period, length - start), i = 0;
            for (; i + width <= run; i += width)
            {
                TVector value = TLanes.Load(x + i), factor = TLanes.Load(scale + i);
                TVector d = TLanes.SelectGreater(TLanes.MultiplyAdd(value, factor, TLanes.Load(shift + i)), least, TLanes.Load(dy + i), default);
                TLanes.Store(TLanes.MultiplyAdd(d, factor, TLanes.MultiplyAdd(value, TLanes.Load(slope + i), TLanes.Load(backShift + i))), dx + i);
            }

            for (; i < run; i++)
            {
                float d = relu && !((x[i] * scale[i]) + shift[i] > 0) ? 0 : dy[i];
                dx[i] = (d * scale[i]) + (x[i] * slope[i]) + backShift[i];
            }
        }
    }

    /// <summary>Stores a group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TVector v0, TVector v1, TVector v2, TVector v3, float* to)
    {
        TLanes.Store(v0, to);
        TLanes.Store(v1, to + TLanes.Width);
        TLanes.Store(v2, to + (2 * TLanes.Width));
        TLanes.Store(v3, to + (3 * TLanes.Width));
    }
}
