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
        var sums = default(Sums);
        sums.Add(samples);
        return sums.ToLoudness();
    }

    /// <summary>Measures all that is left of a file, piece by piece, whatever its length.</summary>
    /// <exception cref="HarkException">As <see cref="WavReader.Read"/>.</exception>
    public static Loudness Of(WavReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var sums = default(Sums);
        int channels = reader.Header.Channels;
        var piece = new float[Math.Max(1, (1 << 14) / channels) * channels];
        while (reader.Read(piece) is var frames and > 0)
        {
            sums.Add(piece.AsSpan(0, frames * channels));
        }

        return sums.ToLoudness();
    }

    private struct Sums
    {
        private double _peak, _sum, _squares;
        private long _full, _count;

        public void Add(ReadOnlySpan<float> samples)
        {
            foreach (float sample in samples)
            {
                float magnitude = Math.Abs(sample);
                _peak = Math.Max(_peak, magnitude);
                _sum += sample;
                _squares += (double)sample * sample;
                _full += magnitude >= FullScale ? 1 : 0;
            }

            _count += samples.Length;
        }

        public readonly Loudness ToLoudness()
        {
            long count = Math.Max(1, _count);
            return new Loudness(_peak, Math.Sqrt(_squares / count), _sum / count, _full);
        }
    }
}
