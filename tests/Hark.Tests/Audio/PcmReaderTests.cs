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

    /// <summary>Gives a few bytes at a time; without bytes it is broken.</summary>
    private sealed class Drip(byte[]? bytes, int atOnce) : MemoryStream(bytes ?? [])
    {
        public override int Read(Span<byte> buffer) => bytes is null ? throw new IOException("broken") : base.Read(buffer[..Math.Min(atOnce, buffer.Length)]);
    }
}
