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

    /// <summary>The end was left out.</summary>
    Cut = 4,

    /// <summary>Zeros were added at the end.</summary>
    Padded = 8,
}

/// <summary>
/// Brings any clip to the one rate and length that a model takes: mean of the channels, band-limited resampling, then the beginning
/// is kept and zeros fill the end, as Speech Commands does it. Training, evaluation and use all go through here.
/// </summary>
public static class ClipFit
{
    private static Resampler? _latest;

    /// <summary>Overwrites all of <paramref name="samples"/> with the clip and says what was done to it.</summary>
    /// <param name="clip">Any rate, length and channel count.</param>
    /// <param name="sampleRate">Hz of the result.</param>
    /// <param name="samples">Its length is the length of the result.</param>
    public static ClipChanges Fill(AudioClip clip, int sampleRate, Span<float> samples)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ClipChanges changes = Needed(clip.Frames, clip.Channels, clip.SampleRate, sampleRate, samples.Length);
        if (clip.Channels > 1 || clip.SampleRate != sampleRate)
        {
            clip = clip.Slice(0, (int)Math.Min(clip.Frames, FramesThatMatter(clip.SampleRate, sampleRate, samples.Length))).ToMono();
            clip = clip.SampleRate == sampleRate ? clip : Between(clip.SampleRate, sampleRate).Resample(clip);
        }

        int kept = Math.Min(clip.Frames, samples.Length);
        clip.Samples[..kept].CopyTo(samples);
        samples[kept..].Clear();
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

    /// <summary>A long recording is not resampled as a whole: what is kept, and a second for the filter to look ahead.</summary>
    private static long FramesThatMatter(int sampleRate, int targetRate, int targetSamples)
        => ((long)targetSamples * sampleRate / targetRate) + sampleRate;

    /// <summary>The clips of a set mostly share one rate: the filter is designed once, not for each of them.</summary>
    private static Resampler Between(int fromRate, int toRate)
    {
        Resampler? latest = Volatile.Read(ref _latest);
        if (latest is null || latest.FromRate != fromRate || latest.ToRate != toRate)
        {
            latest = new Resampler(fromRate, toRate);
            Volatile.Write(ref _latest, latest);
        }

        return latest;
    }
}
