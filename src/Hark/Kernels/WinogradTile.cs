using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>
/// Nine taps on a plane by Winograd's F(4 × 4, 3 × 3): a tile of 6 × 6 inputs gives 4 × 4 outputs, by 36 products in place of 144.
/// </summary>
/// <remarks>
/// Lavin and Gray 2015, arXiv 1509.09308, but interpolated at 0, ±√½, ±√2 and infinity: balanced points cost no more than 0, ±1, ±2 and
/// bound the rounding error to a quarter of theirs. The one-dimensional form is applied along rows, then along columns.
/// </remarks>
internal readonly unsafe struct WinogradTile<TVector, TLanes> : ITileTransform
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private const int Side = 6;
    private const float Near = 0.70710678f;
    private const float Far = 1.41421356f;

    public static int Points => Side * Side;

    public static int KernelHeight => 3;

    public static int KernelWidth => 3;

    public static int OutputHeight => 4;

    public static int OutputWidth => 4;

    public static int ScratchLength => Side * Side * 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input(float* from, nint rowStep, nint columnStep, float* to, nint pointStep, float* scratch)
    {
        nint line = Side * TLanes.Width;
        for (int r = 0; r < Side; r++)
        {
            InputLine(from + (r * rowStep), columnStep, scratch + (r * line), TLanes.Width);
        }

        for (int c = 0; c < Side; c++)
        {
            InputLine(scratch + (c * TLanes.Width), line, to + (c * pointStep), Side * pointStep);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weight(float* from, nint tapStep, float* to, nint pointStep, float* scratch)
    {
        nint line = Side * TLanes.Width;
        for (int r = 0; r < 3; r++)
        {
            WeightLine(from + (3 * r * tapStep), tapStep, scratch + (r * line), TLanes.Width);
        }

        for (int c = 0; c < Side; c++)
        {
            WeightLine(scratch + (c * TLanes.Width), line, to + (c * pointStep), Side * pointStep);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output(float* from, nint pointStep, float* bias, bool relu, float* to, nint rowStep, nint columnStep, float* scratch)
    {
        nint line = 4 * TLanes.Width;
        for (int r = 0; r < Side; r++)
        {
            OutputLine(from + (Side * r * pointStep), pointStep, scratch + (r * line), TLanes.Width, default, relu: false);
        }

        TVector add = bias == null ? default : TLanes.Load(bias);
        for (int c = 0; c < 4; c++)
        {
            OutputLine(scratch + (c * TLanes.Width), line, to + (c * columnStep), rowStep, add, relu);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OutputAdjoint(float* from, nint rowStep, nint columnStep, float* to, nint pointStep, float* scratch)
    {
        nint line = Side * TLanes.Width;
        for (int r = 0; r < 4; r++)
        {
            AdjointLine(from + (r * rowStep), columnStep, scratch + (r * line), TLanes.Width);
        }

        for (int c = 0; c < Side; c++)
        {
            AdjointLine(scratch + (c * TLanes.Width), line, to + (c * pointStep), Side * pointStep);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightAdjoint(float* from, nint pointStep, float* to, nint tapStep, float* scratch)
    {
        nint line = 3 * TLanes.Width;
        for (int r = 0; r < Side; r++)
        {
            WeightAdjointLine(from + (Side * r * pointStep), pointStep, scratch + (r * line), TLanes.Width);
        }

        for (int c = 0; c < 3; c++)
        {
            WeightAdjointLine(scratch + (c * TLanes.Width), line, to + (c * tapStep), 3 * tapStep);
        }
    }

    /// <summary>Six inputs to six points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputLine(float* from, nint step, float* to, nint toStep)
    {
        TVector d0 = TLanes.Load(from), d1 = TLanes.Load(from + step), d2 = TLanes.Load(from + (2 * step));
        TVector d3 = TLanes.Load(from + (3 * step)), d4 = TLanes.Load(from + (4 * step)), d5 = TLanes.Load(from + (5 * step));
        TVector two = TLanes.Broadcast(-2), half = TLanes.Broadcast(-0.5f), ends = TLanes.Broadcast(-2.5f);
        TLanes.Store(TLanes.MultiplyAdd(ends, d2, TLanes.Add(d0, d4)), to);
        Both(Near, TLanes.MultiplyAdd(two, d2, d4), TLanes.MultiplyAdd(two, d1, d3), to + toStep, toStep);
        Both(Far, TLanes.MultiplyAdd(half, d2, d4), TLanes.MultiplyAdd(half, d1, d3), to + (3 * toStep), toStep);
        TLanes.Store(TLanes.MultiplyAdd(ends, d3, TLanes.Add(d1, d5)), to + (5 * toStep));
    }

    /// <summary>Six points to four outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputLine(float* from, nint step, float* to, nint toStep, TVector add, bool relu)
    {
        TVector m0 = TLanes.Load(from), m1 = TLanes.Load(from + step), m2 = TLanes.Load(from + (2 * step));
        TVector m3 = TLanes.Load(from + (3 * step)), m4 = TLanes.Load(from + (4 * step)), m5 = TLanes.Load(from + (5 * step));
        TVector nearSum = TLanes.Add(m1, m2), near = TLanes.Subtract(m1, m2), farSum = TLanes.Add(m3, m4), far = TLanes.Subtract(m3, m4);
        Emit(TLanes.Add(TLanes.Add(m0, add), TLanes.Add(nearSum, farSum)), relu, to);
        Emit(Weighted(Near, near, Far, far, add), relu, to + toStep);
        Emit(Weighted(0.5f, nearSum, 2, farSum, add), relu, to + (2 * toStep));
        Emit(Weighted(Near / 2, near, 2 * Far, far, TLanes.Add(m5, add)), relu, to + (3 * toStep));
    }

    /// <summary>Three taps to six points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeightLine(float* from, nint step, float* to, nint toStep)
    {
        TVector w0 = TLanes.Load(from), w1 = TLanes.Load(from + step), w2 = TLanes.Load(from + (2 * step));
        TVector near = TLanes.Broadcast(-2f / 3), far = TLanes.Broadcast(1f / 6);
        TLanes.Store(w0, to);
        Both(Near, TLanes.Multiply(near, TLanes.MultiplyAdd(TLanes.Broadcast(0.5f), w2, w0)), TLanes.Multiply(near, w1), to + toStep, toStep);
        Both(Far, TLanes.Multiply(far, TLanes.MultiplyAdd(TLanes.Broadcast(2), w2, w0)), TLanes.Multiply(far, w1), to + (3 * toStep), toStep);
        TLanes.Store(w2, to + (5 * toStep));
    }

    /// <summary>The transpose of <see cref="OutputLine"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AdjointLine(float* from, nint step, float* to, nint toStep)
    {
        TVector g0 = TLanes.Load(from), g1 = TLanes.Load(from + step), g2 = TLanes.Load(from + (2 * step)), g3 = TLanes.Load(from + (3 * step));
        TVector half = TLanes.Broadcast(0.5f), two = TLanes.Broadcast(2);
        TLanes.Store(g0, to);
        Both(Near, TLanes.MultiplyAdd(half, g2, g0), TLanes.MultiplyAdd(half, g3, g1), to + toStep, toStep);
        Both(Far, TLanes.MultiplyAdd(two, g2, g0), TLanes.MultiplyAdd(two, g3, g1), to + (3 * toStep), toStep);
        TLanes.Store(g3, to + (5 * toStep));
    }

    /// <summary>The transpose of <see cref="WeightLine"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeightAdjointLine(float* from, nint step, float* to, nint toStep)
    {
        TVector m0 = TLanes.Load(from), m1 = TLanes.Load(from + step), m2 = TLanes.Load(from + (2 * step));
        TVector m3 = TLanes.Load(from + (3 * step)), m4 = TLanes.Load(from + (4 * step)), m5 = TLanes.Load(from + (5 * step));
        TVector near = TLanes.Add(m1, m2), far = TLanes.Add(m3, m4);
        TLanes.Store(Weighted(-2f / 3, near, 1f / 6, far, m0), to);
        TLanes.Store(Weighted(-2f / 3 * Near, TLanes.Subtract(m1, m2), Far / 6, TLanes.Subtract(m3, m4), default), to + toStep);
        TLanes.Store(Weighted(-1f / 3, near, 1f / 3, far, m5), to + (2 * toStep));
    }

    /// <summary>even + point · odd and even − point · odd: the values at a pair of opposite points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Both(float point, TVector even, TVector odd, float* to, nint toStep)
    {
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(point), odd, even), to);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(-point), odd, even), to + toStep);
    }

    /// <summary>p · a + q · b + c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Weighted(float p, TVector a, float q, TVector b, TVector c)
        => TLanes.MultiplyAdd(TLanes.Broadcast(p), a, TLanes.MultiplyAdd(TLanes.Broadcast(q), b, c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Emit(TVector value, bool relu, float* to) => TLanes.Store(relu ? TLanes.Rectify(value) : value, to);
}
