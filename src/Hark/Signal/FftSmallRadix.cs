using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hark.Signal;

/// <summary>
/// Passes of radix 2, 3 and 4. Point q + stride·(group + j·groups) of the source, j = 0..radix−1, goes through a transform of
/// radix points; output k, turned by twiddle[group, k], lands at q + stride·(radix·group + k). Group 0 has no turn.
/// </summary>
internal static unsafe class FftSmallRadix
{
    public static void Two<TSource, TLanes, TVector, T>(FftPass<T> pass, T* twiddles, TSource source, T* toRe, T* toIm)
        where TSource : struct, IFftSource<TVector>
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint run = (nint)pass.Stride * TLanes.Count;
        nint far = run * pass.Groups;
        for (int group = 0; group < pass.Groups; group++)
        {
            TVector cosine = TLanes.Broadcast(twiddles[2 * group]);
            TVector sine = TLanes.Broadcast(twiddles[(2 * group) + 1]);
            nint from = run * group;
            nint to = 2 * from;
            for (nint end = from + run; from < end; from += TLanes.Count, to += TLanes.Count)
            {
                TVector aRe = source.Re(from);
                TVector aIm = source.Im(from);
                TVector bRe = source.Re(from + far);
                TVector bIm = source.Im(from + far);
                TLanes.Store(TLanes.Add(aRe, bRe), toRe + to);
                TLanes.Store(TLanes.Add(aIm, bIm), toIm + to);
                FftKernel.StoreProduct<TLanes, TVector, T>(TLanes.Subtract(aRe, bRe), TLanes.Subtract(aIm, bIm), cosine, sine, toRe, toIm, to + run);
            }
        }
    }

    public static void Three<TSource, TLanes, TVector, T>(FftPass<T> pass, T* twiddles, TSource source, T* toRe, T* toIm)
        where TSource : struct, IFftSource<TVector>
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVector half = TLanes.Broadcast(T.CreateTruncating(0.5));
        TVector height = TLanes.Broadcast(T.CreateTruncating(0.86602540378443864676));
        nint run = (nint)pass.Stride * TLanes.Count;
        nint far = run * pass.Groups;
        for (int group = 0; group < pass.Groups; group++)
        {
            T* turn = twiddles + (4 * group);
            TVector cosine1 = TLanes.Broadcast(turn[0]);
            TVector sine1 = TLanes.Broadcast(turn[1]);
            TVector cosine2 = TLanes.Broadcast(turn[2]);
            TVector sine2 = TLanes.Broadcast(turn[3]);
            nint from = run * group;
            nint to = 3 * from;
            for (nint end = from + run; from < end; from += TLanes.Count, to += TLanes.Count)
            {
                TVector aRe = source.Re(from);
                TVector aIm = source.Im(from);
                TVector bRe = source.Re(from + far);
                TVector bIm = source.Im(from + far);
                TVector cRe = source.Re(from + (2 * far));
                TVector cIm = source.Im(from + (2 * far));
                TVector sumRe = TLanes.Add(bRe, cRe);
                TVector sumIm = TLanes.Add(bIm, cIm);
                TVector meanRe = TLanes.SubtractProduct(half, sumRe, aRe);
                TVector meanIm = TLanes.SubtractProduct(half, sumIm, aIm);
                TVector sideRe = TLanes.Multiply(height, TLanes.Subtract(bRe, cRe));
                TVector sideIm = TLanes.Multiply(height, TLanes.Subtract(bIm, cIm));
                TLanes.Store(TLanes.Add(aRe, sumRe), toRe + to);
                TLanes.Store(TLanes.Add(aIm, sumIm), toIm + to);
                TVector oneRe = TLanes.Add(meanRe, sideIm);
                TVector oneIm = TLanes.Subtract(meanIm, sideRe);
                TVector twoRe = TLanes.Subtract(meanRe, sideIm);
                TVector twoIm = TLanes.Add(meanIm, sideRe);
                FftKernel.StoreProduct<TLanes, TVector, T>(oneRe, oneIm, cosine1, sine1, toRe, toIm, to + run);
                FftKernel.StoreProduct<TLanes, TVector, T>(twoRe, twoIm, cosine2, sine2, toRe, toIm, to + (2 * run));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Four<TSource, TLanes, TVector, T>(FftPass<T> pass, T* twiddles, TSource source, T* toRe, T* toIm)
        where TSource : struct, IFftSource<TVector>
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint run = (nint)pass.Stride * TLanes.Count;
        nint far = run * pass.Groups;
        for (int group = 0; group < pass.Groups; group++)
        {
            T* turn = twiddles + (6 * group);
            nint from = run * group;
            nint to = 4 * from;
            for (nint end = from + run; from < end; from += TLanes.Count, to += TLanes.Count)
            {
                TVector aRe = source.Re(from);
                TVector aIm = source.Im(from);
                TVector bRe = source.Re(from + far);
                TVector bIm = source.Im(from + far);
                TVector cRe = source.Re(from + (2 * far));
                TVector cIm = source.Im(from + (2 * far));
                TVector dRe = source.Re(from + (3 * far));
                TVector dIm = source.Im(from + (3 * far));
                TVector acRe = TLanes.Add(aRe, cRe);
                TVector acIm = TLanes.Add(aIm, cIm);
                TVector bdRe = TLanes.Add(bRe, dRe);
                TVector bdIm = TLanes.Add(bIm, dIm);
                TVector awayRe = TLanes.Subtract(aRe, cRe);
                TVector awayIm = TLanes.Subtract(aIm, cIm);
                TVector sideRe = TLanes.Subtract(bRe, dRe);
                TVector sideIm = TLanes.Subtract(bIm, dIm);
                TLanes.Store(TLanes.Add(acRe, bdRe), toRe + to);
                TLanes.Store(TLanes.Add(acIm, bdIm), toIm + to);
                TVector oneRe = TLanes.Add(awayRe, sideIm);
                TVector oneIm = TLanes.Subtract(awayIm, sideRe);
                TVector twoRe = TLanes.Subtract(acRe, bdRe);
                TVector twoIm = TLanes.Subtract(acIm, bdIm);
                TVector threeRe = TLanes.Subtract(awayRe, sideIm);
                TVector threeIm = TLanes.Add(awayIm, sideRe);
                if (group == 0)
                {
                    TLanes.Store(oneRe, toRe + to + run);
                    TLanes.Store(oneIm, toIm + to + run);
                    TLanes.Store(twoRe, toRe + to + (2 * run));
                    TLanes.Store(twoIm, toIm + to + (2 * run));
                    TLanes.Store(threeRe, toRe + to + (3 * run));
                    TLanes.Store(threeIm, toIm + to + (3 * run));
                    continue;
                }

                FftKernel.StoreProduct<TLanes, TVector, T>(oneRe, oneIm, TLanes.Broadcast(turn[0]), TLanes.Broadcast(turn[1]), toRe, toIm, to + run);
                FftKernel.StoreProduct<TLanes, TVector, T>(twoRe, twoIm, TLanes.Broadcast(turn[2]), TLanes.Broadcast(turn[3]), toRe, toIm, to + (2 * run));
                FftKernel.StoreProduct<TLanes, TVector, T>(threeRe, threeIm, TLanes.Broadcast(turn[4]), TLanes.Broadcast(turn[5]), toRe, toIm, to + (3 * run));
            }
        }
    }
}
