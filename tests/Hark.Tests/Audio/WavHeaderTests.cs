using Hark.Audio;

namespace Hark.Tests.Audio;

public sealed class WavHeaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_field_of_an_extended_header_is_read()
    {
        string path = _folder["six.wav"];
        Sounds.Speechlike(100, 6, 48000).Save(path, WavEncoding.Pcm24);

        WavHeader header = WavHeader.Read(path);

        Assert.Equal(("RIFF", 0xFFFE, WavEncoding.Pcm24), (header.Container, header.FormatTag, header.Encoding));
        Assert.Equal((6, 48000, 48000L * 18, 18, 24), (header.Channels, header.SampleRate, header.ByteRate, header.BlockAlign, header.BitsPerSample));
        Assert.Equal((24, 0x3Fu, new Guid("00000001-0000-0010-8000-00aa00389b71")), (header.ValidBits, header.ChannelMask, header.SubFormat));
        Assert.Equal((100L, 100L, 1800L, 1800L), (header.FactFrames, header.Frames, header.DataBytes, header.DataBytesClaimed));
        Assert.Equal((20L, 40L, 80L), (header.FormatOffset, header.FormatBytes, header.DataOffset));
        Assert.Equal(new FileInfo(path).Length - 8, header.ContainerBytes);
        Assert.False(header.IsTruncated || header.IsOpenEnded);
        Assert.Equal([new("fmt ", 12, 40), new("fact", 60, 4), new WavChunk("data", 72, 1800)], header.Chunks);
    }

    [Theory]
    [InlineData(1, WavEncoding.Pcm8, 1, 16)]
    [InlineData(2, WavEncoding.Pcm16, 1, 16)]
    [InlineData(3, WavEncoding.Pcm16, 0xFFFE, 40)]
    [InlineData(1, WavEncoding.Pcm24, 0xFFFE, 40)]
    [InlineData(1, WavEncoding.Pcm32, 0xFFFE, 40)]
    [InlineData(2, WavEncoding.Float32, 3, 18)]
    [InlineData(4, WavEncoding.Float64, 0xFFFE, 40)]
    [InlineData(1, WavEncoding.ALaw, 6, 18)]
    [InlineData(2, WavEncoding.MuLaw, 7, 18)]
    [InlineData(3, WavEncoding.ImaAdpcm, 0x11, 20)]
    public void The_extended_form_is_written_where_it_is_needed_and_only_there(int channels, WavEncoding encoding, int tag, int formatBytes)
    {
        WavHeader header = Read(Sounds.Speechlike(50, channels).ToWavBytes(encoding));

        Assert.Equal((tag, formatBytes, encoding, channels), (header.FormatTag, header.FormatBytes, header.Encoding, header.Channels));
    }

    [Fact]
    public void Unknown_chunks_of_odd_size_are_passed_over_and_listed_before_and_after_the_data()
    {
        byte[] file = new WavFile().Chunk("LIST", new byte[7]).Format().Chunk("what", new byte[3]).Chunk("data", WavFile.Pcm16(1, 2, 3)).Chunk("id3 ", new byte[5]).Chunk("end\u0001", []).Bytes();

        Assert.Equal([1 / 32768f, 2 / 32768f, 3 / 32768f], Load(file).Samples.ToArray());
        Assert.Equal(
            [new("LIST", 12, 7), new("fmt ", 28, 16), new("what", 52, 3), new("data", 64, 6), new("id3 ", 78, 5), new WavChunk("end?", 92, 0)],
            Read(file).Chunks);
    }

    [Fact]
    public void A_missing_padding_byte_is_noticed()
    {
        byte[] file = new WavFile().Chunk("LIST", [1, 2, 3, 4, 5, 6, 7], pad: false).Format().Chunk("data", WavFile.Pcm16(9)).Bytes();

        Assert.Equal(1, Load(file).Frames);
    }

    [Fact]
    public void Odd_data_are_padded_when_written()
    {
        byte[] file = new AudioClip([0.5f, -0.5f, 0.25f], 8000).ToWavBytes(WavEncoding.Pcm8);

        Assert.Equal(44 + 4, file.Length);
        Assert.Equal(40u, BitConverter.ToUInt32(file, 4));
        Assert.Equal(3u, BitConverter.ToUInt32(file, 40));
    }

    [Theory]
    [InlineData(0xFFFFFFFFu, 0xFFFFFFFFu)]
    [InlineData(0x7FFFF000u, 0x7FFFF024u)]
    [InlineData(0x80000000u, 0x80000024u)]
    [InlineData(0u, 36u)]
    [InlineData(0u, 0u)]
    [InlineData(0u, 0xFFFFFFFFu)]
    public void Sizes_that_a_streaming_writer_never_filled_in_mean_to_the_end(uint dataClaimed, uint containerClaimed)
    {
        byte[] file = new WavFile().Format().Chunk("data", WavFile.Pcm16(1, 2, 3), dataClaimed).Bytes(containerClaimed);

        Assert.True(Read(file).IsOpenEnded);
        Assert.Equal(3, Read(file).Frames);
        Assert.Equal(3, Load(file).Frames);
    }

    [Fact]
    public void Large_files_in_the_RF64_form_are_read()
    {
        var sizes = new byte[28];
        BitConverter.GetBytes(6L).CopyTo(sizes, 8);
        byte[] file = new WavFile().Chunk("ds64", sizes).Format().Chunk("data", WavFile.Pcm16(1, 2, 3), uint.MaxValue).Chunk("LIST", new byte[4]).Bytes(uint.MaxValue, "RF64");

        WavHeader header = Read(file);
        Assert.Equal(("RF64", 6L, 3L, false), (header.Container, header.DataBytesClaimed, header.Frames, header.IsOpenEnded));
        Assert.Equal(3, Load(file).Frames);
    }

    [Fact]
    public void Samples_of_uneven_width_stand_at_the_upper_end_of_their_bytes()
    {
        byte[] file = new WavFile().Format(bits: 12).Chunk("data", WavFile.Pcm16(0x4000, -0x8000)).Bytes();

        Assert.Equal([0.5f, -1f], Load(file).Samples.ToArray());
    }

    [Fact]
    public void The_length_of_blocks_comes_from_their_bytes_and_the_fact_chunk_trims_the_last()
    {
        byte[] file = Sounds.Speechlike(1000, 2).ToWavBytes(WavEncoding.ImaAdpcm);
        WavHeader header = Read(file);

        Assert.Equal((505, 512, 1000L, 1000L, 1024L), (header.FramesPerBlock, header.BlockAlign, header.FactFrames, header.Frames, header.DataBytes));
        file[48]++; // the fact chunk claims 1,001
        Assert.Equal(1001, Load(file).Frames);
        file[51] = 1; // and now millions: the bytes decide
        Assert.Equal(1010, Load(file).Frames);
    }

    private static WavHeader Read(byte[] file)
    {
        using var reader = new WavReader(new MemoryStream(file));
        return reader.Header;
    }

    private static AudioClip Load(byte[] file) => AudioClip.Load(new MemoryStream(file));
}
