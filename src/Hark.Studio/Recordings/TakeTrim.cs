using Hark.Audio;
using Hark.Data;
using Hark.Signal;

namespace Hark.Studio.Recordings;

/// <summary>
/// Cuts the word out of a take: one second at 16 kHz, as in Speech Commands. Of the stretches that hold all but a little of the loudest one's energy the
/// middle one is taken, so that the word stands in the middle and its quiet ends are kept; the loudest itself often begins or ends with the word.
/// </summary>
internal static class TakeTrim
{
    private const int SampleRate = DataSet.FolderSampleRate;
    private const int Length = SampleRate;
    private const int Step = SampleRate / 100;
    private const double Enough = 0.98;

    public static AudioClip Of(AudioClip take)
    {
        AudioClip mono = take.ToMono();
        AudioClip clip = mono.SampleRate == SampleRate ? mono : Resampler.Resample(mono, SampleRate);
        if (clip.Frames > Length)
        {
            return clip.Slice(Start(clip.Samples), Length);
        }

        float[] padded = new float[Length];
        ClipFit.Fill(clip, SampleRate, padded);
        return new AudioClip(padded, SampleRate);
    }

    private static int Start(ReadOnlySpan<float> samples)
    {
        double[] energies = new double[((samples.Length - Length) / Step) + 1];
        for (int i = 0; i < energies.Length; i++)
        {
            foreach (float sample in samples.Slice(i * Step, Length))
            {
                energies[i] += (double)sample * sample;
            }
        }

        int loudest = Array.IndexOf(energies, energies.Max());
        int first = loudest, last = loudest;
        double enough = energies[loudest] * Enough;
        while (first > 0 && energies[first - 1] >= enough)
        {
            first--;
        }

        while (last < energies.Length - 1 && energies[last + 1] >= enough)
        {
            last++;
        }

        return (first + last) / 2 * Step;
    }
}
