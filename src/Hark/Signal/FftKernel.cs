using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hark.Signal;

/// <summary>The complex Fourier transform over lanes: X[k] = Σ x[n]·e^(−2πi·k·n/N), not scaled.</summary>
/// <remarks>Inverse: swap the real and imaginary buffers in the call; the result is N times the signal.</remarks>
internal static unsafe class FftKernel
{
    /// <summary>Transforms [length × lanes] numbers, real and imaginary parts apart.</summary>
    /// <param name="plan">Of the length to transform.</param>
    /// <param name="re">Source; overwritten. The four buffers and the scratch do not overlap.</param>
    /// <param name="im">Source; overwritten.</param>
    /// <param name="workRe">As long as the source; overwritten.</param>
    /// <param name="workIm">As long as the source; overwritten.</param>
    /// <param name="scratch">[<see cref="FftPlan{T}.ScratchLength"/> × lanes].</param>
    /// <returns>True where the result stands in the work buffers, false where it stands in the source.</returns>
    public static bool Forward<TLanes, TVector, T>(FftPlan<T> plan, T* re, T* im, T* workRe, T* workIm, T* scratch)
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (plan.Bluestein is { } tables)
        {
            Bluestein<TLanes, TVector, T>(plan.Length, tables, re, im, scratch);
            return false;
        }

        return Passes<TLanes, TVector, T>(plan, 0, re, im, workRe, workIm, scratch);
    }

    /// <summary>As above from points that are made as they are read; all four buffers are overwritten.</summary>
    public static bool ForwardFrom<TSource, TLanes, TVector, T>(FftPlan<T> plan, TSource source, T* re, T* im, T* workRe, T* workIm, T* scratch)
        where TSource : struct, IFftSource<TVector>
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (plan.Passes.Length > 0)
        {
            Pass<TSource, TLanes, TVector, T>(plan.Passes[0], source, scratch, re, im);
            return Passes<TLanes, TVector, T>(plan, 1, re, im, workRe, workIm, scratch);
        }

        for (nint at = 0; at < (nint)plan.Length * TLanes.Count; at += TLanes.Count)
        {
            TLanes.Store(source.Re(at), re + at);
            TLanes.Store(source.Im(at), im + at);
        }

        return Forward<TLanes, TVector, T>(plan, re, im, workRe, workIm, scratch);
    }

    private static bool Passes<TLanes, TVector, T>(FftPlan<T> plan, int first, T* re, T* im, T* workRe, T* workIm, T* scratch)
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool moved = false;
        for (int i = first; i < plan.Passes.Length; i++)
        {
            if (plan.Passes[i].Groups == 1)
            {
                // The last pass reads and writes the same places: it stays in the buffer that is in the cache.
                Pass<FftBuffer<TLanes, TVector, T>, TLanes, TVector, T>(plan.Passes[i], new(re, im), scratch, re, im);
                break;
            }

            Pass<FftBuffer<TLanes, TVector, T>, TLanes, TVector, T>(plan.Passes[i], new(re, im), scratch, workRe, workIm);
            T* usedRe = re;
            T* usedIm = im;
            re = workRe;
            im = workIm;
            workRe = usedRe;
            workIm = usedIm;
            moved = !moved;
        }

        return moved;
    }

    /// <summary>
    /// One pass. A pass with one group may write where it reads: each of its butterflies loads all its points before it stores one.
    /// </summary>
    private static void Pass<TSource, TLanes, TVector, T>(FftPass<T> pass, TSource source, T* scratch, T* toRe, T* toIm)
        where TSource : struct, IFftSource<TVector>
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* twiddles = pass.Twiddles, roots = pass.Roots)
        {
            switch (pass.Radix)
            {
                case 2:
                    FftSmallRadix.Two<TSource, TLanes, TVector, T>(pass, twiddles, source, toRe, toIm);
                    break;
                case 3:
                    FftSmallRadix.Three<TSource, TLanes, TVector, T>(pass, twiddles, source, toRe, toIm);
                    break;
                case 4:
                    FftSmallRadix.Four<TSource, TLanes, TVector, T>(pass, twiddles, source, toRe, toIm);
                    break;
                case 5:
                    FftFifthRadix.Five<TSource, TLanes, TVector, T>(pass, twiddles, source, toRe, toIm);
                    break;
                case 8:
                    FftEighthRadix.Eight<TSource, TLanes, TVector, T>(pass, twiddles, source, toRe, toIm);
                    break;
                case FftRadix43.Radix:
                    FftRadix43.FortyThree<TSource, TLanes, TVector, T>(pass, twiddles, roots, source, scratch, toRe, toIm);
                    break;
                default:
                    FftOddRadix.Any<TSource, TLanes, TVector, T>(pass, twiddles, roots, source, scratch, toRe, toIm);
                    break;
            }
        }
    }

    /// <summary>(re, im) × (cosine, sine) stored at <paramref name="at"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreProduct<TLanes, TVector, T>(TVector re, TVector im, TVector cosine, TVector sine, T* destinationRe, T* destinationIm, nint at)
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged
    {
        TLanes.Store(TLanes.SubtractProduct(im, sine, TLanes.Multiply(re, cosine)), destinationRe + at);
        TLanes.Store(TLanes.MultiplyAdd(im, cosine, TLanes.Multiply(re, sine)), destinationIm + at);
    }

    private static void Bluestein<TLanes, TVector, T>(int length, BluesteinTables<T> tables, T* re, T* im, T* scratch)
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int lanes = TLanes.Count;
        int inner = tables.Inner.Length;
        nint size = (nint)inner * lanes;
        T* aRe = scratch;
        T* aIm = scratch + size;
        T* bRe = scratch + (2 * size);
        T* bIm = scratch + (3 * size);
        T* rest = scratch + (4 * size);
        TVector zero = TLanes.Broadcast(T.Zero);
        fixed (T* chirp = tables.Chirp, kernel = tables.Kernel)
        {
            for (int k = 0; k < inner; k++)
            {
                nint at = (nint)k * lanes;
                if (k < length)
                {
                    Scale(TLanes.Load(re + at), TLanes.Load(im + at), chirp + (2 * k), aRe, aIm, at);
                }
                else
                {
                    TLanes.Store(zero, aRe + at);
                    TLanes.Store(zero, aIm + at);
                }
            }

            bool moved = Forward<TLanes, TVector, T>(tables.Inner, aRe, aIm, bRe, bIm, rest);
            T* xRe = moved ? bRe : aRe;
            T* xIm = moved ? bIm : aIm;
            T* yRe = moved ? aRe : bRe;
            T* yIm = moved ? aIm : bIm;

            for (int k = 0; k < inner; k++)
            {
                nint at = (nint)k * lanes;
                Scale(TLanes.Load(xRe + at), TLanes.Load(xIm + at), kernel + (2 * k), xRe, xIm, at);
            }

            // Swapped buffers: the inverse.
            moved = Forward<TLanes, TVector, T>(tables.Inner, xIm, xRe, yIm, yRe, rest);
            xRe = moved ? yRe : xRe;
            xIm = moved ? yIm : xIm;

            for (int k = 0; k < length; k++)
            {
                nint at = (nint)k * lanes;
                Scale(TLanes.Load(xRe + at), TLanes.Load(xIm + at), chirp + (2 * k), re, im, at);
            }
        }

        static void Scale(TVector x, TVector y, T* factor, T* destinationRe, T* destinationIm, nint at)
            => StoreProduct<TLanes, TVector, T>(x, y, TLanes.Broadcast(factor[0]), TLanes.Broadcast(factor[1]), destinationRe, destinationIm, at);
    }
}
