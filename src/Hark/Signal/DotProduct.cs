namespace Hark.Signal;

/// <summary>Σ a[i]·b[i] of arrays whose length is a multiple of 16. The order of adding depends on the length alone.</summary>
internal static unsafe class DotProduct
{
    public static float Of<TLanes, TVector>(float* a, float* b, int length)
        where TLanes : struct, ILanes<TVector, float>
        where TVector : struct
    {
        // Two sums: an addition need not wait for the one before it.
        int lanes = TLanes.Count;
        TVector even = TLanes.Broadcast(0);
        TVector odd = even;
        float* end = a + length;
        for (; a <= end - (2 * lanes); a += 2 * lanes, b += 2 * lanes)
        {
            even = TLanes.MultiplyAdd(TLanes.Load(a), TLanes.Load(b), even);
            odd = TLanes.MultiplyAdd(TLanes.Load(a + lanes), TLanes.Load(b + lanes), odd);
        }

        if (a < end)
        {
            even = TLanes.MultiplyAdd(TLanes.Load(a), TLanes.Load(b), even);
        }

        return TLanes.Sum(TLanes.Add(even, odd));
    }

    /// <summary>
    /// As <see cref="Of"/> for four b that begin <paramref name="step"/> apart, to four places <paramref name="stride"/> apart: a is
    /// loaded once.
    /// </summary>
    public static void Four<TLanes, TVector>(float* a, float* b, nint step, int length, float* destination, nint stride)
        where TLanes : struct, ILanes<TVector, float>
        where TVector : struct
    {
        int lanes = TLanes.Count;
        TVector even0 = TLanes.Broadcast(0);
        (TVector even1, TVector even2, TVector even3) = (even0, even0, even0);
        (TVector odd0, TVector odd1, TVector odd2, TVector odd3) = (even0, even0, even0, even0);
        float* end = a + length;
        for (; a <= end - (2 * lanes); a += 2 * lanes, b += 2 * lanes)
        {
            TVector weight = TLanes.Load(a);
            even0 = TLanes.MultiplyAdd(weight, TLanes.Load(b), even0);
            even1 = TLanes.MultiplyAdd(weight, TLanes.Load(b + step), even1);
            even2 = TLanes.MultiplyAdd(weight, TLanes.Load(b + (2 * step)), even2);
            even3 = TLanes.MultiplyAdd(weight, TLanes.Load(b + (3 * step)), even3);
            weight = TLanes.Load(a + lanes);
            odd0 = TLanes.MultiplyAdd(weight, TLanes.Load(b + lanes), odd0);
            odd1 = TLanes.MultiplyAdd(weight, TLanes.Load(b + lanes + step), odd1);
            odd2 = TLanes.MultiplyAdd(weight, TLanes.Load(b + lanes + (2 * step)), odd2);
            odd3 = TLanes.MultiplyAdd(weight, TLanes.Load(b + lanes + (3 * step)), odd3);
        }

        if (a < end)
        {
            TVector weight = TLanes.Load(a);
            even0 = TLanes.MultiplyAdd(weight, TLanes.Load(b), even0);
            even1 = TLanes.MultiplyAdd(weight, TLanes.Load(b + step), even1);
            even2 = TLanes.MultiplyAdd(weight, TLanes.Load(b + (2 * step)), even2);
            even3 = TLanes.MultiplyAdd(weight, TLanes.Load(b + (3 * step)), even3);
        }

        destination[0] = TLanes.Sum(TLanes.Add(even0, odd0));
        destination[stride] = TLanes.Sum(TLanes.Add(even1, odd1));
        destination[2 * stride] = TLanes.Sum(TLanes.Add(even2, odd2));
        destination[3 * stride] = TLanes.Sum(TLanes.Add(even3, odd3));
    }
}
