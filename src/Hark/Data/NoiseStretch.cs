namespace Hark.Data;

/// <summary>A recording of noise that tells the energy of any part of it without going over the samples again.</summary>
internal sealed class NoiseStretch
{
    private const int Block = 64;

    // [k] the energy of the first k blocks.
    private readonly double[] _energy;

    public NoiseStretch(float[] samples)
    {
        Samples = samples;
        _energy = new double[(samples.Length / Block) + 1];
        for (int block = 1; block < _energy.Length; block++)
        {
            _energy[block] = _energy[block - 1] + Sum((block - 1) * Block, block * Block);
        }
    }

    public float[] Samples { get; }

    public int Length => Samples.Length;

    /// <summary>Σ x² of <paramref name="count"/> samples: the difference of two sums over blocks, and what sticks out of them at the ends.</summary>
    public double Energy(int start, int count)
    {
        int end = start + count, first = (start + Block - 1) / Block, last = end / Block;
        return first >= last
            ? Sum(start, end)
            : Sum(start, first * Block) + (_energy[last] - _energy[first]) + Sum(last * Block, end);
    }

    private double Sum(int start, int end)
    {
        double sum = 0;
        foreach (float sample in Samples.AsSpan(start, end - start))
        {
            sum += (double)sample * sample;
        }

        return sum;
    }
}
