using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hark.Signal;

/// <summary>The pass of radix 8; places and twiddles as in <see cref="FftSmallRadix"/>.</summary>
/// <remarks>Three levels of sums and differences at once: the numbers stay in registers where two passes would store and load them.</remarks>
internal static unsafe class FftEighthRadix
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Eight<TSource, TLanes, TVector, T>(FftPass<T> pass, T* twiddles, TSource source, T* toRe, T* toIm)
        where TSource : struct, IFftSource<TVector>
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVector diagonal = TLanes.Broadcast(T.CreateTruncating(0.70710678118654752440));
        nint run = (nint)pass.Stride * TLanes.Count;
        nint far = run * pass.Groups;
        for (int group = 0; group < pass.Groups; group++)
        {
            T* turn = twiddles + (14 * group);
            nint from = run * group;
            nint to = 8 * from;
            for (nint end = from + run; from < end; from += TLanes.Count, to += TLanes.Count)
            {
                // Points j and j + 4: sums feed the even outputs, differences the odd ones.
                TVector re0 = source.Re(from);
                TVector im0 = source.Im(from);
                TVector re4 = source.Re(from + (4 * far));
                TVector im4 = source.Im(from + (4 * far));
                TVector sum0Re = TLanes.Add(re0, re4);
                TVector sum0Im = TLanes.Add(im0, im4);
                TVector away0Re = TLanes.Subtract(re0, re4);
                TVector away0Im = TLanes.Subtract(im0, im4);
                TVector re2 = source.Re(from + (2 * far));
                TVector im2 = source.Im(from + (2 * far));
                TVector re6 = source.Re(from + (6 * far));
                TVector im6 = source.Im(from + (6 * far));
                TVector sum2Re = TLanes.Add(re2, re6);
                TVector sum2Im = TLanes.Add(im2, im6);
                TVector away2Re = TLanes.Subtract(re2, re6);
                TVector away2Im = TLanes.Subtract(im2, im6);
                TVector re1 = source.Re(from + far);
                TVector im1 = source.Im(from + far);
                TVector re5 = source.Re(from + (5 * far));
                TVector im5 = source.Im(from + (5 * far));
                TVector sum1Re = TLanes.Add(re1, re5);
                TVector sum1Im = TLanes.Add(im1, im5);
                TVector away1Re = TLanes.Subtract(re1, re5);
                TVector away1Im = TLanes.Subtract(im1, im5);
                TVector re3 = source.Re(from + (3 * far));
                TVector im3 = source.Im(from + (3 * far));
                TVector re7 = source.Re(from + (7 * far));
                TVector im7 = source.Im(from + (7 * far));
                TVector sum3Re = TLanes.Add(re3, re7);
                TVector sum3Im = TLanes.Add(im3, im7);
                TVector away3Re = TLanes.Subtract(re3, re7);
                TVector away3Im = TLanes.Subtract(im3, im7);

                // Even outputs: four points of radix 4.
                TVector evenRe = TLanes.Add(sum0Re, sum2Re);
                TVector evenIm = TLanes.Add(sum0Im, sum2Im);
                TVector oddRe = TLanes.Add(sum1Re, sum3Re);
                TVector oddIm = TLanes.Add(sum1Im, sum3Im);
                TLanes.Store(TLanes.Add(evenRe, oddRe), toRe + to);
                TLanes.Store(TLanes.Add(evenIm, oddIm), toIm + to);
                Turned(TLanes.Subtract(evenRe, oddRe), TLanes.Subtract(evenIm, oddIm), turn + 6, toRe, toIm, to + (4 * run));
                evenRe = TLanes.Subtract(sum0Re, sum2Re);
                evenIm = TLanes.Subtract(sum0Im, sum2Im);
                oddRe = TLanes.Subtract(sum1Im, sum3Im);
                oddIm = TLanes.Subtract(sum3Re, sum1Re);
                Turned(TLanes.Add(evenRe, oddRe), TLanes.Add(evenIm, oddIm), turn + 2, toRe, toIm, to + (2 * run));
                Turned(TLanes.Subtract(evenRe, oddRe), TLanes.Subtract(evenIm, oddIm), turn + 10, toRe, toIm, to + (6 * run));

                // Odd outputs: points 1 and 3 turned by an eighth and three eighths, 2 by a quarter.
                TVector leftRe = TLanes.Multiply(diagonal, TLanes.Add(away1Re, away1Im));
                TVector leftIm = TLanes.Multiply(diagonal, TLanes.Subtract(away1Im, away1Re));
                TVector rightRe = TLanes.Multiply(diagonal, TLanes.Subtract(away3Im, away3Re));
                TVector rightIm = TLanes.Multiply(diagonal, TLanes.Add(away3Re, away3Im));
                evenRe = TLanes.Add(away0Re, away2Im);
                evenIm = TLanes.Subtract(away0Im, away2Re);
                oddRe = TLanes.Add(leftRe, rightRe);
                oddIm = TLanes.Subtract(leftIm, rightIm);
                Turned(TLanes.Add(evenRe, oddRe), TLanes.Add(evenIm, oddIm), turn, toRe, toIm, to + run);
                Turned(TLanes.Subtract(evenRe, oddRe), TLanes.Subtract(evenIm, oddIm), turn + 8, toRe, toIm, to + (5 * run));
                evenRe = TLanes.Subtract(away0Re, away2Im);
                evenIm = TLanes.Add(away0Im, away2Re);
                oddRe = TLanes.Add(leftIm, rightIm);
                oddIm = TLanes.Subtract(rightRe, leftRe);
                Turned(TLanes.Add(evenRe, oddRe), TLanes.Add(evenIm, oddIm), turn + 4, toRe, toIm, to + (3 * run));
                Turned(TLanes.Subtract(evenRe, oddRe), TLanes.Subtract(evenIm, oddIm), turn + 12, toRe, toIm, to + (7 * run));
            }
        }

        static void Turned(TVector x, TVector y, T* turn, T* toRe, T* toIm, nint at)
            => FftKernel.StoreProduct<TLanes, TVector, T>(x, y, TLanes.Broadcast(turn[0]), TLanes.Broadcast(turn[1]), toRe, toIm, at);
    }
}
