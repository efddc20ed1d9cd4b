using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hark.Signal;

/// <summary>The pass of any odd radix; places and twiddles as in <see cref="FftSmallRadix"/>.</summary>
/// <remarks>
/// With pairs s[j] = x[j] + x[r−j], d[j] = x[j] − x[r−j], j = 1..(r−1)/2:
/// X[k], X[r−k] = (x[0] + Σ s[j]·cos(2πjk/r)) ∓ i·Σ d[j]·sin(2πjk/r): half the products of the plain sum.
/// </remarks>
internal static unsafe class FftOddRadix
{
    /// <summary>Outputs k summed side by side: 12 sums hide the latency of adding and stay in registers.</summary>
    public const int Together = 3;

    public static void Any<TSource, TLanes, TVector, T>(FftPass<T> pass, T* twiddles, T* roots, TSource source, T* scratch, T* toRe, T* toIm)
        where TSource : struct, IFftSource<TVector>
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int lanes = TLanes.Count;
        int radix = pass.Radix;
        int half = radix / 2;
        nint run = (nint)pass.Stride * lanes;
        nint far = run * pass.Groups;
        for (int group = 0; group < pass.Groups; group++)
        {
            T* turn = twiddles + (2 * (radix - 1) * group);
            for (nint q = 0; q < run; q += lanes)
            {
                nint from = (run * group) + q;
                nint to = (run * group * radix) + q;
                TVector firstRe = source.Re(from);
                TVector firstIm = source.Im(from);
                Pairs<TSource, TLanes, TVector, T>(radix, source, from, far, scratch, toRe + to, toIm + to);
                T* root = roots;
                for (int k = 1; k <= half; k += Together)
                {
                    (TVector even1Re, TVector even1Im) = (firstRe, firstIm);
                    (TVector even2Re, TVector even2Im) = (firstRe, firstIm);
                    (TVector even3Re, TVector even3Im) = (firstRe, firstIm);
                    TVector odd1Re = TLanes.Broadcast(T.Zero);
                    TVector odd1Im = odd1Re;
                    (TVector odd2Re, TVector odd2Im) = (odd1Re, odd1Im);
                    (TVector odd3Re, TVector odd3Im) = (odd1Re, odd1Im);
                    T* pair = scratch;
                    for (T* end = scratch + (4 * lanes * half); pair < end; pair += 4 * lanes, root += 2 * Together)
                    {
                        TVector sumRe = TLanes.Load(pair);
                        TVector sumIm = TLanes.Load(pair + lanes);
                        TVector differenceRe = TLanes.Load(pair + (2 * lanes));
                        TVector differenceIm = TLanes.Load(pair + (3 * lanes));
                        TVector cosine = TLanes.Broadcast(root[0]);
                        even1Re = TLanes.MultiplyAdd(cosine, sumRe, even1Re);
                        even1Im = TLanes.MultiplyAdd(cosine, sumIm, even1Im);
                        TVector sine = TLanes.Broadcast(root[1]);
                        odd1Re = TLanes.MultiplyAdd(sine, differenceRe, odd1Re);
                        odd1Im = TLanes.MultiplyAdd(sine, differenceIm, odd1Im);
                        cosine = TLanes.Broadcast(root[2]);
                        even2Re = TLanes.MultiplyAdd(cosine, sumRe, even2Re);
                        even2Im = TLanes.MultiplyAdd(cosine, sumIm, even2Im);
                        sine = TLanes.Broadcast(root[3]);
                        odd2Re = TLanes.MultiplyAdd(sine, differenceRe, odd2Re);
                        odd2Im = TLanes.MultiplyAdd(sine, differenceIm, odd2Im);
                        cosine = TLanes.Broadcast(root[4]);
                        even3Re = TLanes.MultiplyAdd(cosine, sumRe, even3Re);
                        even3Im = TLanes.MultiplyAdd(cosine, sumIm, even3Im);
                        sine = TLanes.Broadcast(root[5]);
                        odd3Re = TLanes.MultiplyAdd(sine, differenceRe, odd3Re);
                        odd3Im = TLanes.MultiplyAdd(sine, differenceIm, odd3Im);
                    }

                    Turn<TLanes, TVector, T>(radix, k, run, turn, even1Re, even1Im, odd1Re, odd1Im, toRe + to, toIm + to);
                    Turn<TLanes, TVector, T>(radix, k + 1, run, turn, even2Re, even2Im, odd2Re, odd2Im, toRe + to, toIm + to);
                    Turn<TLanes, TVector, T>(radix, k + 2, run, turn, even3Re, even3Im, odd3Re, odd3Im, toRe + to, toIm + to);
                }
            }
        }
    }

    /// <summary>Sums and differences of mirrored points into scratch, [radix/2, 4, lanes]; the sum of all points is output 0.</summary>
    private static void Pairs<TSource, TLanes, TVector, T>(int radix, TSource source, nint from, nint far, T* pair, T* toRe, T* toIm)
        where TSource : struct, IFftSource<TVector>
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged
    {
        int lanes = TLanes.Count;
        TVector totalRe = source.Re(from);
        TVector totalIm = source.Im(from);
        for (int j = 1; j <= radix / 2; j++, pair += 4 * lanes)
        {
            TVector aRe = source.Re(from + (j * far));
            TVector aIm = source.Im(from + (j * far));
            TVector bRe = source.Re(from + ((radix - j) * far));
            TVector bIm = source.Im(from + ((radix - j) * far));
            TVector sumRe = TLanes.Add(aRe, bRe);
            TVector sumIm = TLanes.Add(aIm, bIm);
            totalRe = TLanes.Add(totalRe, sumRe);
            totalIm = TLanes.Add(totalIm, sumIm);
            TLanes.Store(sumRe, pair);
            TLanes.Store(sumIm, pair + lanes);
            TLanes.Store(TLanes.Subtract(aRe, bRe), pair + (2 * lanes));
            TLanes.Store(TLanes.Subtract(aIm, bIm), pair + (3 * lanes));
        }

        TLanes.Store(totalRe, toRe);
        TLanes.Store(totalIm, toIm);
    }

    /// <summary>Outputs k and radix − k from their even and odd sums (the tables hold −sin: X[k] = even + i·odd), turned by their twiddles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn<TLanes, TVector, T>(
        int radix, int k, nint run, T* turn, TVector evenRe, TVector evenIm, TVector oddRe, TVector oddIm, T* toRe, T* toIm)
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged
    {
        if (k > radix / 2)
        {
            return;
        }

        T* here = turn + (2 * (k - 1));
        T* mirror = turn + (2 * (radix - k - 1));
        FftKernel.StoreProduct<TLanes, TVector, T>(
            TLanes.Subtract(evenRe, oddIm), TLanes.Add(evenIm, oddRe), TLanes.Broadcast(here[0]), TLanes.Broadcast(here[1]), toRe, toIm, k * run);
        FftKernel.StoreProduct<TLanes, TVector, T>(
            TLanes.Add(evenRe, oddIm), TLanes.Subtract(evenIm, oddRe), TLanes.Broadcast(mirror[0]), TLanes.Broadcast(mirror[1]), toRe, toIm, (radix - k) * run);
    }
}
