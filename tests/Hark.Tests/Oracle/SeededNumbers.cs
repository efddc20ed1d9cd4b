namespace Hark.Tests.Oracle;

/// <summary>
/// Numbers that the oracle scripts and the tests make alike, bit for bit: the twin of <c>tools/oracles/seeded.py</c>.
/// All arithmetic is modulo 2^64; number i of a seed depends on nothing else.
/// </summary>
internal static class SeededNumbers
{
    /// <summary>64 mixed bits.</summary>
    public static ulong Bits(int seed, long i)
    {
        unchecked
        {
            ulong z = ((ulong)seed * 0x9E3779B97F4A7C15) + ((ulong)(i + 1) * 0xBF58476D1CE4E5B9);
            z ^= z >> 30;
            z *= 0xBF58476D1CE4E5B9;
            z ^= z >> 27;
            z *= 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>Uniform in [−1, 1), a multiple of 2^−23: exact in float.</summary>
    public static float Value(int seed, long i) => ((Bits(seed, i) >> 40) * (1f / (1 << 23))) - 1;

    /// <summary>offset + scale · value, computed in double and rounded to float once, as the scripts do.</summary>
    public static void Fill(int seed, Span<float> values, double scale = 1, double offset = 0)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(offset + (scale * Value(seed, i)));
        }
    }

    public static float[] Values(int seed, int count, double scale = 1, double offset = 0)
    {
        float[] values = new float[count];
        Fill(seed, values, scale, offset);
        return values;
    }

    /// <summary>Seeded indices into a flat array (repeats allowed), or all of them where it holds no more than <paramref name="count"/>.</summary>
    public static int[] Entries(int seed, int length, int count = 256) => length <= count
        ? [.. Enumerable.Range(0, length)]
        : [.. Enumerable.Range(0, count).Select(i => (int)(Bits(seed, i) % (ulong)length))];
}
