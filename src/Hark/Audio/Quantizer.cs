namespace Hark.Audio;

/// <summary>
/// Digitising, second half: each sample is rounded to one of 2^bits levels. With N bits the step is q = 2^(1−N) and the levels are k·q for
/// k = −2^(N−1) … 2^(N−1) − 1, as in a WAV file; with a single bit they are ±1/2, the sign alone.
/// </summary>
/// <remarks>
/// The error of rounding is at most q/2 and, for a lively signal, close to uniform: power q²/12. A full-scale sine then stands
/// 6.02·N + 1.76 dB above it. Dither adds triangular noise of ±q before rounding (TPDF): the error no longer follows the signal, so that
/// quiet passages hiss instead of grating, at the price of three times its power (4.77 dB).
/// </remarks>
public sealed class Quantizer
{
    private readonly long _seed;
    private readonly double _lowest;
    private readonly double _highest;

    /// <param name="bits">1 to 32.</param>
    /// <param name="dither">Adds triangular noise of ± one step before rounding.</param>
    /// <param name="seed">Names the dither: the same seed gives the same samples.</param>
    public Quantizer(int bits, bool dither = false, long seed = 0)
    {
        if (bits is < 1 or > 32)
        {
            throw new ArgumentOutOfRangeException(nameof(bits), bits, "A quantiser has 1 to 32 bits.");
        }

        Bits = bits;
        Dither = dither;
        _seed = seed;
        _lowest = bits == 1 ? -0.5 : -1;
        _highest = bits == 1 ? 0.5 : 1 - Step;
    }

    public int Bits { get; }

    public bool Dither { get; }

    /// <summary>2^bits.</summary>
    public long Levels => 1L << Bits;

    /// <summary>Distance of two levels: 2 / levels.</summary>
    public double Step => Math.ScaleB(1, 1 - Bits);

    /// <summary>What a full-scale sine reaches: 20·log10(2)·N + 10·log10(3/2) = 6.02·N + 1.76 dB, less 4.77 dB with dither.</summary>
    public double TheoreticalSnrDb => ExpectedSnrDb(1 / Math.Sqrt(2));

    /// <summary>The same for a signal of another level: 10·log10(rms² / (q²/12)), less 4.77 dB with dither.</summary>
    public double ExpectedSnrDb(double rms) => 10 * Math.Log10(rms * rms / (Step * Step / (Dither ? 4 : 12)));

    /// <summary>The level nearest to <paramref name="sample"/>, without dither; beyond the ends the last level.</summary>
    public double Round(double sample)
    {
        double level = Bits == 1 ? Math.Floor(sample) + 0.5 : Math.Round(sample / Step) * Step;
        return Math.Clamp(level, _lowest, _highest);
    }

    /// <summary>Quantises every sample of <paramref name="clip"/> and measures what that did.</summary>
    public Quantization Apply(AudioClip clip)
    {
        ArgumentNullException.ThrowIfNull(clip);
        var random = new SeededRandom(_seed);
        var samples = new float[clip.Samples.Length];
        double signal = 0, noise = 0, largest = 0;
        long clipped = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            double sample = clip.Samples[i];
            double moved = Dither ? sample + (Step * (random.NextDouble() - random.NextDouble())) : sample;
            samples[i] = (float)Round(moved);
            double error = samples[i] - sample;
            largest = Math.Max(largest, Math.Abs(error));
            signal += sample * sample;
            noise += error * error;
            clipped += moved < _lowest - (Step / 2) || moved > _highest + (Step / 2) ? 1 : 0;
        }

        int count = Math.Max(1, samples.Length);
        return new Quantization(this, new AudioClip(samples, clip.SampleRate, clip.Channels), largest, Math.Sqrt(signal / count), Math.Sqrt(noise / count), clipped);
    }
}
