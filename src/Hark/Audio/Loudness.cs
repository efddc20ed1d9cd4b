namespace Hark.Audio;

/// <summary>How strong a sound is, over all its samples. 0 dBFS is amplitude 1; silence is −∞ dB.</summary>
/// <param name="Peak">Largest magnitude of a sample.</param>
/// <param name="Rms">Root of the mean square: what the ear takes for loudness, roughly.</param>
/// <param name="Mean">Mean of the samples (DC offset); near 0 in a sound recording.</param>
/// <param name="FullScaleSamples">Samples at or beyond full scale (magnitude 32767/32768 or more): a sign of clipping.</param>
public readonly record struct Loudness(double Peak, double Rms, double Mean, long FullScaleSamples)
{
    private const float FullScale = 32767f / 32768;

    /// <summary>20·log10 of the peak.</summary>
    public double PeakDbfs => 20 * Math.Log10(Peak);

    /// <summary>20·log10 of the RMS; a sine of amplitude 1 has −3.01 dBFS.</summary>
    public double RmsDbfs => 20 * Math.Log10(Rms);

    /// <summary>How far the peak stands above the RMS (dB): 0 for a square wave, 3.01 for a sine; 0 for silence.</summary>
    public double CrestFactorDb => Peak > 0 ? PeakDbfs - RmsDbfs : 0;

    /// <summary>Measures all channels together.</summary>
    public static Loudness Of(AudioClip clip)
    {
        ArgumentNullException.ThrowIfNull(clip);
        return Of(clip.Samples);
    }

    /// <summary>Measures <paramref name="samples"/>; all is 0 where there are none.</summary>
    public static Loudness Of(ReadOnlySpan<float> samples)
    {
        double peak = 0, sum = 0, squares = 0;
        long full = 0;
        foreach (float sample in samples)
        {
            float magnitude = Math.Abs(sample);
            peak = Math.Max(peak, magnitude);
            sum += sample;
            squares += (double)sample * sample;
            full += magnitude >= FullScale ? 1 : 0;
        }

        int count = Math.Max(1, samples.Length);
        return new Loudness(peak, Math.Sqrt(squares / count), sum / count, full);
    }
}
