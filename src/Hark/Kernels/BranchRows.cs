using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>How a row of positions and channels is gone through: whole vectors, and a last one that overlaps the one before.</summary>
/// <param name="Length">Floats of the row, a vector at least.</param>
/// <param name="Period">Floats after which the channels' numbers repeat on a vector's boundary.</param>
/// <param name="Phase">Where in the pattern the overlapping vector begins.</param>
/// <param name="Tail">That vector's mask, [width]: 0 where the one before has been, else 1; null where vectors fit without it.</param>
internal readonly unsafe record struct BranchRow(int Length, int Period, int Phase, nint Tail);

/// <summary>
/// What <see cref="FrequencyBranchKernel"/> does row by row. All begin with the convolution of three taps over height, c = Σ x_t · weight[t] +
/// weight[3], which is made anew wherever it is needed: three products cost less than fetching it from memory.
/// </summary>
internal static unsafe class BranchRows<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>y = c, added to y where <paramref name="add"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convolve((nint X0, nint X1, nint X2) x, BranchRow row, float* weights, bool add, float* y)
    {
        int width = TLanes.Width, period = row.Period, length = row.Length;
        for (int v = 0; v < period; v += width)
        {
            Taps taps = new(weights + v, period);
            for (int i = v; i + width <= length; i += period)
            {
                TVector c = taps.At(x, i);
                TLanes.Store(add ? TLanes.Add(TLanes.Load(y + i), c) : c, y + i);
            }
        }

        if (row.Tail != 0)
        {
            int at = length - width;
            TVector c = new Taps(weights + row.Phase, period).At(x, at);
            TLanes.Store(add ? TLanes.MultiplyAdd(c, TLanes.Load((float*)row.Tail), TLanes.Load(y + at)) : c, y + at);
        }
    }

    /// <summary>y = c + r, then max(0, ·) where <paramref name="relu"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum((nint X0, nint X1, nint X2) x, BranchRow row, float* weights, float* r, bool relu, float* y)
    {
        int width = TLanes.Width, period = row.Period, length = row.Length;
        TVector least = TLanes.Broadcast(relu ? 0 : float.NegativeInfinity);
        for (int v = 0; v < period; v += width)
        {
            Taps taps = new(weights + v, period);
            for (int i = v; i + width <= length; i += period)
            {
                TLanes.Store(TLanes.Max(TLanes.Add(taps.At(x, i), TLanes.Load(r + i)), least), y + i);
            }
        }

        if (row.Tail != 0)
        {
            int at = length - width;
            TVector c = new Taps(weights + row.Phase, period).At(x, at);
            TLanes.Store(TLanes.Max(TLanes.Add(c, TLanes.Load(r + at)), least), y + at);
        }
    }

    /// <summary>dy set to zero where y is not positive, if y is given; sum += dy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mask(float* y, float* dy, BranchRow row, float* sum)
    {
        int width = TLanes.Width, length = row.Length, i = 0;
        for (; i + width <= length; i += width)
        {
            TVector d = TLanes.Load(dy + i);
            if (y != null)
            {
                d = TLanes.SelectGreater(TLanes.Load(y + i), default, d, default);
                TLanes.Store(d, dy + i);
            }

            TLanes.Store(TLanes.Add(TLanes.Load(sum + i), d), sum + i);
        }

        for (; i < length; i++)
        {
            dy[i] = y == null || y[i] > 0 ? dy[i] : 0;
            sum[i] += dy[i];
        }
    }

    /// <summary>first += Σ (c − origin), second += Σ (c − origin)².</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddSquares((nint X0, nint X1, nint X2) x, BranchRow row, float* weights, float* origin, float* first, float* second)
    {
        int width = TLanes.Width, period = row.Period, length = row.Length;
        for (int v = 0; v < period; v += width)
        {
            Taps taps = new(weights + v, period, origin + v);
            TVector f0 = TLanes.Load(first + v), s0 = TLanes.Load(second + v), f1 = default, s1 = default;
            int i = v;
            for (; i + period + width <= length; i += 2 * period)
            {
                TVector c0 = taps.At(x, i), c1 = taps.At(x, i + period);
                (f0, f1) = (TLanes.Add(f0, c0), TLanes.Add(f1, c1));
                (s0, s1) = (TLanes.MultiplyAdd(c0, c0, s0), TLanes.MultiplyAdd(c1, c1, s1));
            }

            if (i + width <= length)
            {
                TVector c = taps.At(x, i);
                (f0, s0) = (TLanes.Add(f0, c), TLanes.MultiplyAdd(c, c, s0));
            }

            TLanes.Store(TLanes.Add(f0, f1), first + v);
            TLanes.Store(TLanes.Add(s0, s1), second + v);
        }

        if (row.Tail != 0)
        {
            float* f = first + row.Phase, s = second + row.Phase;
            TVector c = TLanes.Multiply(new Taps(weights + row.Phase, period, origin + row.Phase).At(x, length - width), TLanes.Load((float*)row.Tail));
            TLanes.Store(TLanes.Add(TLanes.Load(f), c), f);
            TLanes.Store(TLanes.MultiplyAdd(c, c, TLanes.Load(s)), s);
        }
    }

    /// <summary>With d = dy + share · r: first += Σ d, second += Σ d (c − origin).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddProducts(
        (nint X0, nint X1, nint X2) x, BranchRow row, float* weights, float* origin, float* dy, float* r, float share, float* first, float* second)
    {
        int width = TLanes.Width, period = row.Period, length = row.Length;
        TVector some = TLanes.Broadcast(share);
        for (int v = 0; v < period; v += width)
        {
            Taps taps = new(weights + v, period, origin + v);
            TVector f0 = TLanes.Load(first + v), s0 = TLanes.Load(second + v), f1 = default, s1 = default;
            int i = v;
            for (; i + period + width <= length; i += 2 * period)
            {
                int next = i + period;
                TVector d0 = TLanes.MultiplyAdd(TLanes.Load(r + i), some, TLanes.Load(dy + i));
                TVector d1 = TLanes.MultiplyAdd(TLanes.Load(r + next), some, TLanes.Load(dy + next));
                (f0, f1) = (TLanes.Add(f0, d0), TLanes.Add(f1, d1));
                (s0, s1) = (TLanes.MultiplyAdd(d0, taps.At(x, i), s0), TLanes.MultiplyAdd(d1, taps.At(x, next), s1));
            }

            if (i + width <= length)
            {
                TVector d = TLanes.MultiplyAdd(TLanes.Load(r + i), some, TLanes.Load(dy + i));
                (f0, s0) = (TLanes.Add(f0, d), TLanes.MultiplyAdd(d, taps.At(x, i), s0));
            }

            TLanes.Store(TLanes.Add(f0, f1), first + v);
            TLanes.Store(TLanes.Add(s0, s1), second + v);
        }

        if (row.Tail != 0)
        {
            int at = length - width;
            float* f = first + row.Phase, s = second + row.Phase;
            TVector d = TLanes.Multiply(TLanes.MultiplyAdd(TLanes.Load(r + at), some, TLanes.Load(dy + at)), TLanes.Load((float*)row.Tail));
            TLanes.Store(TLanes.Add(TLanes.Load(f), d), f);
            TLanes.Store(TLanes.MultiplyAdd(d, new Taps(weights + row.Phase, period, origin + row.Phase).At(x, at), TLanes.Load(s)), s);
        }
    }

    /// <summary>dc = scale · (dy + share · r) + c, and sums[t] += Σ x_t · dc.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(
        (nint X0, nint X1, nint X2) x, BranchRow row, float* weights, float* scale, float* dy, float* r, float share, float* dc, float* sums)
    {
        int width = TLanes.Width, period = row.Period, length = row.Length;
        float* x0 = (float*)x.X0, x1 = (float*)x.X1, x2 = (float*)x.X2;
        TVector some = TLanes.Broadcast(share);
        for (int v = 0; v < period; v += width)
        {
            Taps taps = new(weights + v, period);
            TVector times = TLanes.Load(scale + v);
            float* s = sums + v, s1 = s + period, s2 = s1 + period;
            TVector a0 = TLanes.Load(s), a1 = TLanes.Load(s1), a2 = TLanes.Load(s2), b0 = default, b1 = default, b2 = default;
            int i = v;
            for (; i + period + width <= length; i += 2 * period)
            {
                int next = i + period;
                TVector p0 = TLanes.Load(x0 + i), p1 = TLanes.Load(x1 + i), p2 = TLanes.Load(x2 + i);
                TVector q0 = TLanes.Load(x0 + next), q1 = TLanes.Load(x1 + next), q2 = TLanes.Load(x2 + next);
                TVector d = TLanes.MultiplyAdd(TLanes.MultiplyAdd(TLanes.Load(r + i), some, TLanes.Load(dy + i)), times, taps.Of(p0, p1, p2));
                TVector e = TLanes.MultiplyAdd(TLanes.MultiplyAdd(TLanes.Load(r + next), some, TLanes.Load(dy + next)), times, taps.Of(q0, q1, q2));
                TLanes.Store(d, dc + i);
                TLanes.Store(e, dc + next);
                (a0, a1, a2) = (TLanes.MultiplyAdd(p0, d, a0), TLanes.MultiplyAdd(p1, d, a1), TLanes.MultiplyAdd(p2, d, a2));
                (b0, b1, b2) = (TLanes.MultiplyAdd(q0, e, b0), TLanes.MultiplyAdd(q1, e, b1), TLanes.MultiplyAdd(q2, e, b2));
            }

            if (i + width <= length)
            {
                TVector p0 = TLanes.Load(x0 + i), p1 = TLanes.Load(x1 + i), p2 = TLanes.Load(x2 + i);
                TVector d = TLanes.MultiplyAdd(TLanes.MultiplyAdd(TLanes.Load(r + i), some, TLanes.Load(dy + i)), times, taps.Of(p0, p1, p2));
                TLanes.Store(d, dc + i);
                (a0, a1, a2) = (TLanes.MultiplyAdd(p0, d, a0), TLanes.MultiplyAdd(p1, d, a1), TLanes.MultiplyAdd(p2, d, a2));
            }

            TLanes.Store(TLanes.Add(a0, b0), s);
            TLanes.Store(TLanes.Add(a1, b1), s1);
            TLanes.Store(TLanes.Add(a2, b2), s2);
        }

        if (row.Tail != 0)
        {
            int at = length - width;
            float* s = sums + row.Phase, s1 = s + period, s2 = s1 + period;
            TVector p0 = TLanes.Load(x0 + at), p1 = TLanes.Load(x1 + at), p2 = TLanes.Load(x2 + at);
            TVector d = TLanes.MultiplyAdd(TLanes.Load(r + at), some, TLanes.Load(dy + at));
            d = TLanes.MultiplyAdd(d, TLanes.Load(scale + row.Phase), new Taps(weights + row.Phase, period).Of(p0, p1, p2));
            TLanes.Store(d, dc + at);
            d = TLanes.Multiply(d, TLanes.Load((float*)row.Tail));
            TLanes.Store(TLanes.MultiplyAdd(p0, d, TLanes.Load(s)), s);
            TLanes.Store(TLanes.MultiplyAdd(p1, d, TLanes.Load(s1)), s1);
            TLanes.Store(TLanes.MultiplyAdd(p2, d, TLanes.Load(s2)), s2);
        }
    }

    /// <summary>The weights of one vector of a pattern [4: three taps, bias][period], in registers.</summary>
    private readonly struct Taps
    {
        private readonly TVector _w0;
        private readonly TVector _w1;
        private readonly TVector _w2;
        private readonly TVector _bias;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Taps(float* weights, int period)
        {
            (_w0, _w1) = (TLanes.Load(weights), TLanes.Load(weights + period));
            (_w2, _bias) = (TLanes.Load(weights + (2 * period)), TLanes.Load(weights + (3 * period)));
        }

        /// <summary>With −<paramref name="origin"/> for the bias.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Taps(float* weights, int period, float* origin)
        {
            (_w0, _w1) = (TLanes.Load(weights), TLanes.Load(weights + period));
            (_w2, _bias) = (TLanes.Load(weights + (2 * period)), TLanes.Subtract(default, TLanes.Load(origin)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector At((nint X0, nint X1, nint X2) x, int i) => Of(TLanes.Load((float*)x.X0 + i), TLanes.Load((float*)x.X1 + i), TLanes.Load((float*)x.X2 + i));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Of(TVector x0, TVector x1, TVector x2) => TLanes.MultiplyAdd(x2, _w2, TLanes.MultiplyAdd(x1, _w1, TLanes.MultiplyAdd(x0, _w0, _bias)));
    }
}
