using System.Numerics;

namespace Hark.Signal;

/// <summary>What a complex Fourier transform of one length needs to know: its passes, their twiddle factors, the prime-length tables.</summary>
/// <remarks>
/// Mixed radix (8, 4, 2, 3, 5 and odd primes up to <see cref="LargestDirectPrime"/>) in Stockham's self-sorting order: pass by pass
/// between two buffers, no bit reversal. A length with a larger prime factor goes through Bluestein's convolution instead.
/// Real and imaginary parts stand apart, [length × lanes] each. Immutable, so threads may share it.
/// </remarks>
internal sealed class FftPlan<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Above this a prime's p² direct products cost more than Bluestein's three transforms.</summary>
    public const int LargestDirectPrime = 101;

    public FftPlan(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Length = length;
        List<int> radices = Factor(length);
        if (radices.Count > 0 && radices.Max() > LargestDirectPrime)
        {
            Bluestein = new BluesteinTables<T>(length);
            Passes = [];
            return;
        }

        Passes = new FftPass<T>[radices.Count];
        int remaining = length;
        int stride = 1;
        for (int i = 0; i < Passes.Length; i++)
        {
            Passes[i] = new FftPass<T>(radices[i], remaining, stride);
            remaining /= radices[i];
            stride *= radices[i];
        }
    }

    /// <summary>Complex numbers transformed.</summary>
    public int Length { get; }

    public FftPass<T>[] Passes { get; }

    /// <summary>Set where the length has a large prime factor; there are no passes then.</summary>
    public BluesteinTables<T>? Bluestein { get; }

    /// <summary>Scratch numbers (× lanes) that <see cref="FftKernel"/> needs beside the two buffers.</summary>
    public int ScratchLength
        => Bluestein is { } tables
            ? (4 * tables.Inner.Length) + tables.Inner.ScratchLength
            : Passes.Length == 0 ? 0 : Passes.Max(pass => pass.Radix == FftRadix43.Radix ? FftRadix43.ScratchLength : 4 * pass.Radix);

    /// <summary>e^(−2πi·index/length) with the index reduced first, so that long tables stay exact.</summary>
    public static (T Cosine, T Sine) Root(long index, int length)
    {
        (double sine, double cosine) = Math.SinCos(-2.0 * Math.PI * (index % length) / length);
        return (T.CreateTruncating(cosine), T.CreateTruncating(sine));
    }

    private static List<int> Factor(int length)
    {
        var primes = new List<int>();
        int rest = length;
        for (int prime = 3; prime <= rest / prime || prime == 3; prime += 2)
        {
            while (rest % prime == 0 && rest > 1)
            {
                primes.Add(prime);
                rest /= prime;
            }
        }

        int twos = BitOperations.TrailingZeroCount(rest);
        rest >>= twos;
        if (rest > 1)
        {
            primes.Add(rest);
        }

        // The widest first: its work is the same in any place, and the passes after it run long inner loops.
        primes.Sort((a, b) => b.CompareTo(a));
        for (; twos >= 3 && twos != 4; twos -= 3)
        {
            primes.Add(8);
        }

        for (; twos >= 2; twos -= 2)
        {
            primes.Add(4);
        }

        if (twos == 1)
        {
            primes.Add(2);
        }

        return primes;
    }
}

/// <summary>
/// One Stockham pass: <see cref="Length"/> = radix × <see cref="Groups"/> points remain, each <see cref="Stride"/> times side by side.
/// </summary>
internal sealed class FftPass<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public FftPass(int radix, int length, int stride)
    {
        Radix = radix;
        Length = length;
        Stride = stride;
        Groups = length / radix;
        Twiddles = new T[Groups * (radix - 1) * 2];
        for (int group = 0, at = 0; group < Groups; group++)
        {
            for (int k = 1; k < radix; k++)
            {
                (Twiddles[at++], Twiddles[at++]) = FftPlan<T>.Root((long)group * k, length);
            }
        }

        if (radix == FftRadix43.Radix)
        {
            Roots = FftRadix43.Tables<T>();
            return;
        }

        // Small radices need no table.
        int half = radix > 5 ? radix / 2 : 0;
        int blocks = (half + FftOddRadix.Together - 1) / FftOddRadix.Together;
        Roots = new T[blocks * half * FftOddRadix.Together * 2];
        for (int block = 0, at = 0; block < blocks; block++)
        {
            for (int j = 1; j <= half; j++)
            {
                for (int k = 1; k <= FftOddRadix.Together; k++)
                {
                    (Roots[at++], Roots[at++]) = FftPlan<T>.Root((long)j * ((block * FftOddRadix.Together) + k), radix);
                }
            }
        }
    }

    public int Radix { get; }

    public int Length { get; }

    public int Stride { get; }

    public int Groups { get; }

    /// <summary>[groups, radix − 1, 2]: cosine and sine of −2π·group·k/length.</summary>
    public T[] Twiddles { get; }

    /// <summary>
    /// [blocks of outputs, j = 1..radix/2, outputs of a block, 2]: cosine and sine of −2π·j·k/radix; see <see cref="FftOddRadix"/>. Radix
    /// 43: <see cref="FftRadix43.Tables"/>.
    /// </summary>
    public T[] Roots { get; }
}

/// <summary>Bluestein (1970): a transform of any length as a convolution with a chirp, done at a power of two.</summary>
internal sealed class BluesteinTables<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public unsafe BluesteinTables(int length)
    {
        int inner = (int)BitOperations.RoundUpToPowerOf2((uint)((2 * length) - 1));
        Inner = new FftPlan<T>(inner);
        Chirp = new T[length * 2];
        var re = new double[inner];
        var im = new double[inner];
        for (int k = 0; k < length; k++)
        {
            // e^(−πi·k²/length): k² counts modulo 2·length.
            (double sine, double cosine) = Math.SinCos(-Math.PI * ((long)k * k % (2L * length)) / length);
            Chirp[2 * k] = T.CreateTruncating(cosine);
            Chirp[(2 * k) + 1] = T.CreateTruncating(sine);
            re[k] = re[(inner - k) % inner] = cosine;
            im[k] = im[(inner - k) % inner] = -sine;
        }

        var plan = new FftPlan<double>(inner);
        var work = new double[(2 * inner) + plan.ScratchLength];
        Kernel = new T[inner * 2];
        fixed (double* pRe = re, pIm = im, pWork = work)
        {
            bool moved = FftKernel.Forward<DoubleLane, double, double>(plan, pRe, pIm, pWork, pWork + inner, pWork + (2 * inner));
            double* outRe = moved ? pWork : pRe;
            double* outIm = moved ? pWork + inner : pIm;
            for (int k = 0; k < inner; k++)
            {
                // The inverse transform's 1/inner rides along.
                Kernel[2 * k] = T.CreateTruncating(outRe[k] / inner);
                Kernel[(2 * k) + 1] = T.CreateTruncating(outIm[k] / inner);
            }
        }
    }

    /// <summary>The power of two at least 2·length − 1.</summary>
    public FftPlan<T> Inner { get; }

    /// <summary>[length, 2]: e^(−πi·k²/length).</summary>
    public T[] Chirp { get; }

    /// <summary>[inner length, 2]: transform of the conjugate chirp, divided by the inner length.</summary>
    public T[] Kernel { get; }
}
