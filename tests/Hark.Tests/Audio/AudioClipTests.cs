using Hark.Audio;

namespace Hark.Tests.Audio;

public sealed class AudioClipTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_clip_is_saved_and_loaded_by_one_call_each()
    {
        string path = _folder["clip.wav"];
        AudioClip clip = Sounds.Speechlike(8000, 2, 22050);
        clip.Save(path, WavEncoding.Float32);
        AudioClip back = AudioClip.Load(path);

        Assert.Equal((22050, 2, 8000, TimeSpan.FromSeconds(8000 / 22050.0)), (back.SampleRate, back.Channels, back.Frames, back.Duration));
        Assert.Equal(clip.Samples.ToArray(), back.Samples.ToArray());
        clip.Save(path);
        Assert.Equal(WavEncoding.Pcm16, WavHeader.Read(path).Encoding);
    }

    [Fact]
    public void Mono_is_the_mean_of_all_channels()
    {
        var clip = new AudioClip([1, 0.5f, 0, -1, -0.5f, 0.75f], 8000, 3);

        Assert.Equal([0.5f, -0.25f], clip.ToMono().Samples.ToArray());
        Assert.Equal([0.5f, -0.25f], clip.ToChannels(1).Samples.ToArray());
        Assert.Equal((8000, 1), (clip.ToMono().SampleRate, clip.ToMono().Channels));
        AudioClip mono = clip.ToMono();
        Assert.Same(mono, mono.ToMono());
    }

    [Fact]
    public void Channels_come_apart_and_go_together_again()
    {
        AudioClip clip = Sounds.Speechlike(100, 3);
        AudioClip back = AudioClip.FromChannels(clip.Channel(0), clip.Channel(1), clip.Channel(2));

        Assert.Equal(clip.Samples.ToArray(), back.Samples.ToArray());
        Assert.Equal(clip.Samples[4], clip.Channel(1).Samples[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => clip.Channel(3));
        var error = Assert.Throws<ArgumentException>(() => AudioClip.FromChannels(clip.Channel(0), clip.Channel(1).Slice(0, 50)));
        Assert.StartsWith("Clip 1 has 1 channels, 50 frames at 16000 Hz; expected 1 channel, 100 frames at 16000 Hz.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => AudioClip.FromChannels());
    }

    [Fact]
    public void One_channel_becomes_many_and_many_become_one_but_not_other_many()
    {
        var mono = new AudioClip([0.5f, -1], 8000);

        Assert.Equal([0.5f, 0.5f, 0.5f, -1, -1, -1], mono.ToChannels(3).Samples.ToArray());
        Assert.Same(mono, mono.ToChannels(1));
        var error = Assert.Throws<HarkException>(() => mono.ToChannels(3).ToChannels(2));
        Assert.Equal("3 channels cannot be mixed to 2: there is no one right way. Mix to 1 channel first, or pick channels.", error.Message);
    }

    [Fact]
    public void Slices_and_fixed_lengths()
    {
        var clip = new AudioClip([1, 2, 3, 4, 5, 6], 8000, 2);

        Assert.Equal([3f, 4f], clip.Slice(1, 1).Samples.ToArray());
        Assert.Equal([1f, 2f, 3f, 4f], clip.WithFrames(2).Samples.ToArray());
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f, 0f, 0f], clip.WithFrames(4).Samples.ToArray());
        Assert.Same(clip, clip.WithFrames(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => clip.Slice(1, 3));
    }

    [Fact]
    public void Gain_and_one_after_another()
    {
        var clip = new AudioClip([0.25f, -0.5f], 8000);

        Assert.Equal([0.5, -1], clip.WithGain(20 * Math.Log10(2)).Samples.ToArray().Select(sample => Math.Round(sample, 6)));
        Assert.Equal([0.25f, -0.5f, 1f], clip.Then(new AudioClip([1], 8000)).Samples.ToArray());
        var error = Assert.Throws<ArgumentException>(() => clip.Then(new AudioClip([1, 1], 16000, 2)));
        Assert.StartsWith("2 channels at 16000 Hz cannot follow 1 channels at 8000 Hz: convert one of them first.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => clip.WithGain(double.NaN));
    }

    [Fact]
    public void A_clip_refuses_what_is_no_sound()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioClip([0], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioClip([0], 8000, 0));
        var error = Assert.Throws<ArgumentException>(() => new AudioClip([0, 0, 0], 8000, 2));
        Assert.StartsWith("3 samples are no whole number of frames of 2 channels.", error.Message, StringComparison.Ordinal);
    }
}
