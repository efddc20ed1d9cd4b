using Hark.Audio;

namespace Hark.Cli.Tests;

public class ToneCommandTests
{
    [Fact]
    public void Writes_the_sum_of_its_partials()
    {
        using var folder = new TemporaryFolder();
        HarkProcess.Outcome outcome = folder.Run("tone", "a.wav", "--partial", "100:0.5", "--partial", "250:0.25:1.5", "--rate", "8000", "--seconds", "0.5").Expect(0);
        Assert.Equal("a.wav: 4000 samples, 8000 Hz, 0.5 s, peak ", outcome.Out[..outcome.Out.IndexOf("0.7", StringComparison.Ordinal)]);
        Assert.Empty(outcome.Error);
        AudioClip clip = AudioClip.Load(folder["a.wav"]);
        Assert.Equal((8000, 1, 4000), (clip.SampleRate, clip.Channels, clip.Frames));
        for (int i = 0; i < clip.Frames; i++)
        {
            double time = i / 8000.0;
            double expected = (0.5 * Math.Sin(2 * Math.PI * 100 * time)) + (0.25 * Math.Sin((2 * Math.PI * 250 * time) - 1.5));
            Assert.Equal(expected, clip.Samples[i], 1.0 / 32768);
        }
    }

    [Fact]
    public void Says_at_which_frequency_a_tone_above_the_Nyquist_limit_is_heard()
    {
        using var folder = new TemporaryFolder();
        HarkProcess.Outcome outcome = folder.Run("tone", "alias.wav", "--partial", "5000:0.5", "--partial", "1000:0.1", "--rate", "8000").Expect(0);
        Assert.Equal("warning: 5000 Hz lies above the Nyquist limit of 4000 Hz: it will be heard as 3000 Hz.", Assert.Single(outcome.ErrorLines));
        folder.Run("tone", "heard.wav", "--partial", "3000:0.5:3.14159265358979", "--partial", "1000:0.1", "--rate", "8000").Expect(0);
        Assert.Equal(File.ReadAllBytes(folder["heard.wav"]), File.ReadAllBytes(folder["alias.wav"]));
    }

    [Fact]
    public void Left_to_itself_it_writes_the_concert_pitch_for_a_second()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("a.wav: 16000 samples, 16000 Hz, 1 s, peak 0.500\n", folder.Run("tone", "a.wav").Expect(0).Out);
        folder.Run("tone", "b.wav", "--partial", "440:0.5").Expect(0);
        Assert.Equal(File.ReadAllBytes(folder["b.wav"]), File.ReadAllBytes(folder["a.wav"]));
    }

    [Fact]
    public void Noise_is_named_by_its_seed_and_a_clipped_wave_is_told()
    {
        using var folder = new TemporaryFolder();
        folder.Run("tone", "a.wav", "--noise", "0.5", "--seed", "1").Expect(0);
        folder.Run("tone", "b.wav", "--noise", "0.5", "--seed", "1").Expect(0);
        folder.Run("tone", "c.wav", "--noise", "0.5", "--seed", "2", "--quiet").Expect(0);
        Assert.Equal(File.ReadAllBytes(folder["a.wav"]), File.ReadAllBytes(folder["b.wav"]));
        Assert.NotEqual(File.ReadAllBytes(folder["a.wav"]), File.ReadAllBytes(folder["c.wav"]));
        Assert.StartsWith("warning: the wave reaches 2.00 and is cut off at 1", folder.Run("tone", "d.wav", "--partial", "125", "--partial", "125").Expect(0).Error, StringComparison.Ordinal);
    }
}
