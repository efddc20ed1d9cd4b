using System.Numerics;

namespace Hark.Signal;

/// <summary>The pass of radix 5; places and twiddles as in <see cref="FftSmallRadix"/>.</summary>
internal static unsafe class FftFifthRadix
{
    public static void Five<TSource, TLanes, TVector, T>(FftPass<T> pass, T* twiddles, TSource source, T* toRe, T* toIm)
        where TSource : struct, IFftSource<TVector>
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVector cosine72 = TLanes.Broadcast(T.CreateTruncating(0.30901699437494742410));
        TVector cosine144 = TLanes.Broadcast(T.CreateTruncating(-0.80901699437494742410));
        TVector sine72 = TLanes.Broadcast(T.CreateTruncating(0.95105651629515357212));
        TVector sine144 = TLanes.Broadcast(T.CreateTruncating(0.58778525229247312917));
        nint run = (nint)pass.Stride * TLanes.Count;
        nint far = run * pass.Groups;
        for (int group = 0; group < pass.Groups; group++)
        {
            T* turn = twiddles + (8 * group);
            nint from = run * group;
            nint to = 5 * from;
            for (nint end = from + run; from < end; from += TLanes.Count, to += TLanes.Count)
            {
                TVector aRe = source.Re(from);
                TVector aIm = source.Im(from);
                (TVector nearRe, TVector nearSideRe) = Pair(source.Re(from + far), source.Re(from + (4 * far)));
                (TVector nearIm, TVector nearSideIm) = Pair(source.Im(from + far), source.Im(from + (4 * far)));
                (TVector farRe, TVector farSideRe) = Pair(source.Re(from + (2 * far)), source.Re(from + (3 * far)));
                (TVector farIm, TVector farSideIm) = Pair(source.Im(from + (2 * far)), source.Im(from + (3 * far)));
                TLanes.Store(TLanes.Add(aRe, TLanes.Add(nearRe, farRe)), toRe + to);
                TLanes.Store(TLanes.Add(aIm, TLanes.Add(nearIm, farIm)), toIm + to);

                TVector even1Re = TLanes.MultiplyAdd(cosine72, nearRe, TLanes.MultiplyAdd(cosine144, farRe, aRe));
                TVector even1Im = TLanes.MultiplyAdd(cosine72, nearIm, TLanes.MultiplyAdd(cosine144, farIm, aIm));
                TVector odd1Re = TLanes.MultiplyAdd(sine72, nearSideRe, TLanes.Multiply(sine144, farSideRe));
                TVector odd1Im = TLanes.MultiplyAdd(sine72, nearSideIm, TLanes.Multiply(sine144, farSideIm));
                TVector even2Re = TLanes.MultiplyAdd(cosine144, nearRe, TLanes.MultiplyAdd(cosine72, farRe, aRe));
                TVector even2Im = TLanes.MultiplyAdd(cosine144, nearIm, TLanes.MultiplyAdd(cosine72, farIm, aIm));
                TVector odd2Re = TLanes.SubtractProduct(sine72, farSideRe, TLanes.Multiply(sine144, nearSideRe));
                TVector odd2Im = TLanes.SubtractProduct(sine72, farSideIm, TLanes.Multiply(sine144, nearSideIm));

                Turned(TLanes.Add(even1Re, odd1Im), TLanes.Subtract(even1Im, odd1Re), turn, toRe, toIm, to + run);
                Turned(TLanes.Add(even2Re, odd2Im), TLanes.Subtract(even2Im, odd2Re), turn + 2, toRe, toIm, to + (2 * run));
                Turned(TLanes.Subtract(even2Re, odd2Im), TLanes.Add(even2Im, odd2Re), turn + 4, toRe, toIm, to + (3 * run));
                Turned(TLanes.Subtract(even1Re, odd1Im), TLanes.Add(even1Im, odd1Re), turn + 6, toRe, toIm, to + (4 * run));
            }
        }

        static (TVector Sum, TVector Difference) Pair(TVector a, TVector b) => (TLanes.Add(a, b), TLanes.Subtract(a, b));

        static void Turned(TVector x, TVector y, T* turn, T* toRe, T* toIm, nint at)
            => FftKernel.StoreProduct<TLanes, TVector, T>(x, y, TLanes.Broadcast(turn[0]), TLanes.Broadcast(turn[1]), toRe, toIm, at);
    }
}
