namespace Hark.Data;

/// <summary>Ten seconds each of four noises, made from a fixed seed; the root mean square of each is 0.1.</summary>
internal static class GeneratedNoise
{
    private const int Seconds = 10;
    private const double Loudness = 0.1;
    private const long Seed = SpeechCommandsClips.FixedSeed;

    /// <summary>What each of <see cref="All"/> is called.</summary>
    public static string[] Names => ["white noise", "pink noise", "brown noise", "mains hum"];

    public static float[][] All(int sampleRate) =>
    [
        Normalised(White(sampleRate)),
        Normalised(Pink(sampleRate)),
        Normalised(Brown(sampleRate)),
        Normalised(Hum(sampleRate)),
    ];

    private static double[] White(int sampleRate)
    {
        var random = new SeededRandom(Seed, 1);
        var noise = new double[Seconds * sampleRate];
        foreach (ref double sample in noise.AsSpan())
        {
            sample = random.NextGaussian();
        }

        return noise;
    }

    /// <summary>Power falls by 3 dB an octave: the sum of 16 held random values, value k renewed every 2ᵏ samples (Voss's method).</summary>
    private static double[] Pink(int sampleRate)
    {
        var random = new SeededRandom(Seed, 2);
        var held = new double[16];
        foreach (ref double value in held.AsSpan())
        {
            value = random.NextGaussian();
        }

        var noise = new double[Seconds * sampleRate];
        double sum = held.Sum();
        for (int i = 0; i < noise.Length; i++)
        {
            int octave = Math.Min(int.TrailingZeroCount(i + 1), held.Length - 1);
            sum -= held[octave];
            held[octave] = random.NextGaussian();
            sum += held[octave];
            noise[i] = sum;
        }

        return noise;
    }

    /// <summary>Power falls by 6 dB an octave above about 20 Hz: a leaky sum of white noise.</summary>
    private static double[] Brown(int sampleRate)
    {
        var random = new SeededRandom(Seed, 3);
        double leak = Math.Exp(-2 * Math.PI * 20 / sampleRate);
        var noise = new double[Seconds * sampleRate];
        double level = 0;
        foreach (ref double sample in noise.AsSpan())
        {
            level = (leak * level) + random.NextGaussian();
            sample = level;
        }

        return noise;
    }

    /// <summary>50 Hz and nine harmonics, falling as 1/k, over a little white noise.</summary>
    private static double[] Hum(int sampleRate)
    {
        var random = new SeededRandom(Seed, 4);
        var noise = new double[Seconds * sampleRate];
        for (int i = 0; i < noise.Length; i++)
        {
            double phase = 2 * Math.PI * 50 * i / sampleRate;
            double sample = 0.05 * random.NextGaussian();
            for (int k = 1; k <= 10 && 50 * k < sampleRate / 2; k++)
            {
                sample += Math.Sin(k * phase) / k;
            }

            noise[i] = sample;
        }

        return noise;
    }

    private static float[] Normalised(double[] noise)
    {
        double square = 0;
        foreach (double sample in noise)
        {
            square += sample * sample;
        }

        double gain = Loudness / Math.Sqrt(square / noise.Length);
        return Array.ConvertAll(noise, sample => (float)Math.Clamp(sample * gain, -1, 1));
    }
}
