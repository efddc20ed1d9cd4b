using System.Numerics;

namespace Hark.Data;

/// <summary>
/// The random numbers of <c>numpy.random.RandomState(seed)</c>, draw for draw, so that splits made with scikit-learn can be repeated.
/// Everything else in Hark draws from <see cref="SeededRandom"/>.
/// </summary>
/// <remarks>
/// MT19937 of Matsumoto and Nishimura (1998) with its integer seeding of 2002. NumPy has frozen this class: its draws never change.
/// </remarks>
public sealed class NumpyRandom
{
    private const int Size = 624, Shift = 397;
    private readonly uint[] _state = new uint[Size];
    private int _next = Size;

    /// <param name="seed">0 to 4294967295, as NumPy takes it.</param>
    /// <exception cref="HarkException">The seed is out of that range.</exception>
    public NumpyRandom(long seed)
    {
        if (seed is < 0 or > uint.MaxValue)
        {
            throw new HarkException($"seed {seed}: NumPy's and scikit-learn's seeds go from 0 to {uint.MaxValue}. Choose one of those.");
        }

        _state[0] = (uint)seed;
        for (int i = 1; i < Size; i++)
        {
            uint previous = _state[i - 1];
            _state[i] = unchecked((1812433253u * (previous ^ (previous >> 30))) + (uint)i);
        }
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_next == Size)
        {
            Refill();
        }

        uint value = _state[_next++];
        value ^= value >> 11;
        value ^= (value << 7) & 0x9D2C5680;
        value ^= (value << 15) & 0xEFC60000;
        return value ^ (value >> 18);
    }

    /// <summary>Uniform in 0 ≤ x &lt; 1, 53 random bits: <c>random_sample()</c>.</summary>
    public double NextDouble()
    {
        uint high = NextUInt32() >> 5, low = NextUInt32() >> 6;
        return ((high * 67108864.0) + low) / 9007199254740992.0;
    }

    /// <summary>The numbers from 0 to <paramref name="count"/> − 1 in random order: <c>permutation(count)</c>.</summary>
    public int[] Permutation(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] order = [.. Enumerable.Range(0, count)];
        Shuffle<int>(order);
        return order;
    }

    /// <summary>Puts the items into a random order, as <c>shuffle</c> does with an array of one axis.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextAtMost(i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Some of the items, each at most once: <c>choice(items, count, replace=False)</c>.</summary>
    public int[] Choice(ReadOnlySpan<int> items, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, items.Length);
        int[] order = Permutation(items.Length);
        var chosen = new int[count];
        for (int i = 0; i < count; i++)
        {
            chosen[i] = items[order[i]];
        }

        return chosen;
    }

    /// <summary>Uniform in 0 to <paramref name="largest"/>: bits under a mask, drawn again while they are too large.</summary>
    private int NextAtMost(int largest)
    {
        uint mask = uint.MaxValue >> BitOperations.LeadingZeroCount((uint)largest);
        uint value;
        do
        {
            value = NextUInt32() & mask;
        }
        while (value > (uint)largest);

        return (int)value;
    }

    private void Refill()
    {
        for (int i = 0; i < Size; i++)
        {
            uint joined = (_state[i] & 0x80000000) | (_state[(i + 1) % Size] & 0x7FFFFFFF);
            _state[i] = _state[(i + Shift) % Size] ^ (joined >> 1) ^ ((joined & 1) == 0 ? 0 : 0x9908B0DFu);
        }

        _next = 0;
    }
}
