using Hark.Audio;
using Hark.Signal;

namespace Hark.Tests.Signal;

public class ClipFitTests
{
    [Fact]
    public void A_clip_that_fits_is_left_as_it_is() => AssertFit(ClipChanges.None, [1f, 2f, 3f], new([1, 2, 3], 16000), 3);

    [Fact]
    public void A_short_clip_stands_in_the_middle() => AssertFit(ClipChanges.Padded, [0f, 1f, 2f, 0f, 0f], new([1, 2], 16000), 5);

    [Fact]
    public void Of_a_clip_that_is_alike_everywhere_the_beginning_is_kept() => AssertFit(ClipChanges.Cut, [1f, -1f], new([1, -1, 1, -1], 16000), 2);

    [Fact]
    public void Channels_become_their_mean()
        => AssertFit(ClipChanges.MixedDown | ClipChanges.Padded, [0f, 2f, 0f, 0f], new([1, 3, 2, -2], 16000, channels: 2), 4);

    [Theory]
    [InlineData(8000, 16000)]
    [InlineData(16000, 8000)]
    [InlineData(44100, 16000)]
    [InlineData(48000, 16000)]
    [InlineData(22050, 8000)]
    public void Another_rate_is_resampled_to_the_length_that_was_foretold(int rate, int targetRate)
    {
        AudioClip tone = Tone(rate, rate / 2);
        var samples = new float[targetRate];
        ClipChanges changes = ClipFit.Fill(tone, targetRate, samples);

        Assert.Equal(ClipChanges.Resampled | ClipChanges.Padded, changes);
        ReadOnlySpan<float> resampled = Resampler.Resample(tone, targetRate).Samples;
        int before = (samples.Length - resampled.Length) / 2;
        Assert.Equal(resampled.ToArray(), samples[before..(before + resampled.Length)]);
        Assert.All([.. samples[..before], .. samples[(before + resampled.Length)..]], sample => Assert.Equal(0, sample));

        // What is foretold without reading holds to the sample.
        Assert.Equal(ClipChanges.Resampled, ClipFit.Needed(tone.Frames, 1, rate, targetRate, resampled.Length));
        Assert.Equal(ClipChanges.Resampled | ClipChanges.Cut, ClipFit.Needed(tone.Frames, 1, rate, targetRate, resampled.Length - 1));
        Assert.Equal(ClipChanges.Resampled | ClipChanges.Padded, ClipFit.Needed(tone.Frames, 1, rate, targetRate, resampled.Length + 1));
    }

    /// <summary>A word in the middle of a long recording is what is kept; where it is cut from does not change a sample of it.</summary>
    [Theory]
    [InlineData(16000, 16000)]
    [InlineData(16000, 8000)]
    [InlineData(44100, 16000)]
    [InlineData(48000, 16000)]
    public void Of_a_long_recording_the_loudest_stretch_is_kept(int rate, int targetRate)
    {
        float[] samples = new float[rate * 5];
        Tone(rate, rate / 2).Samples.CopyTo(samples.AsSpan(rate * 3));
        var recording = new AudioClip(samples, rate);
        var kept = new float[targetRate];
        Assert.True(ClipFit.Fill(recording, targetRate, kept).HasFlag(ClipChanges.Cut));

        float[] whole = rate == targetRate ? samples : Resampler.Resample(recording, targetRate).Samples.ToArray();
        Assert.InRange(whole.AsSpan().IndexOf(kept), 2.4 * targetRate, 3.1 * targetRate);
        Assert.Equal(whole.Sum(x => x * (double)x), kept.Sum(x => x * (double)x), 1.0);
    }

    [Fact]
    public void A_header_that_claims_any_length_overflows_nothing()
        => Assert.Equal(ClipChanges.Resampled | ClipChanges.Cut, ClipFit.Needed(long.MaxValue, 1, 1, int.MaxValue, 16000));

    private static AudioClip Tone(int rate, int frames)
        => new([.. Enumerable.Range(0, frames).Select(i => (float)Math.Sin(2 * Math.PI * 440 * i / rate))], rate);

    private static void AssertFit(ClipChanges changes, float[] expected, AudioClip clip, int length)
    {
        // Filled before, so that zeros must be written.
        float[] samples = [.. Enumerable.Repeat(9f, length)];
        Assert.Equal(changes, ClipFit.Fill(clip, 16000, samples));
        Assert.Equal(expected, samples);
    }
}
