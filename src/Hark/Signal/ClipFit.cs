using Hark.Audio;

namespace Hark.Signal;

/// <summary>What it takes to bring a clip to the rate and length of a model.</summary>
[Flags]
public enum ClipChanges
{
    None = 0,

    /// <summary>Several channels became their mean.</summary>
    MixedDown = 1,

    /// <summary>The sample rate was changed, band-limited.</summary>
    Resampled = 2,

    /// <summary>Only the loudest stretch was kept.</summary>
    Cut = 4,

    /// <summary>Zeros were added before and after.</summary>
    Padded = 8,
}

/// <summary>
/// Brings any clip to the one rate and length that a model takes: mean of the channels, band-limited resampling; of a longer clip the stretch
/// with the most energy, a shorter one in the middle between zeros. Training, evaluation and use all go through here, so a word may stand
/// anywhere in a recording.
/// </summary>
/// <remarks>TensorFlow's reader of Speech Commands keeps the beginning and pads the end; nearly all clips of that set are one second long.</remarks>
public static class ClipFit
{
    /// <summary>Overwrites all of <paramref name="samples"/> with the clip and says what was done to it.</summary>
    /// <param name="clip">Any rate, length and channel count.</param>
    /// <param name="sampleRate">Hz of the result.</param>
    /// <param name="samples">Its length is the length of the result.</param>
    public static ClipChanges Fill(AudioClip clip, int sampleRate, Span<float> samples)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ClipChanges changes = Needed(clip.Frames, clip.Channels, clip.SampleRate, sampleRate, samples.Length);
        clip = clip.ToMono();
        int first = 0;
        if (changes.HasFlag(ClipChanges.Cut))
        {
            (clip, first) = Loudest(clip, sampleRate, samples.Length);
        }

        clip = clip.SampleRate == sampleRate ? clip : Resampler.Resample(clip, sampleRate);
        int kept = Math.Min(clip.Frames - first, samples.Length);
        int before = (samples.Length - kept) / 2;
        samples[..before].Clear();
        clip.Samples.Slice(first, kept).CopyTo(samples[before..]);
        samples[(before + kept)..].Clear();
        return changes;
    }

    /// <summary>What <see cref="Fill"/> does to a clip of that many frames and channels, without reading it.</summary>
    public static ClipChanges Needed(long frames, int channels, int sampleRate, int targetRate, int targetSamples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetRate, 1);

        // Rounded up, as the resampler does; in 128 bits, as a header may claim any number of frames.
        Int128 resampled = (((Int128)frames * targetRate) + sampleRate - 1) / sampleRate;
        return (channels > 1 ? ClipChanges.MixedDown : ClipChanges.None)
            | (sampleRate != targetRate ? ClipChanges.Resampled : ClipChanges.None)
            | (resampled > targetSamples ? ClipChanges.Cut : ClipChanges.None)
            | (resampled < targetSamples ? ClipChanges.Padded : ClipChanges.None);
    }

    /// <summary>
    /// The stretch of a mono clip with the most energy (the first of equals, found to about 10 ms), with a second on each side for the resampler to
    /// look at, and where in its resampled form the stretch begins.
    /// </summary>
    private static (AudioClip Clip, int First) Loudest(AudioClip clip, int sampleRate, int length)
    {
        ReadOnlySpan<float> samples = clip.Samples;
        int up = sampleRate / Divisor(clip.SampleRate, sampleRate), down = clip.SampleRate / Divisor(clip.SampleRate, sampleRate);

        // Starts lie where an input and an output sample coincide, so that cutting does not shift the resampler's grid.
        int step = Math.Max(1, clip.SampleRate / 100 / down) * down;
        int window = (int)Math.Min(samples.Length, (((long)length * down) + up - 1) / up);
        double energy = 0, most = -1;
        int start = 0;
        for (int i = 0; i < window; i++)
        {
            energy += (double)samples[i] * samples[i];
        }

        for (int at = 0; ; at += step)
        {
            // Rounding in the running sum must not make a stretch of equal loudness look louder.
            if (energy > most * (1 + 1e-9))
            {
                (most, start) = (energy, at);
            }

            if (at + step + window > samples.Length)
            {
                break;
            }

            for (int i = at; i < at + step; i++)
            {
                energy += ((double)samples[i + window] * samples[i + window]) - ((double)samples[i] * samples[i]);
            }
        }

        int margin = Math.Min(start, Math.Max(1, clip.SampleRate / down) * down);
        int end = (int)Math.Min(samples.Length, (long)start + window + clip.SampleRate);
        return (clip.Slice(start - margin, end - start + margin), margin / down * up);
    }

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);
}
