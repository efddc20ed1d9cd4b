namespace Hark.Data;

/// <summary>Puts noise under a clip so loud that the clip stands a number of decibels above it.</summary>
internal static class NoiseAtRatio
{
    /// <summary>
    /// samples[t] += v · noise[t] with v such that 10 log10(Σ samples² / Σ (v · noise)²) is <paramref name="ratioDb"/>, both sums over the whole clip. A clip of
    /// zeros, and noise of zeros, are left as they are.
    /// </summary>
    public static void Add(Span<float> samples, NoiseCut noise, double ratioDb)
    {
        double clipEnergy = 0, noiseEnergy = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            float hiss = noise.Stretch[(noise.Start + i) % noise.Stretch.Length];
            clipEnergy += (double)samples[i] * samples[i];
            noiseEnergy += (double)hiss * hiss;
        }

        if (noiseEnergy > 0)
        {
            noise.AddTo(samples, (float)Math.Sqrt(clipEnergy / noiseEnergy / Math.Pow(10, ratioDb / 10)));
        }
    }
}
