using Hark.Audio;

namespace Hark.Tests.Audio;

public class WavDescriptionTests
{
    [Fact]
    public void A_plain_header_in_plain_words()
    {
        Assert.Equal(
            [
                new("container", "RIFF/WAVE", "a file made of chunks, each with a name and a size"),
                new("container size", "32036 bytes", "what follows, as claimed"),
                new("format tag", "0x0001", "codec: PCM"),
                new("encoding", "16-bit integer", "as on a compact disc"),
                new("channels", "1", "mono: one signal"),
                new("sample rate", "16000 Hz", "samples per second and channel; holds tones up to 8000 Hz"),
                new("byte rate", "32000 bytes/s", "bytes for one second of sound"),
                new("block align", "2 bytes", "one frame: a sample of every channel"),
                new("bits per sample", "16", "65536 levels"),
                new("data size", "32000 bytes", "the samples, from byte 44 on"),
                new("length", "16000 frames", "1 seconds"),
                new("chunk 'fmt '", "16 bytes at byte 12", "how the samples are stored"),
                new WavField("chunk 'data'", "32000 bytes at byte 36", "the samples"),
            ],
            Describe(Sounds.Speechlike(16000).ToWavBytes()));
    }

    [Fact]
    public void An_extended_header_names_its_loudspeakers_and_codec()
    {
        IReadOnlyList<WavField> fields = Describe(Sounds.Speechlike(100, 3).ToWavBytes(WavEncoding.Pcm24));

        Assert.Contains(new("format tag", "0xFFFE", "extended header: the codec is named by the sub-format"), fields);
        Assert.Contains(new("channel mask", "0x7", "loudspeakers: front left, front right, front centre"), fields);
        Assert.Contains(new("sub-format", "00000001-0000-0010-8000-00aa00389b71", "codec: PCM"), fields);
        Assert.Contains(new("valid bits", "24", "bits of a sample that carry sound"), fields);
        Assert.Contains(new("fact", "100 frames", "samples per channel"), fields);
    }

    [Fact]
    public void What_is_wrong_or_odd_is_said()
    {
        byte[] file = Sounds.Speechlike(1000).ToWavBytes(WavEncoding.ImaAdpcm);
        Assert.Contains(new("block align", "256 bytes", "one block of 505 frames, all channels"), Describe(file));
        Assert.Contains(new("data size", "512 bytes", "the file is cut off: only 412 bytes are there"), Describe(file[..^100]));

        file = new WavFile().Format().Chunk("what", new byte[3]).Chunk("data", new byte[100], uint.MaxValue).Bytes();
        BitConverter.GetBytes(99u).CopyTo(file, 28);
        IReadOnlyList<WavField> fields = Describe(file);
        Assert.Contains(new("byte rate", "99 bytes/s", "wrong: 32000 bytes make one second; harmless, Hark does not rely on it"), fields);
        Assert.Contains(new("data size", "4294967295 bytes", "never filled in (written to a pipe, or broken off): the samples go on to the end of the file"), fields);
        Assert.Contains(new("chunk 'what'", "3 bytes at byte 36", "not known to Hark; passed over"), fields);
    }

    [Theory]
    [MemberData(nameof(Sounds.All), MemberType = typeof(Sounds))]
    public void Every_encoding_is_explained(WavEncoding encoding)
    {
        IReadOnlyList<WavField> fields = Describe(Sounds.Speechlike(100, 2).ToWavBytes(encoding));

        Assert.Contains(fields, field => field.Name is "encoding" && field.Value == encoding.DisplayName());
        Assert.All(fields, field => Assert.False(string.IsNullOrWhiteSpace(field.Value) || string.IsNullOrWhiteSpace(field.Meaning)));
    }

    private static IReadOnlyList<WavField> Describe(byte[] file)
    {
        using var reader = new WavReader(new MemoryStream(file), allowTruncated: true);
        return WavDescription.Of(reader.Header);
    }
}
