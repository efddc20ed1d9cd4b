using Hark.Audio;

namespace Hark.Tests.Audio;

public class ComplexWaveTests
{
    [Fact]
    public void A_wave_is_the_sum_of_its_partials()
    {
        Partial[] partials = [new(440, 0.4), new(880, 0.2, 1), new(1320, 0.1, -2)];
        AudioClip clip = new ComplexWave(partials).ToClip(16000, 0.5);

        Assert.Equal((8000, 1, 16000), (clip.Frames, clip.Channels, clip.SampleRate));
        for (int i = 0; i < clip.Frames; i++)
        {
            Assert.Equal(partials.Sum(partial => partial.ValueAt(i / 16000.0)), clip.Samples[i], 1e-7);
        }
    }

    [Fact]
    public void The_residual_is_uniform_and_named_by_its_seed()
    {
        AudioClip noise = new ComplexWave { NoiseAmplitude = 0.3, Seed = 4 }.ToClip(16000, 4);
        Loudness loudness = Loudness.Of(noise);

        Assert.InRange(loudness.Peak, 0.299, 0.3);
        Assert.Equal(0.3 / Math.Sqrt(3), loudness.Rms, 0.001);
        Assert.Equal(noise.Samples.ToArray(), new ComplexWave { NoiseAmplitude = 0.3, Seed = 4 }.ToClip(16000, 4).Samples.ToArray());
        Assert.NotEqual(noise.Samples.ToArray(), new ComplexWave { NoiseAmplitude = 0.3, Seed = 5 }.ToClip(16000, 4).Samples.ToArray());
    }

    [Fact]
    public void The_residual_is_added_to_the_partials()
    {
        AudioClip clean = new ComplexWave(new Partial(440, 0.5)).ToClip(8000, 0.1);
        AudioClip noisy = new ComplexWave(new Partial(440, 0.5)) { NoiseAmplitude = 0.1 }.ToClip(8000, 0.1);

        for (int i = 0; i < clean.Frames; i++)
        {
            Assert.InRange(noisy.Samples[i] - clean.Samples[i], -0.1001, 0.1001);
        }

        Assert.NotEqual(clean.Samples.ToArray(), noisy.Samples.ToArray());
    }

    [Fact]
    public void Harmonics_are_whole_multiples_of_the_fundamental()
        => Assert.Equal([new(200, 1), new(400, 0.5), new Partial(600, 0.25)], ComplexWave.Harmonic(200, 1, 0.5, 0.25).Partials);

    [Fact]
    public void Lengths_rates_and_noise_out_of_range_are_told()
    {
        var wave = new ComplexWave(new Partial(440));

        Assert.StartsWith("A sample rate is 1 Hz or more.", Assert.Throws<ArgumentOutOfRangeException>(() => wave.ToClip(0, 1)).Message, StringComparison.Ordinal);
        Assert.StartsWith("A sample rate is 1 Hz or more.", Assert.Throws<ArgumentOutOfRangeException>(() => wave.ToClip(-8000, 1)).Message, StringComparison.Ordinal);
        foreach (double seconds in new[] { 0, -1, double.NaN, double.PositiveInfinity, 1e9 })
        {
            Assert.StartsWith(
                "At 16000 Hz a clip lasts at least one sample and at most 134217 seconds.",
                Assert.Throws<ArgumentOutOfRangeException>(() => wave.ToClip(16000, seconds)).Message,
                StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new ComplexWave { NoiseAmplitude = -1 });
    }
}
