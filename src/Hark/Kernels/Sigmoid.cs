using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hark.Kernels;

/// <summary>x · sigmoid(x) and its derivative, on the calling thread at the processor's full width.</summary>
internal static unsafe class Sigmoid
{
    /// <summary>y = x s, s = 1 / (1 + e^−x). y is overwritten and may be exactly x.</summary>
    public static void Weigh(float* x, nint count, float* y)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Sigmoid<Vector512<float>, Lanes512>.Weigh(x, count, y);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Sigmoid<Vector256<float>, Lanes256>.Weigh(x, count, y);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Sigmoid<Vector128<float>, Lanes128>.Weigh(x, count, y);
        }
        else
        {
            Sigmoid<float, Lanes1>.Weigh(x, count, y);
        }
    }

    /// <summary>dx = dy · s (1 + x (1 − s)). dx is overwritten and may be exactly dy or x.</summary>
    public static void WeighBack(float* dy, float* x, nint count, float* dx)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Sigmoid<Vector512<float>, Lanes512>.WeighBack(dy, x, count, dx);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Sigmoid<Vector256<float>, Lanes256>.WeighBack(dy, x, count, dx);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Sigmoid<Vector128<float>, Lanes128>.WeighBack(dy, x, count, dx);
        }
        else
        {
            Sigmoid<float, Lanes1>.WeighBack(dy, x, count, dx);
        }
    }
}

/// <inheritdoc cref="Sigmoid"/>
internal static unsafe class Sigmoid<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>Below it s is taken for zero; it is less than 2e-38.</summary>
    private const float Lowest = -87;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weigh(float* x, nint count, float* y)
    {
        nint i = 0;
        for (; i + TLanes.Width <= count; i += TLanes.Width)
        {
            TVector value = TLanes.Load(x + i);
            TLanes.Store(TLanes.Multiply(value, Of(value)), y + i);
        }

        if (i < count)
        {
            Sigmoid<float, Lanes1>.Weigh(x + i, count - i, y + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeighBack(float* dy, float* x, nint count, float* dx)
    {
        TVector one = TLanes.Broadcast(1);
        nint i = 0;
        for (; i + TLanes.Width <= count; i += TLanes.Width)
        {
            TVector value = TLanes.Load(x + i), s = Of(value);
            TVector slope = TLanes.Multiply(s, TLanes.MultiplyAdd(value, TLanes.Subtract(one, s), one));
            TLanes.Store(TLanes.Multiply(TLanes.Load(dy + i), slope), dx + i);
        }

        if (i < count)
        {
            Sigmoid<float, Lanes1>.WeighBack(dy + i, x + i, count - i, dx + i);
        }
    }

    /// <summary>1 / (1 + e^−x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector x)
    {
        TVector one = TLanes.Broadcast(1);
        TVector s = TLanes.Divide(one, TLanes.Add(one, Exponential(TLanes.Subtract(default, x))));
        return TLanes.SelectGreater(TLanes.Broadcast(Lowest), x, default, s);
    }

    /// <summary>
    /// e^x, to about one unit in the last place: x = n ln 2 + r, and e^r by its series (minimax coefficients of Cephes, Moshier 1992). Beyond
    /// ±87 the value there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Exponential(TVector x)
    {
        TVector most = TLanes.Broadcast(87), least = TLanes.Broadcast(-87);
        x = TLanes.SelectGreater(x, most, most, x);
        x = TLanes.SelectGreater(least, x, least, x);

        // Adding 1.5 · 2²³ leaves the rounded number in the lowest bits; 127 makes it an exponent.
        TVector big = TLanes.Broadcast(12582912f + 127);
        TVector shifted = TLanes.MultiplyAdd(x, TLanes.Broadcast(1.44269504f), big);
        TVector n = TLanes.Subtract(shifted, big);
        TVector r = TLanes.MultiplyAdd(n, TLanes.Broadcast(-0.693359375f), x);
        r = TLanes.MultiplyAdd(n, TLanes.Broadcast(2.12194440e-4f), r);
        TVector sum = TLanes.MultiplyAdd(TLanes.Broadcast(1.9875691500e-4f), r, TLanes.Broadcast(1.3981999507e-3f));
        sum = TLanes.MultiplyAdd(sum, r, TLanes.Broadcast(8.3334519073e-3f));
        sum = TLanes.MultiplyAdd(sum, r, TLanes.Broadcast(4.1665795894e-2f));
        sum = TLanes.MultiplyAdd(sum, r, TLanes.Broadcast(1.6666665459e-1f));
        sum = TLanes.MultiplyAdd(sum, r, TLanes.Broadcast(0.5f));
        sum = TLanes.MultiplyAdd(sum, TLanes.Multiply(r, r), TLanes.Add(r, TLanes.Broadcast(1)));
        return TLanes.Multiply(sum, TLanes.ShiftToExponent(shifted));
    }
}
