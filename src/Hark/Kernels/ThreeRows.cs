using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>
/// The depthwise convolution of three taps over height: an output row is the sum of three input rows, each times its channels' weights. The
/// weights of four vectors stand in registers while a row is gone through; see <see cref="ChannelPattern{TVector, TLanes}"/>.
/// </summary>
internal static unsafe class ThreeRows<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>y[i] = bias[i] + Σ x_t[i] · weight[t, i mod period], then max(0, ·) where <paramref name="relu"/>.</summary>
    /// <param name="x">Three rows.</param>
    /// <param name="length">Floats of a row.</param>
    /// <param name="period">Floats after which weights repeat.</param>
    /// <param name="weights">[4: three taps, bias][period].</param>
    /// <param name="relu">Whether to clamp.</param>
    /// <param name="add">Whether y is added to, instead of overwritten.</param>
    /// <param name="y">The row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convolve((nint X0, nint X1, nint X2) x, int length, int period, float* weights, bool relu, bool add, float* y)
    {
        float* x0 = (float*)x.X0, x1 = (float*)x.X1, x2 = (float*)x.X2;
        int width = TLanes.Width, whole = length - (length % period);
        TVector least = TLanes.Broadcast(relu ? 0 : float.NegativeInfinity);
        for (int v = 0; v < period && whole > 0; v += 2 * width)
        {
            float* w = weights + v;
            TVector w00 = TLanes.Load(w), w01 = TLanes.Load(w + width);
            TVector w10 = TLanes.Load(w + period), w11 = TLanes.Load(w + period + width);
            TVector w20 = TLanes.Load(w + (2 * period)), w21 = TLanes.Load(w + (2 * period) + width);
            TVector b0 = TLanes.Load(w + (3 * period)), b1 = TLanes.Load(w + (3 * period) + width);
            for (int i = v; i < whole; i += period)
            {
                TVector s0 = TLanes.MultiplyAdd(TLanes.Load(x0 + i), w00, b0), s1 = TLanes.MultiplyAdd(TLanes.Load(x0 + i + width), w01, b1);
                s0 = TLanes.MultiplyAdd(TLanes.Load(x1 + i), w10, s0);
                s1 = TLanes.MultiplyAdd(TLanes.Load(x1 + i + width), w11, s1);
                s0 = TLanes.Max(TLanes.MultiplyAdd(TLanes.Load(x2 + i), w20, s0), least);
                s1 = TLanes.Max(TLanes.MultiplyAdd(TLanes.Load(x2 + i + width), w21, s1), least);
                TLanes.Store(add ? TLanes.Add(TLanes.Load(y + i), s0) : s0, y + i);
                TLanes.Store(add ? TLanes.Add(TLanes.Load(y + i + width), s1) : s1, y + i + width);
            }
        }

        int at = whole;
        for (; at + width <= length; at += width)
        {
            float* w = weights + (at - whole);
            TVector s = TLanes.MultiplyAdd(TLanes.Load(x0 + at), TLanes.Load(w), TLanes.Load(w + (3 * period)));
            s = TLanes.MultiplyAdd(TLanes.Load(x1 + at), TLanes.Load(w + period), s);
            s = TLanes.Max(TLanes.MultiplyAdd(TLanes.Load(x2 + at), TLanes.Load(w + (2 * period)), s), least);
            TLanes.Store(add ? TLanes.Add(TLanes.Load(y + at), s) : s, y + at);
        }

        for (; at < length; at++)
        {
            float* w = weights + (at - whole);
            float s = w[3 * period] + (x0[at] * w[0]) + (x1[at] * w[period]) + (x2[at] * w[2 * period]);
            s = relu ? MathF.Max(0, s) : s;
            y[at] = add ? y[at] + s : s;
        }
    }

    /// <summary>sums[t, i mod period] += x_t[i] · dy[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddGradient((nint X0, nint X1, nint X2) x, float* dy, int length, int period, float* sums)
    {
        float* x0 = (float*)x.X0, x1 = (float*)x.X1, x2 = (float*)x.X2;
        int width = TLanes.Width, whole = length - (length % period);
        for (int v = 0; v < period && whole > 0; v += 4 * width)
        {
            float* s = sums + v, s1 = s + period, s2 = s1 + period;
            TVector a0 = TLanes.Load(s), a1 = TLanes.Load(s + width), a2 = TLanes.Load(s + (2 * width)), a3 = TLanes.Load(s + (3 * width));
            TVector b0 = TLanes.Load(s1), b1 = TLanes.Load(s1 + width), b2 = TLanes.Load(s1 + (2 * width)), b3 = TLanes.Load(s1 + (3 * width));
            TVector c0 = TLanes.Load(s2), c1 = TLanes.Load(s2 + width), c2 = TLanes.Load(s2 + (2 * width)), c3 = TLanes.Load(s2 + (3 * width));
            for (int i = v; i < whole; i += period)
            {
                float* d = dy + i, p = x0 + i, q = x1 + i, r = x2 + i;
                TVector d0 = TLanes.Load(d), d1 = TLanes.Load(d + width), d2 = TLanes.Load(d + (2 * width)), d3 = TLanes.Load(d + (3 * width));
                a0 = TLanes.MultiplyAdd(TLanes.Load(p), d0, a0);
                a1 = TLanes.MultiplyAdd(TLanes.Load(p + width), d1, a1);
                a2 = TLanes.MultiplyAdd(TLanes.Load(p + (2 * width)), d2, a2);
                a3 = TLanes.MultiplyAdd(TLanes.Load(p + (3 * width)), d3, a3);
                b0 = TLanes.MultiplyAdd(TLanes.Load(q), d0, b0);
                b1 = TLanes.MultiplyAdd(TLanes.Load(q + width), d1, b1);
                b2 = TLanes.MultiplyAdd(TLanes.Load(q + (2 * width)), d2, b2);
                b3 = TLanes.MultiplyAdd(TLanes.Load(q + (3 * width)), d3, b3);
                c0 = TLanes.MultiplyAdd(TLanes.Load(r), d0, c0);
                c1 = TLanes.MultiplyAdd(TLanes.Load(r + width), d1, c1);
                c2 = TLanes.MultiplyAdd(TLanes.Load(r + (2 * width)), d2, c2);
                c3 = TLanes.MultiplyAdd(TLanes.Load(r + (3 * width)), d3, c3);
            }

            ChannelPattern<TVector, TLanes>.Store(a0, a1, a2, a3, s);
            ChannelPattern<TVector, TLanes>.Store(b0, b1, b2, b3, s1);
            ChannelPattern<TVector, TLanes>.Store(c0, c1, c2, c3, s2);
        }

        int at = whole;
        for (; at + width <= length; at += width)
        {
            float* s = sums + (at - whole);
            TVector d = TLanes.Load(dy + at);
            TLanes.Store(TLanes.MultiplyAdd(TLanes.Load(x0 + at), d, TLanes.Load(s)), s);
            TLanes.Store(TLanes.MultiplyAdd(TLanes.Load(x1 + at), d, TLanes.Load(s + period)), s + period);
            TLanes.Store(TLanes.MultiplyAdd(TLanes.Load(x2 + at), d, TLanes.Load(s + (2 * period))), s + (2 * period));
        }

        for (; at < length; at++)
        {
            float* s = sums + (at - whole);
            s[0] += x0[at] * dy[at];
            s[period] += x1[at] * dy[at];
            s[2 * period] += x2[at] * dy[at];
        }
    }
}
