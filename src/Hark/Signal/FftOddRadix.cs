using System.Numerics;

namespace Hark.Signal;

/// <summary>The pass of any odd radix; places and twiddles as in <see cref="FftSmallRadix"/>.</summary>
/// <remarks>
/// With pairs s[j] = x[j] + x[r−j], d[j] = x[j] − x[r−j], j = 1..(r−1)/2:
/// X[k], X[r−k] = (x[0] + Σ s[j]·cos(2πjk/r)) ∓ i·Σ d[j]·sin(2πjk/r): half the products of the plain sum.
/// </remarks>
internal static unsafe class FftOddRadix
{
    public static void Any<TLanes, TVector, T>(FftPass<T> pass, T* twiddles, T* roots, T* re, T* im, T* scratch, T* toRe, T* toIm)
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
                TVector firstRe = TLanes.Load(re + from);
                TVector firstIm = TLanes.Load(im + from);
                TVector totalRe = firstRe;
                TVector totalIm = firstIm;
                T* pair = scratch;
                for (int j = 1; j <= half; j++, pair += 4 * lanes)
                {
                    TVector aRe = TLanes.Load(re + from + (j * far));
                    TVector aIm = TLanes.Load(im + from + (j * far));
                    TVector bRe = TLanes.Load(re + from + ((radix - j) * far));
                    TVector bIm = TLanes.Load(im + from + ((radix - j) * far));
                    TVector sumRe = TLanes.Add(aRe, bRe);
                    TVector sumIm = TLanes.Add(aIm, bIm);
                    totalRe = TLanes.Add(totalRe, sumRe);
                    totalIm = TLanes.Add(totalIm, sumIm);
                    TLanes.Store(sumRe, pair);
                    TLanes.Store(sumIm, pair + lanes);
                    TLanes.Store(TLanes.Subtract(aRe, bRe), pair + (2 * lanes));
                    TLanes.Store(TLanes.Subtract(aIm, bIm), pair + (3 * lanes));
                }

                TLanes.Store(totalRe, toRe + to);
                TLanes.Store(totalIm, toIm + to);
                for (int k = 1; k <= half; k++)
                {
                    TVector evenRe = firstRe;
                    TVector evenIm = firstIm;
                    TVector oddRe = TLanes.Broadcast(T.Zero);
                    TVector oddIm = oddRe;
                    pair = scratch;
                    for (int j = 1, at = k; j <= half; j++, pair += 4 * lanes)
                    {
                        TVector cosine = TLanes.Broadcast(roots[2 * at]);
                        TVector sine = TLanes.Broadcast(roots[(2 * at) + 1]);
                        evenRe = TLanes.MultiplyAdd(cosine, TLanes.Load(pair), evenRe);
                        evenIm = TLanes.MultiplyAdd(cosine, TLanes.Load(pair + lanes), evenIm);
                        oddRe = TLanes.MultiplyAdd(sine, TLanes.Load(pair + (2 * lanes)), oddRe);
                        oddIm = TLanes.MultiplyAdd(sine, TLanes.Load(pair + (3 * lanes)), oddIm);
                        at += k;
                        at = at >= radix ? at - radix : at;
                    }

                    // roots hold −sin: X[k] = even + i·odd.
                    T* turnK = turn + (2 * (k - 1));
                    T* turnMirror = turn + (2 * (radix - k - 1));
                    FftKernel.StoreProduct<TLanes, TVector, T>(
                        TLanes.Subtract(evenRe, oddIm), TLanes.Add(evenIm, oddRe), TLanes.Broadcast(turnK[0]), TLanes.Broadcast(turnK[1]), toRe, toIm, to + (k * run));
                    FftKernel.StoreProduct<TLanes, TVector, T>(
                        TLanes.Add(evenRe, oddIm), TLanes.Subtract(evenIm, oddRe), TLanes.Broadcast(turnMirror[0]), TLanes.Broadcast(turnMirror[1]), toRe, toIm, to + ((radix - k) * run));
                }
            }
        }
    }
}
