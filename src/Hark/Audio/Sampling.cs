namespace Hark.Audio;

/// <summary>Digitising, first half: a continuous wave is looked at only so many times a second.</summary>
public static class Sampling
{
    /// <summary>
    /// The values of <paramref name="wave"/> at t = 0, 1/rate, 2/rate … with no filter before, so that what lies above the Nyquist limit is
    /// seen and heard as what it is mistaken for.
    /// </summary>
    /// <param name="wave">Amplitude at a time in seconds.</param>
    /// <param name="sampleRate">Hz, at least 1.</param>
    /// <param name="seconds">More than 0; rounded to whole samples, at least one.</param>
    /// <returns>Mono, [round(seconds · sampleRate)] samples.</returns>
    public static AudioClip Sample(Func<double, double> wave, int sampleRate, double seconds)
    {
        ArgumentNullException.ThrowIfNull(wave);
        CheckRate(sampleRate);
        double frames = Math.Round(seconds * sampleRate);
        if (!(frames >= 1 && frames <= Array.MaxLength))
        {
            throw new ArgumentOutOfRangeException(
                nameof(seconds), seconds, $"At {sampleRate} Hz a clip lasts at least one sample and at most {Array.MaxLength / sampleRate} seconds.");
        }

        var samples = new float[(int)frames];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (float)wave((double)i / sampleRate);
        }

        return new AudioClip(samples, sampleRate);
    }

    /// <summary>Half the sample rate: tones below it are captured, tones above it are mistaken for others (Nyquist and Shannon).</summary>
    public static double NyquistHz(int sampleRate)
    {
        CheckRate(sampleRate);
        return sampleRate / 2.0;
    }

    /// <summary>
    /// The frequency that a tone is heard at once sampled: |f − rate · round(f / rate)|, its distance to the nearest multiple of the rate. Below
    /// the Nyquist limit that is f itself.
    /// </summary>
    public static double AliasFrequencyHz(double frequencyHz, int sampleRate)
    {
        CheckRate(sampleRate);
        return Math.Abs(frequencyHz - (sampleRate * Math.Round(frequencyHz / sampleRate)));
    }

    private static void CheckRate(int sampleRate)
    {
        if (sampleRate < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(sampleRate), sampleRate, "A sample rate is 1 Hz or more.");
        }
    }
}
