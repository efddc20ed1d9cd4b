using System.Numerics;

namespace Hark;

/// <summary>
/// The only source of chance in Hark: a small generator whose stream is named by a seed and up to three keys
/// (for example run seed, epoch, clip index), so that any draw can be repeated without replaying those before it.
/// </summary>
/// <remarks>
/// xoshiro256** of Blackman and Vigna (2018), its state filled by SplitMix64 over the seed and keys. It is a mutable struct:
/// pass it by <c>ref</c>. The streams are part of the file formats and never change.
/// </remarks>
public struct SeededRandom
{
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>Starts the stream named by <paramref name="seed"/> and the keys.</summary>
    public SeededRandom(long seed, long key1 = 0, long key2 = 0, long key3 = 0)
    {
        ulong mix = 0x9E3779B97F4A7C15;
        mix = Mix(mix ^ (ulong)seed);
        mix = Mix(mix ^ (ulong)key1);
        mix = Mix(mix ^ (ulong)key2);
        mix = Mix(mix ^ (ulong)key3);
        _s0 = Mix(mix + 0x9E3779B97F4A7C15);
        _s1 = Mix(mix + unchecked(2 * 0x9E3779B97F4A7C15));
        _s2 = Mix(mix + unchecked(3 * 0x9E3779B97F4A7C15));
        _s3 = Mix(mix + unchecked(4 * 0x9E3779B97F4A7C15));
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in 0 ≤ x &lt; 1, 24 random bits.</summary>
    public float NextSingle() => (NextUInt64() >> 40) * (1f / (1 << 24));

    /// <summary>Uniform in 0 ≤ x &lt; 1, 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1L << 53));

    /// <summary>Uniform in <paramref name="low"/> ≤ x &lt; <paramref name="high"/>.</summary>
    public float NextSingle(float low, float high) => low + ((high - low) * NextSingle());

    /// <summary>Uniform integer in 0 ≤ x &lt; <paramref name="bound"/>, without bias (Lemire 2019).</summary>
    public int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong product = (NextUInt64() >> 32) * (uint)bound;
        uint low = (uint)product;
        if (low < (uint)bound)
        {
            uint threshold = unchecked((uint)-bound) % (uint)bound;
            while (low < threshold)
            {
                product = (NextUInt64() >> 32) * (uint)bound;
                low = (uint)product;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>A standard normal draw (Box and Muller, cosine branch).</summary>
    public double NextGaussian()
    {
        double radius = Math.Sqrt(-2.0 * Math.Log(1.0 - NextDouble()));
        return radius * Math.Cos(2.0 * Math.PI * NextDouble());
    }

    /// <summary>Puts <paramref name="items"/> into a uniformly random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
