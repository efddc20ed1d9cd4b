using Hark.Audio;

namespace Hark.Tests.Audio;

public class PcmReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Samples_are_the_same_however_the_stream_is_cut(int atOnce)
    {
        short[] samples = [0, 1, -1, short.MaxValue, short.MinValue, 1234];
        using var reader = new PcmReader(new Drip([.. samples.SelectMany(BitConverter.GetBytes), 7], atOnce));
        var found = new List<float>();
        var piece = new float[4];
        while (reader.Read(piece) is var count and > 0)
        {
            found.AddRange(piece[..count]);
        }

        Assert.Equal(samples.Select(sample => sample / 32768f), found);
        Assert.Equal(0, reader.Read([]));
    }

    [Fact]
    public void A_stream_that_breaks_is_told_by_name()
    {
        using var reader = new PcmReader(new Drip(null, 1), "the pipe");
        Assert.Equal("the pipe: cannot be read (broken). Check where it comes from.", Assert.Throws<HarkException>(() => reader.Read(new float[4])).Message);
    }

    [Theory]
    [InlineData("fLaC", "FLAC")]
    [InlineData("OggS", "Ogg (Vorbis or Opus)")]
    public void A_file_of_another_format_is_refused(string first, string format)
    {
        using var reader = new PcmReader(new Drip([.. System.Text.Encoding.ASCII.GetBytes(first), .. new byte[100]], 3), "the pipe");
        string message = Assert.Throws<HarkException>(() => reader.Read(new float[1])).Message;
        Assert.StartsWith($"the pipe: is {format}; expected raw 16-bit samples or a WAV file. Convert the file first, ", message, StringComparison.Ordinal);
    }

    /// <summary>Frames of 128 kbit/s at 44.1 kHz have 144 · 128,000 / 44,100 = 417 bytes, those of 8 kbit/s at 11.025 kHz 72 · 8000 / 11,025 = 52.</summary>
    [Theory]
    [InlineData(0xFB, 0x90, 417)]
    [InlineData(0xFB, 0x92, 418)]
    [InlineData(0xE3, 0x10, 52)]
    public void Mp3_is_told_from_samples_by_its_second_frame(byte second, byte third, int frameBytes)
    {
        byte[] sound = new byte[2000];
        sound[0] = 0xFF;
        sound[1] = second;
        sound[2] = third;
        var samples = new float[1000];
        using (var alone = new PcmReader(new Drip(sound, 700)))
        {
            Assert.NotEqual(0, alone.Read(samples));
        }

        sound.AsSpan(0, 3).CopyTo(sound.AsSpan(frameBytes));
        using var reader = new PcmReader(new Drip(sound, 700), "the pipe");
        Assert.StartsWith("the pipe: is MP3; ", Assert.Throws<HarkException>(() => reader.Read(samples)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Soft_noise_is_no_mp3_however_it_begins()
    {
        for (short second = -40; second <= 40; second++)
        {
            short[] samples = [-1, second, -1, second, 3, -1, second, -1];
            using var reader = new PcmReader(new Drip([.. samples.SelectMany(BitConverter.GetBytes)], 16));
            var found = new float[samples.Length];
            Assert.Equal(samples.Length, reader.Read(found));
            Assert.Equal(samples.Select(sample => sample / 32768f), found);
        }
    }

    /// <summary>Gives a few bytes at a time; without bytes it is broken.</summary>
    private sealed class Drip(byte[]? bytes, int atOnce) : MemoryStream(bytes ?? [])
    {
        public override int Read(Span<byte> buffer) => bytes is null ? throw new IOException("broken") : base.Read(buffer[..Math.Min(atOnce, buffer.Length)]);
    }
}
