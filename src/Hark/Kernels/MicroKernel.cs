using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Hark.Kernels;

/// <summary>
/// What every register block of one matrix product has in common: C[r, n] = Σ_k A[r, k] · B[k, n], with A[r, k] at
/// a[r · ARow + k · AStep], B's row k at b[k · BStep] and C's row r at c[r · CRow].
/// </summary>
internal struct MicroTask
{
    public nint ARow;
    public nint AStep;
    public nint BStep;

    /// <summary>From a panel of B's columns to the next.</summary>
    public nint BPanel;
    public nint CRow;

    /// <summary>
    /// What to ask for while a row of B is worked on, as a distance from it: usually B itself some rows on, of which the next panel may be in
    /// a slower cache. Past the end it does no harm.
    /// </summary>
    public nint Ahead;

    /// <summary>From a panel of C's columns to the next: the panel's width where C is a plain matrix.</summary>
    public nint CPanel;
    public int Depth;

    /// <summary>Use the short blocks, for a C whose rows come in panels.</summary>
    public bool Short;

    /// <summary>Add to what C holds, instead of overwriting it.</summary>
    public bool Accumulate;

    /// <summary>Clamp the result below at zero.</summary>
    public bool Relu;
}

/// <summary>
/// The inner kernels: a block of C, tall as <c>TLanes.Rows</c> or short, and one or two vectors wide is summed in registers. Strides of A are
/// free, so that a block reads packed panels, plain rows, or overlapping windows of a signal alike.
/// </summary>
internal static unsafe partial class MicroKernel<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>Computes one full block. Rows and columns of A, B and C must exist; the caller brings edges into scratch.</summary>
    /// <param name="task">Strides and ending.</param>
    /// <param name="vectors">Width of the block in vectors: 1 or 2.</param>
    /// <param name="a">First element of the block's first row.</param>
    /// <param name="b">First row of the panel.</param>
    /// <param name="c">First element of the destination.</param>
    /// <param name="bias">One value a column to add, or null.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(in MicroTask task, int vectors, float* a, float* b, float* c, float* bias)
    {
        switch (Height(in task), vectors)
        {
            case (12, 2):
                Block12x2(in task, a, b, c, bias);
                break;
            case (12, 1):
                Block12x1(in task, a, b, c, bias);
                break;
            case (8, 2):
                Block8x2(in task, a, b, c, bias);
                break;
            case (8, 1):
                Block8x1(in task, a, b, c, bias);
                break;
            case (6, 2):
                Block6x2(in task, a, b, c, bias);
                break;
            case (6, 1):
                Block6x1(in task, a, b, c, bias);
                break;
            case (4, 2):
                Block4x2(in task, a, b, c, bias);
                break;
            default:
                Block4x1(in task, a, b, c, bias);
                break;
        }
    }

    /// <summary>Rows of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Height(in MicroTask task) => task.Short ? (TLanes.Rows == 12 ? 8 : 4) : TLanes.Rows;

    /// <summary>Asks for what will be added to, so that it is there when the sums are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchResult(in MicroTask task, int rows, float* c)
    {
        if (Sse.IsSupported && task.Accumulate)
        {
            for (int r = 0; r < rows; r++, c += task.CRow)
            {
                Sse.Prefetch0(c);
                Sse.Prefetch0(c + TLanes.Width);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchAhead(float* ahead)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(ahead);
            if (TLanes.Width > 8)
            {
                Sse.Prefetch1(ahead + 16);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(in MicroTask task, TVector s0, TVector s1, float* c, float* bias)
    {
        Finish(in task, s0, c, bias);
        Finish(in task, s1, c + TLanes.Width, bias == null ? null : bias + TLanes.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(in MicroTask task, TVector s, float* c, float* bias)
    {
        if (task.Accumulate)
        {
            s = TLanes.Add(s, TLanes.Load(c));
        }

        if (bias != null)
        {
            s = TLanes.Add(s, TLanes.Load(bias));
        }

        if (task.Relu)
        {
            s = TLanes.Rectify(s);
        }

        TLanes.Store(s, c);
    }
}
