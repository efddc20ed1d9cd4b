using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hark.Signal;

/// <summary>The pass of radix 43, the large factor of the lesson's 258 = 2·3·43; places and twiddles as in <see cref="FftSmallRadix"/>.</summary>
/// <remarks>
/// As in <see cref="FftOddRadix"/> the sums and differences of mirrored points take 21 × 21 products each. Put in the order of the powers of
/// 3, which generates all numbers 1..42 modulo 43, both tables depend on the difference of the two indices alone (Rader 1968; the sine table
/// after its signs are turned): a cyclic convolution of 21. As 21 = 3 × 7 it is a cyclic convolution of 3 whose numbers are ones of 7
/// (Good 1958), and one of 3 takes 4 products in place of 9: modulo z − 1 one, modulo z² + z + 1 three (Karatsuba). 784 products, not 1,764.
/// </remarks>
internal static unsafe class FftRadix43
{
    public const int Radix = 43;

    /// <summary>Scratch vectors: 2 tables × 4 products × 7 numbers × 2 (re, im), before and after.</summary>
    public const int ScratchLength = 2 * Convolutions * Numbers;

    private const int Generator = 3;
    private const int Half = 21;
    private const int Convolutions = 8;
    private const int Numbers = 14;
    private static readonly int[] Inputs = Order(inverse: true);
    private static readonly int[] Outputs = Order(inverse: false);

    /// <summary>[2 (cosines, sines), 4 products, 7, 7]: the circulant matrices of the eight convolutions.</summary>
    public static T[] Tables<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var tables = new T[Convolutions * 49];
        for (int sines = 0; sines < 2; sines++)
        {
            for (int row = 0; row < 7; row++)
            {
                for (int column = 0; column < 7; column++)
                {
                    // A third of each, for the way back from the two moduli.
                    double k0 = Kernel(0, row - column, sines == 1) / 3;
                    double k1 = Kernel(1, row - column, sines == 1) / 3;
                    double k2 = Kernel(2, row - column, sines == 1) / 3;
                    int at = (sines * 4 * 49) + (row * 7) + column;
                    tables[at] = T.CreateTruncating(k0 + k1 + k2);
                    tables[at + 49] = T.CreateTruncating(k0 - k2);
                    tables[at + 98] = T.CreateTruncating(k1 - k2);
                    tables[at + 147] = T.CreateTruncating(k1 - k0);
                }
            }
        }

        return tables;
    }

    public static void FortyThree<TSource, TLanes, TVector, T>(FftPass<T> pass, T* twiddles, T* tables, TSource source, T* scratch, T* toRe, T* toIm)
        where TSource : struct, IFftSource<TVector>
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int lanes = TLanes.Count;
        nint run = (nint)pass.Stride * lanes;
        nint far = run * pass.Groups;
        nint size = Numbers * lanes;
        T* products = scratch + (Convolutions * size);
        for (int group = 0; group < pass.Groups; group++)
        {
            T* turn = twiddles + (2 * (Radix - 1) * group);
            for (nint q = 0; q < run; q += lanes)
            {
                nint from = (run * group) + q;
                nint to = (run * group * Radix) + q;
                Split<TSource, TLanes, TVector, T>(source, from, far, scratch);
                for (int i = 0; i < Convolutions; i++)
                {
                    SevenBySeven<TLanes, TVector, T>(tables + (49 * i), scratch + (i * size), products + (i * size));
                }

                Join<TLanes, TVector, T>(source.Re(from), source.Im(from), scratch, products, turn, run, toRe + to, toIm + to);
            }
        }
    }

    /// <summary>
    /// Point a of the convolution, a = 0..20, is the sum (difference) of points Inputs[a] and 43 − Inputs[a]; of each three that 7
    /// divides into the same rest: all, 0 − 2, 1 − 2, 0 − 1.
    /// </summary>
    private static void Split<TSource, TLanes, TVector, T>(TSource source, nint from, nint far, T* scratch)
        where TSource : struct, IFftSource<TVector>
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged
    {
        int lanes = TLanes.Count;
        nint size = Numbers * lanes;
        for (int seventh = 0; seventh < 7; seventh++, scratch += 2 * lanes)
        {
            nint p0 = from + (Inputs[seventh] * far);
            nint m0 = from + ((Radix - Inputs[seventh]) * far);
            nint p1 = from + (Inputs[7 + seventh] * far);
            nint m1 = from + ((Radix - Inputs[7 + seventh]) * far);
            nint p2 = from + (Inputs[14 + seventh] * far);
            nint m2 = from + ((Radix - Inputs[14 + seventh]) * far);
            Three(source.Re(p0), source.Re(m0), source.Re(p1), source.Re(m1), source.Re(p2), source.Re(m2), scratch, size);
            Three(source.Im(p0), source.Im(m0), source.Im(p1), source.Im(m1), source.Im(p2), source.Im(m2), scratch + lanes, size);
        }

        static void Three(TVector p0, TVector m0, TVector p1, TVector m1, TVector p2, TVector m2, T* to, nint size)
        {
            Four(TLanes.Add(p0, m0), TLanes.Add(p1, m1), TLanes.Add(p2, m2), to, size);
            Four(TLanes.Subtract(p0, m0), TLanes.Subtract(p1, m1), TLanes.Subtract(p2, m2), to + (4 * size), size);
        }

        static void Four(TVector x0, TVector x1, TVector x2, T* to, nint size)
        {
            TLanes.Store(TLanes.Add(TLanes.Add(x0, x1), x2), to);
            TLanes.Store(TLanes.Subtract(x0, x2), to + size);
            TLanes.Store(TLanes.Subtract(x1, x2), to + (2 * size));
            TLanes.Store(TLanes.Subtract(x0, x1), to + (3 * size));
        }
    }

    /// <summary>y = matrix · x for real and imaginary parts, [7, 2, lanes]; x stays in registers.</summary>
    private static void SevenBySeven<TLanes, TVector, T>(T* matrix, T* x, T* y)
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged
    {
        int lanes = TLanes.Count;
        TVector re0 = TLanes.Load(x);
        TVector im0 = TLanes.Load(x + lanes);
        TVector re1 = TLanes.Load(x + (2 * lanes));
        TVector im1 = TLanes.Load(x + (3 * lanes));
        TVector re2 = TLanes.Load(x + (4 * lanes));
        TVector im2 = TLanes.Load(x + (5 * lanes));
        TVector re3 = TLanes.Load(x + (6 * lanes));
        TVector im3 = TLanes.Load(x + (7 * lanes));
        TVector re4 = TLanes.Load(x + (8 * lanes));
        TVector im4 = TLanes.Load(x + (9 * lanes));
        TVector re5 = TLanes.Load(x + (10 * lanes));
        TVector im5 = TLanes.Load(x + (11 * lanes));
        TVector re6 = TLanes.Load(x + (12 * lanes));
        TVector im6 = TLanes.Load(x + (13 * lanes));
        for (T* end = matrix + 49; matrix < end; matrix += 7, y += 2 * lanes)
        {
            TVector weight = TLanes.Broadcast(matrix[0]);
            TVector re = TLanes.Multiply(weight, re0);
            TVector im = TLanes.Multiply(weight, im0);
            weight = TLanes.Broadcast(matrix[1]);
            re = TLanes.MultiplyAdd(weight, re1, re);
            im = TLanes.MultiplyAdd(weight, im1, im);
            weight = TLanes.Broadcast(matrix[2]);
            re = TLanes.MultiplyAdd(weight, re2, re);
            im = TLanes.MultiplyAdd(weight, im2, im);
            weight = TLanes.Broadcast(matrix[3]);
            re = TLanes.MultiplyAdd(weight, re3, re);
            im = TLanes.MultiplyAdd(weight, im3, im);
            weight = TLanes.Broadcast(matrix[4]);
            re = TLanes.MultiplyAdd(weight, re4, re);
            im = TLanes.MultiplyAdd(weight, im4, im);
            weight = TLanes.Broadcast(matrix[5]);
            re = TLanes.MultiplyAdd(weight, re5, re);
            im = TLanes.MultiplyAdd(weight, im5, im);
            weight = TLanes.Broadcast(matrix[6]);
            re = TLanes.MultiplyAdd(weight, re6, re);
            im = TLanes.MultiplyAdd(weight, im6, im);
            TLanes.Store(re, y);
            TLanes.Store(im, y + lanes);
        }
    }

    /// <summary>From the four products back to three numbers, from even and odd sums to outputs K and 43 − K, turned by their twiddles.</summary>
    private static void Join<TLanes, TVector, T>(TVector firstRe, TVector firstIm, T* sums, T* products, T* turn, nint run, T* toRe, T* toIm)
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int lanes = TLanes.Count;
        nint size = Numbers * lanes;
        TVector three = TLanes.Broadcast(T.CreateTruncating(3));
        TVector totalRe = firstRe;
        TVector totalIm = firstIm;
        for (int seventh = 0; seventh < 7; seventh++, sums += 2 * lanes, products += 2 * lanes)
        {
            totalRe = TLanes.Add(totalRe, TLanes.Load(sums));
            totalIm = TLanes.Add(totalIm, TLanes.Load(sums + lanes));
            Residues(products, size, three, out TVector even0Re, out TVector even1Re, out TVector even2Re);
            Residues(products + lanes, size, three, out TVector even0Im, out TVector even1Im, out TVector even2Im);
            Residues(products + (4 * size), size, three, out TVector odd0Re, out TVector odd1Re, out TVector odd2Re);
            Residues(products + (4 * size) + lanes, size, three, out TVector odd0Im, out TVector odd1Im, out TVector odd2Im);
            Outward(Outputs[seventh], TLanes.Add(firstRe, even0Re), TLanes.Add(firstIm, even0Im), odd0Re, odd0Im, turn, run, toRe, toIm);
            Outward(Outputs[7 + seventh], TLanes.Add(firstRe, even1Re), TLanes.Add(firstIm, even1Im), odd1Re, odd1Im, turn, run, toRe, toIm);
            Outward(Outputs[14 + seventh], TLanes.Add(firstRe, even2Re), TLanes.Add(firstIm, even2Im), odd2Re, odd2Im, turn, run, toRe, toIm);
        }

        TLanes.Store(totalRe, toRe);
        TLanes.Store(totalIm, toIm);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Residues(T* product, nint size, TVector three, out TVector y0, out TVector y1, out TVector y2)
        {
            TVector p = TLanes.Load(product + size);
            TVector c0 = TLanes.Subtract(p, TLanes.Load(product + (2 * size)));
            TVector c1 = TLanes.Add(p, TLanes.Load(product + (3 * size)));
            y2 = TLanes.Subtract(TLanes.Load(product), TLanes.Add(c0, c1));
            y0 = TLanes.MultiplyAdd(three, c0, y2);
            y1 = TLanes.MultiplyAdd(three, c1, y2);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Outward(int k, TVector evenRe, TVector evenIm, TVector oddRe, TVector oddIm, T* turn, nint run, T* toRe, T* toIm)
        {
            // X[K] = even − i·odd, X[43 − K] = even + i·odd.
            T* here = turn + (2 * (k - 1));
            T* mirror = turn + (2 * (Radix - k - 1));
            FftKernel.StoreProduct<TLanes, TVector, T>(
                TLanes.Add(evenRe, oddIm), TLanes.Subtract(evenIm, oddRe), TLanes.Broadcast(here[0]), TLanes.Broadcast(here[1]), toRe, toIm, k * run);
            FftKernel.StoreProduct<TLanes, TVector, T>(
                TLanes.Subtract(evenRe, oddIm), TLanes.Add(evenIm, oddRe), TLanes.Broadcast(mirror[0]), TLanes.Broadcast(mirror[1]), toRe, toIm, (Radix - k) * run);
        }
    }

    /// <summary>Number n = 0..20 that leaves <paramref name="third"/> divided by 3 and <paramref name="seventh"/> divided by 7.</summary>
    private static int Number(int third, int seventh) => ((7 * third) + (15 * seventh)) % Half;

    private static int Power(int exponent)
    {
        int power = 1;
        for (int i = 0; i < exponent; i++)
        {
            power = power * Generator % Radix;
        }

        return power;
    }

    /// <summary>[3, 7] the point ±3^n (inputs: ±3^−n) of number n, its sign such that the sine table is cyclic: (−1)^n·3^n modulo 43.</summary>
    private static int[] Order(bool inverse)
    {
        var order = new int[Half];
        for (int i = 0; i < Half; i++)
        {
            int n = Number(i / 7, i % 7);
            int power = Power(inverse ? (2 * Half) - n : n);
            order[i] = n % 2 == 0 ? power : Radix - power;
        }

        return order;
    }

    /// <summary>cos(2π·3^n/43), or (−1)^n·sin(2π·3^n/43), where n is the number of (third, seventh).</summary>
    private static double Kernel(int third, int seventh, bool sine)
    {
        int n = Number(third, (seventh + 7) % 7);
        double angle = 2 * Math.PI * Power(n) / Radix;
        return !sine ? Math.Cos(angle) : n % 2 == 0 ? Math.Sin(angle) : -Math.Sin(angle);
    }
}
