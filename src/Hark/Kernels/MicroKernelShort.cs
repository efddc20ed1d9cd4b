using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <content>The short blocks, whose height divides a panel: 8 rows where the tall ones have 12, 4 where they have 6.</content>
internal static unsafe partial class MicroKernel<TVector, TLanes>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block8x2(in MicroTask task, float* a, float* b, float* c, float* bias)
    {
        nint row = task.ARow, row2 = 2 * row, step = task.AStep, bStep = task.BStep, ahead = task.Ahead;
        float* a0 = a, a3 = a + (3 * row), a6 = a + (6 * row);
        TVector s0_0 = default, s0_1 = default;
        TVector s1_0 = default, s1_1 = default;
        TVector s2_0 = default, s2_1 = default;
        TVector s3_0 = default, s3_1 = default;
        TVector s4_0 = default, s4_1 = default;
        TVector s5_0 = default, s5_1 = default;
        TVector s6_0 = default, s6_1 = default;
        TVector s7_0 = default, s7_1 = default;
        PrefetchResult(in task, 8, c);
        for (int k = task.Depth; k > 0; k--)
        {
            TVector b0 = TLanes.Load(b);
            TVector b1 = TLanes.Load(b + TLanes.Width);
            PrefetchAhead(b + ahead);
            b += bStep;
            TVector x = TLanes.Broadcast(*a0);
            s0_0 = TLanes.MultiplyAdd(x, b0, s0_0);
            s0_1 = TLanes.MultiplyAdd(x, b1, s0_1);
            x = TLanes.Broadcast(a0[row]);
            s1_0 = TLanes.MultiplyAdd(x, b0, s1_0);
            s1_1 = TLanes.MultiplyAdd(x, b1, s1_1);
            x = TLanes.Broadcast(a0[row2]);
            s2_0 = TLanes.MultiplyAdd(x, b0, s2_0);
            s2_1 = TLanes.MultiplyAdd(x, b1, s2_1);
            x = TLanes.Broadcast(*a3);
            s3_0 = TLanes.MultiplyAdd(x, b0, s3_0);
            s3_1 = TLanes.MultiplyAdd(x, b1, s3_1);
            x = TLanes.Broadcast(a3[row]);
            s4_0 = TLanes.MultiplyAdd(x, b0, s4_0);
            s4_1 = TLanes.MultiplyAdd(x, b1, s4_1);
            x = TLanes.Broadcast(a3[row2]);
            s5_0 = TLanes.MultiplyAdd(x, b0, s5_0);
            s5_1 = TLanes.MultiplyAdd(x, b1, s5_1);
            x = TLanes.Broadcast(*a6);
            s6_0 = TLanes.MultiplyAdd(x, b0, s6_0);
            s6_1 = TLanes.MultiplyAdd(x, b1, s6_1);
            x = TLanes.Broadcast(a6[row]);
            s7_0 = TLanes.MultiplyAdd(x, b0, s7_0);
            s7_1 = TLanes.MultiplyAdd(x, b1, s7_1);
            a0 += step;
            a3 += step;
            a6 += step;
        }

        Finish(in task, s0_0, s0_1, c, bias);
        c += task.CRow;
        Finish(in task, s1_0, s1_1, c, bias);
        c += task.CRow;
        Finish(in task, s2_0, s2_1, c, bias);
        c += task.CRow;
        Finish(in task, s3_0, s3_1, c, bias);
        c += task.CRow;
        Finish(in task, s4_0, s4_1, c, bias);
        c += task.CRow;
        Finish(in task, s5_0, s5_1, c, bias);
        c += task.CRow;
        Finish(in task, s6_0, s6_1, c, bias);
        c += task.CRow;
        Finish(in task, s7_0, s7_1, c, bias);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block8x1(in MicroTask task, float* a, float* b, float* c, float* bias)
    {
        nint row = task.ARow, row2 = 2 * row, step = task.AStep, bStep = task.BStep, ahead = task.Ahead;
        float* a0 = a, a3 = a + (3 * row), a6 = a + (6 * row);
        TVector s0_0 = default;
        TVector s1_0 = default;
        TVector s2_0 = default;
        TVector s3_0 = default;
        TVector s4_0 = default;
        TVector s5_0 = default;
        TVector s6_0 = default;
        TVector s7_0 = default;
        PrefetchResult(in task, 8, c);
        for (int k = task.Depth; k > 0; k--)
        {
            TVector b0 = TLanes.Load(b);
            PrefetchAhead(b + ahead);
            b += bStep;
            TVector x = TLanes.Broadcast(*a0);
            s0_0 = TLanes.MultiplyAdd(x, b0, s0_0);
            x = TLanes.Broadcast(a0[row]);
            s1_0 = TLanes.MultiplyAdd(x, b0, s1_0);
            x = TLanes.Broadcast(a0[row2]);
            s2_0 = TLanes.MultiplyAdd(x, b0, s2_0);
            x = TLanes.Broadcast(*a3);
            s3_0 = TLanes.MultiplyAdd(x, b0, s3_0);
            x = TLanes.Broadcast(a3[row]);
            s4_0 = TLanes.MultiplyAdd(x, b0, s4_0);
            x = TLanes.Broadcast(a3[row2]);
            s5_0 = TLanes.MultiplyAdd(x, b0, s5_0);
            x = TLanes.Broadcast(*a6);
            s6_0 = TLanes.MultiplyAdd(x, b0, s6_0);
            x = TLanes.Broadcast(a6[row]);
            s7_0 = TLanes.MultiplyAdd(x, b0, s7_0);
            a0 += step;
            a3 += step;
            a6 += step;
        }

        Finish(in task, s0_0, c, bias);
        c += task.CRow;
        Finish(in task, s1_0, c, bias);
        c += task.CRow;
        Finish(in task, s2_0, c, bias);
        c += task.CRow;
        Finish(in task, s3_0, c, bias);
        c += task.CRow;
        Finish(in task, s4_0, c, bias);
        c += task.CRow;
        Finish(in task, s5_0, c, bias);
        c += task.CRow;
        Finish(in task, s6_0, c, bias);
        c += task.CRow;
        Finish(in task, s7_0, c, bias);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block4x2(in MicroTask task, float* a, float* b, float* c, float* bias)
    {
        nint row = task.ARow, row2 = 2 * row, step = task.AStep, bStep = task.BStep, ahead = task.Ahead;
        float* a0 = a, a3 = a + (3 * row);
        TVector s0_0 = default, s0_1 = default;
        TVector s1_0 = default, s1_1 = default;
        TVector s2_0 = default, s2_1 = default;
        TVector s3_0 = default, s3_1 = default;
        PrefetchResult(in task, 4, c);
        for (int k = task.Depth; k > 0; k--)
        {
            TVector b0 = TLanes.Load(b);
            TVector b1 = TLanes.Load(b + TLanes.Width);
            PrefetchAhead(b + ahead);
            b += bStep;
            TVector x = TLanes.Broadcast(*a0);
            s0_0 = TLanes.MultiplyAdd(x, b0, s0_0);
            s0_1 = TLanes.MultiplyAdd(x, b1, s0_1);
            x = TLanes.Broadcast(a0[row]);
            s1_0 = TLanes.MultiplyAdd(x, b0, s1_0);
            s1_1 = TLanes.MultiplyAdd(x, b1, s1_1);
            x = TLanes.Broadcast(a0[row2]);
            s2_0 = TLanes.MultiplyAdd(x, b0, s2_0);
            s2_1 = TLanes.MultiplyAdd(x, b1, s2_1);
            x = TLanes.Broadcast(*a3);
            s3_0 = TLanes.MultiplyAdd(x, b0, s3_0);
            s3_1 = TLanes.MultiplyAdd(x, b1, s3_1);
            a0 += step;
            a3 += step;
        }

        Finish(in task, s0_0, s0_1, c, bias);
        c += task.CRow;
        Finish(in task, s1_0, s1_1, c, bias);
        c += task.CRow;
        Finish(in task, s2_0, s2_1, c, bias);
        c += task.CRow;
        Finish(in task, s3_0, s3_1, c, bias);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block4x1(in MicroTask task, float* a, float* b, float* c, float* bias)
    {
        nint row = task.ARow, row2 = 2 * row, step = task.AStep, bStep = task.BStep, ahead = task.Ahead;
        float* a0 = a, a3 = a + (3 * row);
        TVector s0_0 = default;
        TVector s1_0 = default;
        TVector s2_0 = default;
        TVector s3_0 = default;
        PrefetchResult(in task, 4, c);
        for (int k = task.Depth; k > 0; k--)
        {
            TVector b0 = TLanes.Load(b);
            PrefetchAhead(b + ahead);
            b += bStep;
            TVector x = TLanes.Broadcast(*a0);
            s0_0 = TLanes.MultiplyAdd(x, b0, s0_0);
            x = TLanes.Broadcast(a0[row]);
            s1_0 = TLanes.MultiplyAdd(x, b0, s1_0);
            x = TLanes.Broadcast(a0[row2]);
            s2_0 = TLanes.MultiplyAdd(x, b0, s2_0);
            x = TLanes.Broadcast(*a3);
            s3_0 = TLanes.MultiplyAdd(x, b0, s3_0);
            a0 += step;
            a3 += step;
        }

        Finish(in task, s0_0, c, bias);
        c += task.CRow;
        Finish(in task, s1_0, c, bias);
        c += task.CRow;
        Finish(in task, s2_0, c, bias);
        c += task.CRow;
        Finish(in task, s3_0, c, bias);
    }
}
