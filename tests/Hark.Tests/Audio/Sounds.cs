using Hark.Audio;

namespace Hark.Tests.Audio;

/// <summary>Sounds to test with.</summary>
internal static class Sounds
{
    public static readonly WavEncoding[] Encodings = Enum.GetValues<WavEncoding>();

    /// <summary>The same for theories.</summary>
    public static TheoryData<WavEncoding> All => [.. Encodings];

    /// <summary>A swelling tone per channel with a share of noise, within ±<paramref name="peak"/>.</summary>
    public static AudioClip Speechlike(int frames, int channels = 1, int sampleRate = 16000, double peak = 0.9, double noise = 0.1, long seed = 1)
    {
        var random = new SeededRandom(seed, frames, channels);
        var samples = new float[frames * channels];
        for (int i = 0; i < samples.Length; i++)
        {
            double time = (double)(i / channels) / sampleRate;
            double tone = Math.Sin(2 * Math.PI * (180 + (90 * (i % channels))) * time) * Math.Sin(Math.PI * 3 * time);
            samples[i] = (float)(peak * (((1 - noise) * tone) + (noise * ((2 * random.NextDouble()) - 1))));
        }

        return new AudioClip(samples, sampleRate, channels);
    }

    /// <summary>White noise over the whole of ±1, its ends included.</summary>
    public static AudioClip FullScaleNoise(int frames, int channels = 1, int sampleRate = 16000)
    {
        var random = new SeededRandom(2, frames, channels);
        var samples = new float[frames * channels];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = random.NextSingle(-1, 1);
        }

        samples[0] = 1;
        samples[^1] = -1;
        return new AudioClip(samples, sampleRate, channels);
    }

    /// <summary>The same samples, said to be of another rate.</summary>
    public static AudioClip At(this AudioClip clip, int sampleRate) => new(clip.Samples.ToArray(), sampleRate, clip.Channels);

    /// <summary>10·log10 of the power of <paramref name="wanted"/> over that of the difference.</summary>
    public static double SignalToNoiseDb(ReadOnlySpan<float> wanted, ReadOnlySpan<float> got)
    {
        double signal = 0, noise = 0;
        for (int i = 0; i < wanted.Length; i++)
        {
            signal += (double)wanted[i] * wanted[i];
            noise += Math.Pow((double)wanted[i] - got[i], 2);
        }

        return 10 * Math.Log10(signal / noise);
    }
}
