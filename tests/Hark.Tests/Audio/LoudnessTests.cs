using Hark.Audio;

namespace Hark.Tests.Audio;

public class LoudnessTests
{
    [Fact]
    public void A_full_scale_sine()
    {
        Loudness loudness = Loudness.Of(new ComplexWave(new Partial(1000)).ToClip(48000, 1));

        Assert.Equal(0, loudness.PeakDbfs, 1e-6);
        Assert.Equal(-3.0103, loudness.RmsDbfs, 1e-4);
        Assert.Equal(3.0103, loudness.CrestFactorDb, 1e-4);
        Assert.Equal(0, loudness.Mean, 1e-7);
        Assert.Equal(2000, loudness.FullScaleSamples);
    }

    [Fact]
    public void A_square_wave_an_offset_and_silence()
    {
        Assert.Equal(new Loudness(0.5, 0.5, 0, 0), Loudness.Of([0.5f, -0.5f, 0.5f, -0.5f]));
        Assert.Equal(0, Loudness.Of([0.5f, -0.5f]).CrestFactorDb, 1e-12);
        Assert.Equal(-6.0206, Loudness.Of([0.5f, -0.5f]).PeakDbfs, 1e-4);
        Assert.Equal(0.25, Loudness.Of([0.25f, 0.25f]).Mean);

        Loudness silence = Loudness.Of(new float[10]);
        Assert.Equal((double.NegativeInfinity, double.NegativeInfinity, 0), (silence.PeakDbfs, silence.RmsDbfs, silence.CrestFactorDb));
        Assert.Equal(default, Loudness.Of([]));
    }

    [Fact]
    public void A_file_read_piece_by_piece_is_as_loud_as_the_whole()
    {
        AudioClip clip = new ComplexWave(new Partial(100, 0.7)) { NoiseAmplitude = 0.2, Seed = 3 }.ToClip(48000, 1).ToChannels(2);
        using var reader = new WavReader(new MemoryStream(clip.ToWavBytes(WavEncoding.Float32)));

        Assert.Equal(Loudness.Of(clip), Loudness.Of(reader));
    }
}
