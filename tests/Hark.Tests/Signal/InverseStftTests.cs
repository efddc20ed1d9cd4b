using Hark.Audio;
using Hark.Signal;

namespace Hark.Tests.Signal;

public class InverseStftTests
{
    [Theory, MemberData(nameof(Oracle.Names), MemberType = typeof(Oracle))]
    public void The_sound_equals_librosas(string name)
    {
        Oracle oracle = Oracle.Open(name);
        AudioClip clip = oracle.Clip;
        ComplexSpectrogram transform = Stft.Transform(clip, new StftOptions { NFft = 258 });
        Near.Absolute(oracle.Re("istft_258"), Stft.Inverse(transform, clip.Frames).Samples, 1e-6);
    }

    [Theory]
    [InlineData(258, null, null, Window.Hann, PadMode.Zero)]
    [InlineData(512, 160, 480, Window.Hann, PadMode.Reflect)]
    [InlineData(255, 50, 200, Window.Hamming, PadMode.Edge)]
    [InlineData(256, 256, null, Window.Rectangular, PadMode.Zero)]
    [InlineData(214, 53, null, Window.Blackman, PadMode.Zero)]
    public void Inverting_a_transform_returns_the_signal(int nFft, int? hop, int? win, Window window, PadMode padding)
    {
        AudioClip clip = Oracle.Open("chirp-8k").Clip;
        var options = new StftOptions { NFft = nFft, HopSamples = hop, WinSamples = win, Window = window, PadMode = padding };
        AudioClip back = Stft.Inverse(Stft.Transform(clip, options), clip.Frames);
        Assert.Equal(clip.SampleRate, back.SampleRate);

        // Samples past the last frame's window cannot come back.
        int reached = Math.Min(clip.Frames, (((clip.Frames / options.EffectiveHopSamples) * options.EffectiveHopSamples) + (options.EffectiveWinSamples / 2)) - 2);
        double[] expected = Array.ConvertAll(clip.Samples[..reached].ToArray(), value => (double)value);
        Near.Absolute(expected, back.Samples[..reached], 1e-6);
    }

    [Fact]
    public void A_longer_length_is_filled_with_zeros_and_none_takes_what_the_frames_cover()
    {
        AudioClip clip = Oracle.Open("chirp-8k").Clip;
        ComplexSpectrogram transform = Stft.Transform(clip, new StftOptions { NFft = 256 });
        Assert.Equal(8000, Stft.Inverse(transform).Frames);
        AudioClip longer = Stft.Inverse(transform, 9000);
        Assert.Equal(9000, longer.Frames);
        Assert.Equal(0, longer.Samples[8999]);
        Assert.Equal("Inverse STFT: the length is 0 samples, must be at least 1.", Assert.Throws<HarkException>(() => Stft.Inverse(transform, 0)).Message);
    }
}
