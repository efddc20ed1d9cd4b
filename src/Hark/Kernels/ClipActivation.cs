using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>max(0, x), or x · sigmoid(x), of each number of a clip.</summary>
internal sealed unsafe class ClipActivation<TVector, TLanes>(int length, bool sigmoidal) : ClipStep
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(in ClipBuffers at, int part, int parts)
    {
        float* x = at.X, y = at.Y;
        if (!sigmoidal)
        {
            for (nint i = 0; i < length; i += TLanes.Width)
            {
                TLanes.Store(TLanes.Rectify(TLanes.Load(x + i)), y + i);
            }

            return;
        }

        TVector one = TLanes.Broadcast(1);
        for (nint i = 0; i < length; i += TLanes.Width)
        {
            TVector value = TLanes.Load(x + i);
            TLanes.Store(TLanes.Divide(value, TLanes.Add(one, Exponential(TLanes.Subtract(default, value)))), y + i);
        }
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
