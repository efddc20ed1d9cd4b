using Hark.Audio;
using Hark.Signal;

namespace Hark.Cli.Tests;

public class ConvertCommandTests
{
    [Theory]
    [InlineData("4", WavEncoding.ImaAdpcm)]
    [InlineData("8", WavEncoding.Pcm8)]
    [InlineData("16", WavEncoding.Pcm16)]
    [InlineData("24", WavEncoding.Pcm24)]
    [InlineData("32", WavEncoding.Pcm32)]
    [InlineData("32f", WavEncoding.Float32)]
    [InlineData("64f", WavEncoding.Float64)]
    [InlineData("alaw", WavEncoding.ALaw)]
    [InlineData("ulaw", WavEncoding.MuLaw)]
    public void Every_encoding_is_written_and_sounds_the_same(string bits, WavEncoding encoding)
    {
        using var folder = new TemporaryFolder();
        AudioClip clip = new ComplexWave(new Partial(440, 0.5), new Partial(700, 0.2)).ToClip(8000, 0.5);
        clip.Save(folder["in.wav"], WavEncoding.Float32);
        folder.Run("convert", "in.wav", "out.wav", "--bits", bits).Expect(0);
        Assert.Equal(encoding, WavHeader.Read(folder["out.wav"]).Encoding);
        AudioClip back = AudioClip.Load(folder["out.wav"]);
        Assert.Equal((clip.SampleRate, clip.Channels, clip.Frames), (back.SampleRate, back.Channels, back.Frames));

        // Dither may move a sample by one step beyond the half of rounding; ADPCM is judged by its noise.
        double tolerance = encoding switch
        {
            WavEncoding.ImaAdpcm => 0.05,
            WavEncoding.Pcm8 or WavEncoding.Pcm16 or WavEncoding.Pcm24 => 3 * encoding.LargestError(),
            _ => encoding.LargestError(),
        };
        for (int i = encoding == WavEncoding.ImaAdpcm ? 100 : 0; i < clip.Frames; i++)
        {
            Assert.Equal(clip.Samples[i], back.Samples[i], tolerance + 1e-9);
        }
    }

    [Fact]
    public void A_long_stereo_file_passes_piece_by_piece_as_if_it_were_one()
    {
        using var folder = new TemporaryFolder();
        AudioClip left = new ComplexWave(new Partial(440, 0.3)) { NoiseAmplitude = 0.3, Seed = 1 }.ToClip(44100, 4);
        AudioClip right = new ComplexWave(new Partial(550, 0.3)) { NoiseAmplitude = 0.3, Seed = 2 }.ToClip(44100, 4);
        AudioClip clip = AudioClip.FromChannels(left, right);
        clip.Save(folder["in.wav"], WavEncoding.Float32);

        folder.Run("convert", "in.wav", "stereo.wav", "--rate", "16000").Expect(0);
        AudioClip stereo = AudioClip.Load(folder["stereo.wav"]);
        Assert.Equal(2, stereo.Channels);
        Assert.Equal(Resampler.Resample(clip, 16000).Samples, stereo.Samples);

        HarkProcess.Outcome outcome = folder.Run("convert", "in.wav", "mono.wav", "--rate", "16000", "--channels", "1").Expect(0);
        Assert.Equal("mono.wav: 32-bit float, 16000 Hz, 1 channel, 64000 frames (4.000 s)\n", outcome.Out);
        Assert.Equal(Resampler.Resample(clip.ToMono(), 16000).Samples, AudioClip.Load(folder["mono.wav"]).Samples);
    }

    [Fact]
    public void Bits_that_are_lost_are_hidden_by_dither_unless_it_is_declined()
    {
        using var folder = new TemporaryFolder();
        new ComplexWave(new Partial(440, 0.5)).ToClip(16000, 1).Save(folder["in.wav"]);
        Assert.EndsWith(", dithered\n", folder.Run("convert", "in.wav", "hiss.wav", "--bits", "8").Expect(0).Out, StringComparison.Ordinal);
        folder.Run("convert", "in.wav", "same.wav", "--bits", "8").Expect(0);
        folder.Run("convert", "in.wav", "other.wav", "--bits", "8", "--seed", "8").Expect(0);
        Assert.DoesNotContain("dithered", folder.Run("convert", "in.wav", "plain.wav", "--bits", "8", "--no-dither").Expect(0).Out, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(folder["hiss.wav"]), File.ReadAllBytes(folder["same.wav"]));
        Assert.NotEqual(File.ReadAllBytes(folder["hiss.wav"]), File.ReadAllBytes(folder["other.wav"]));
        Assert.NotEqual(File.ReadAllBytes(folder["hiss.wav"]), File.ReadAllBytes(folder["plain.wav"]));

        // The same bits again lose nothing, so nothing is added.
        folder.Run("convert", "in.wav", "again.wav").Expect(0);
        Assert.Equal(File.ReadAllBytes(folder["in.wav"]), File.ReadAllBytes(folder["again.wav"]));
    }

    [Fact]
    public void A_file_may_be_converted_in_its_place_and_a_failure_leaves_it()
    {
        using var folder = new TemporaryFolder();
        new ComplexWave(new Partial(440, 0.5)).ToClip(16000, 0.1).ToChannels(2).Save(folder["a.wav"]);
        folder.Run("convert", "a.wav", "a.wav", "--rate", "8000").Expect(0);
        byte[] converted = File.ReadAllBytes(folder["a.wav"]);
        Assert.Equal(8000, WavHeader.Read(folder["a.wav"]).SampleRate);
        Assert.Equal("a.wav: 2 channels cannot be mixed to 3: there is no one right way. Mix to 1 channel first (--channels 1).", folder.Run("convert", "a.wav", "a.wav", "--channels", "3").ExpectFailure());
        Assert.Equal(converted, File.ReadAllBytes(folder["a.wav"]));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_file_larger_than_memory_is_converted_and_described()
    {
        // 96 MB of samples, silence but for the last, and a heap of 48 MB.
        using var folder = new TemporaryFolder();
        const int frames = 24_000_000;
        byte[] header = new AudioClip(new float[2], 16000, 2).ToWavBytes()[..44];
        BitConverter.TryWriteBytes(header.AsSpan(4), 36 + (4 * frames));
        BitConverter.TryWriteBytes(header.AsSpan(40), 4 * frames);
        using (var file = new FileStream(folder["long.wav"], FileMode.Create))
        {
            file.Write(header);
            file.Position = header.Length + (4L * frames) - 4;
            file.Write([0, 0x40, 0, 0x40]);
        }

        (string, string) heap = ("DOTNET_GCHeapHardLimit", "0x3000000");
        HarkProcess.Outcome outcome = HarkProcess.RunWith(heap, folder.Path, "convert", "long.wav", "short.wav", "--channels", "1", "--bits", "8", "--no-dither").Expect(0);
        Assert.Contains($"1 channel, {frames} frames", outcome.Out, StringComparison.Ordinal);
        Assert.Equal(44 + frames, new FileInfo(folder["short.wav"]).Length);
        Assert.Matches("(?m)^peak +-6[.]0 dBFS", HarkProcess.RunWith(heap, folder.Path, "info", "short.wav").Expect(0).Out);
    }
}
