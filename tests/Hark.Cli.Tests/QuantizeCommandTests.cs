using Hark.Audio;
using System.Text.Json;

namespace Hark.Cli.Tests;

public class QuantizeCommandTests
{
    [Fact]
    public void Few_bits_leave_few_levels_and_the_noise_that_theory_says()
    {
        using var folder = new TemporaryFolder();
        new ComplexWave(new Partial(441.7, 0.98)).ToClip(16000, 2).Save(folder["in.wav"], WavEncoding.Float32);
        HarkProcess.Outcome outcome = folder.Run("quantize", "in.wav", "out.wav", "--bits", "6", "--json").Expect(0);
        using JsonDocument json = JsonDocument.Parse(outcome.Out);
        Assert.Equal(
            ["bits", "dither", "levels", "step", "largestError", "errorRms", "clippedSamples", "measuredSnrDb", "expectedSnrDb", "theoreticalSnrDb"],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(64, json.RootElement.GetProperty("levels").GetInt32());
        Assert.Equal(1.0 / 32, json.RootElement.GetProperty("step").GetDouble());
        Assert.Equal((6.0206 * 6) + 1.7609, json.RootElement.GetProperty("theoreticalSnrDb").GetDouble(), 1e-3);
        Assert.Equal(json.RootElement.GetProperty("expectedSnrDb").GetDouble(), json.RootElement.GetProperty("measuredSnrDb").GetDouble(), 0.5);

        AudioClip quantized = AudioClip.Load(folder["out.wav"]);
        Assert.Equal(WavEncoding.Pcm8, WavHeader.Read(folder["out.wav"]).Encoding);
        Assert.InRange(quantized.Samples.ToArray().Distinct().Count(), 60, 64);
        Assert.All(quantized.Samples.ToArray(), sample => Assert.Equal(Math.Round(sample * 32), sample * 32));
    }

    [Fact]
    public void Prints_levels_step_error_and_both_ratios_with_and_without_dither()
    {
        using var folder = new TemporaryFolder();
        new ComplexWave(new Partial(441.7, 0.5)).ToClip(8000, 1).Save(folder["in.wav"]);
        string plain = folder.Run("quantize", "in.wav", "plain.wav", "--bits", "4").Expect(0).Out;
        foreach (string expected in new[] { "levels +16 ", "step +0[.]125 ", "largest error +0[.]06", "measured SNR +[0-9.]+ dB", "theory at full scale +25[.]84 dB", "without dither" })
        {
            Assert.Matches(expected, plain);
        }

        string dithered = folder.Run("quantize", "in.wav", "dithered.wav", "--bits", "4", "--dither").Expect(0).Out;
        Assert.Matches("theory at full scale +21[.]07 dB", dithered);
        Assert.NotEqual(File.ReadAllBytes(folder["plain.wav"]), File.ReadAllBytes(folder["dithered.wav"]));
    }

    [Fact]
    public void Sixteen_bits_of_a_sixteen_bit_file_lose_nothing()
    {
        using var folder = new TemporaryFolder();
        new ComplexWave(new Partial(441.7, 0.5)).ToClip(8000, 0.1).Save(folder["in.wav"]);
        Assert.Contains("infinite: nothing was lost", folder.Run("quantize", "in.wav", "out.wav", "--bits", "16").Expect(0).Out, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(folder["in.wav"]), File.ReadAllBytes(folder["out.wav"]));
    }
}
