using System.Text;
using Hark.Audio;

namespace Hark.Tests.Audio;

public sealed class WavBadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_empty_file() => AssertRefused([], "is empty (0 bytes); expected a WAV file");

    [Fact]
    public void A_few_bytes() => AssertRefused("RIFF\u0001"u8.ToArray(), "is 5 bytes long; a WAV header takes at least 44");

    [Fact]
    public void Text() => AssertRefused("hello, world"u8.ToArray(), "begins with 'hell' at byte 0; expected 'RIFF'");

    [Fact]
    public void Another_kind_of_RIFF_file() => AssertRefused(new WavFile().Bytes(form: "AVI "), "is a RIFF file of type 'AVI ' at byte 8; expected 'WAVE'");

    [Fact]
    public void No_chunks() => AssertRefused(new WavFile().Bytes(), "has neither a 'fmt ' nor a 'data' chunk; it ends at byte 12");

    [Fact]
    public void No_data_chunk() => AssertRefused(new WavFile().Format().Bytes(), "has no 'data' chunk, so it holds no samples; it ends at byte 36");

    [Fact]
    public void Data_before_the_format() => AssertRefused(new WavFile().Chunk("data", new byte[4]).Format().Bytes(), "its data chunk at byte 12 comes before any 'fmt ' chunk");

    [Fact]
    public void A_short_format_chunk() => AssertRefused(new WavFile().Chunk("fmt ", new byte[14]).Bytes(), "its 'fmt ' chunk at byte 12 has 14 bytes; expected at least 16");

    [Fact]
    public void A_format_chunk_that_is_cut_off()
        => AssertRefused(new WavFile().Chunk("fmt ", new byte[10], claimed: 16).Bytes(), "its 'fmt ' chunk at byte 12 claims 16 bytes, but the file has 10 more");

    [Fact]
    public void A_chunk_that_claims_more_than_the_file()
        => AssertRefused(new WavFile().Format().Chunk("LIST", new byte[10], claimed: 4_000_000_000).Bytes(), "its 'LIST' chunk at byte 36 claims 4000000000 bytes, but the file has 10 more, and no samples were found before");

    [Fact]
    public void Zero_channels() => AssertRefused(Data(new WavFile().Format(channels: 0)), "its header says 0 channels (byte 22); expected at least 1");

    [Theory]
    [InlineData(0u)]
    [InlineData(0x80000000u)]
    public void A_sample_rate_out_of_range(uint rate)
        => AssertRefused(Data(new WavFile().Format(rate: rate)), $"its header says a sample rate of {rate} Hz (byte 24); expected 1 to 2147483647");

    [Fact]
    public void A_frame_size_that_does_not_fit()
        => AssertRefused(Data(new WavFile().Format(channels: 2, blockAlign: 3)), "its header says 3 bytes per frame (byte 32), but 2 channels of 16 bits make 4");

    [Theory]
    [InlineData(1, 0, "PCM; expected 1 to 32")]
    [InlineData(1, 33, "PCM; expected 1 to 32")]
    [InlineData(3, 16, "IEEE float; expected 32 or 64")]
    [InlineData(6, 16, "A-law; expected 8")]
    [InlineData(7, 4, "mu-law; expected 8")]
    [InlineData(17, 3, "IMA ADPCM; expected 4")]
    public void Bits_that_the_codec_does_not_have(int tag, int bits, string expected)
        => AssertRefused(Data(new WavFile().Format(tag, bits: bits)), $"its header says {bits} bits per sample (byte 34) of {expected}");

    [Fact]
    public void Zero_length_audio()
    {
        AssertRefused(new WavFile().Format().Chunk("data", []).Bytes(), "holds no audio: its data chunk at byte 36 has 0 bytes, not one whole frame");
        AssertRefused(new WavFile().Format(channels: 2).Chunk("data", new byte[3]).Bytes(), "holds no audio: its data chunk at byte 36 has 3 bytes, not one whole frame");
    }

    [Fact]
    public void A_truncated_file_says_what_is_claimed_what_is_there_and_how_to_keep_it()
    {
        byte[] file = Sounds.Speechlike(1000).ToWavBytes()[..1044];
        string path = _folder.Write("cut.wav", file);

        var error = Assert.Throws<HarkException>(() => AudioClip.Load(path));
        Assert.Equal(
            $"{path}: its data chunk at byte 36 claims 2000 bytes, but the file holds 1000 of them: it is cut off. "
            + $"Copy or export it again, or keep what is there with: sox --ignore-length {path} {_folder["cut-kept.wav"]}",
            error.Message);
        Assert.True(WavHeader.Read(path).IsTruncated);
        using var reader = new WavReader(path, allowTruncated: true);
        Assert.Equal(500, reader.ReadAll().Frames);
    }

    [Theory]
    [InlineData(0x0002, "Microsoft ADPCM", true)]
    [InlineData(0x0031, "GSM 6.10", true)]
    [InlineData(0x0055, "MP3", false)]
    [InlineData(0x0050, "MPEG-1 audio layer I or II", false)]
    [InlineData(0x0161, "Windows Media Audio 2", false)]
    [InlineData(0x00FF, "AAC", false)]
    [InlineData(0x0045, "G.726 ADPCM", false)]
    [InlineData(0x2000, "AC-3", false)]
    [InlineData(0xF1AC, "FLAC", false)]
    [InlineData(0x7777, "an unregistered codec", false)]
    public void Codecs_that_Hark_does_not_decode_are_named_with_the_command_that_converts_them(int tag, string codec, bool sox)
    {
        string path = _folder.Write("a b.wav", Data(new WavFile().Format(tag)));

        var error = Assert.Throws<HarkException>(() => AudioClip.Load(path));
        string target = _folder["a b-pcm16.wav"];
        string expected = $"{path}: is stored as {codec} (format tag 0x{tag:X4} at byte 20), which Hark does not decode; expected PCM, float, A-law, mu-law or IMA ADPCM. "
            + $"Convert it with: ffmpeg -i \"{path}\" -c:a pcm_s16le \"{target}\""
            + (sox ? $"   or: sox \"{path}\" -e signed-integer -b 16 \"{target}\"" : "");
        Assert.Equal(expected, error.Message);
    }

    [Fact]
    public void The_command_that_is_named_does_convert()
    {
        Peer.NeedSox();
        string path = _folder["ms.wav"];
        Peer.Run("sox", "-n", "-r", "8000", "-c", "1", "-e", "ms-adpcm", path, "synth", "0.1", "sine", "440");

        string message = Assert.Throws<HarkException>(() => AudioClip.Load(path)).Message;
        Peer.Run("sh", "-c", message[(message.IndexOf("or: ", StringComparison.Ordinal) + 4)..]);
        Assert.Equal(8000, AudioClip.Load(_folder["ms-pcm16.wav"]).SampleRate);
    }

    [Fact]
    public void An_unknown_sub_format_is_named_by_its_GUID()
    {
        byte[] extension = [22, 0, 16, 0, 4, 0, 0, 0, .. new Guid("00000001-0721-11d3-8644-c8c1ca000000").ToByteArray()];
        AssertRefused(Data(new WavFile().Format(0xFFFE, extension: extension)), "its codec is the sub-format 00000001-0721-11d3-8644-c8c1ca000000 (byte 44), which Hark does not know. Convert it with: ffmpeg -i");
        AssertRefused(Data(new WavFile().Format(0xFFFE, extension: [0, 0])), "its extended 'fmt ' chunk at byte 12 has 18 bytes; expected 40");
    }

    [Theory]
    [InlineData("RIFX\0\0\0\0WAVEfmt ", "RIFX (big-endian WAV)")]
    [InlineData("fLaC\0\0\0\"", "FLAC")]
    [InlineData("OggS\0\u0002", "Ogg (Vorbis or Opus)")]
    [InlineData("ID3\u0004", "MP3")]
    [InlineData("FORM\0\0\0\0AIFFCOMM", "AIFF")]
    [InlineData(".snd\0\0\0\u0018", "Sun AU")]
    [InlineData("\0\0\0 ftypM4A ", "MP4 or M4A (AAC)")]
    [InlineData("caff\0\u0001", "Apple CAF")]
    [InlineData("\u00FF\u00FB\u0090\u0044", "MP3")]
    [InlineData("riff\u002E\u0091\u00CF\u0011\u00A5\u00D6\u0028\u00DB\u0004\u00C1\0\0", "Sony Wave64")]
    [InlineData("\u001AE\u00DF\u00A3", "Matroska or WebM")]
    public void Other_kinds_of_file_are_named(string first, string kind)
        => AssertRefused(Encoding.Latin1.GetBytes(first), $"is {kind}; expected a WAV file (RIFF). Convert it with: ffmpeg -i ");

    [Theory]
    [InlineData(WavEncoding.Float32, float.NaN, "NaN", 44 + 14)]
    [InlineData(WavEncoding.Float64, float.PositiveInfinity, "Infinity", 44 + 14)]
    public void Samples_that_are_not_finite_are_named_by_frame_and_byte(WavEncoding encoding, float value, string text, int header)
    {
        byte[] file = Sounds.Speechlike(3000, 2).ToWavBytes(encoding);
        int bytes = encoding.Bits() / 8;
        int at = file.Length - (3 * bytes); // frame 2,998, channel 1
        (bytes == 4 ? BitConverter.GetBytes(value) : BitConverter.GetBytes((double)value)).CopyTo(file, at);

        AssertRefused(file, $"frame 2998, channel 1 (byte {header + (bytes * ((2998 * 2) + 1))}) is {text}; expected a finite number");
    }

    [Fact]
    public void A_damaged_ADPCM_block_is_named_by_its_byte()
    {
        byte[] file = Sounds.Speechlike(1500).ToWavBytes(WavEncoding.ImaAdpcm);
        file[60 + 256 + 2] = 89;
        AssertRefused(file, "the IMA ADPCM block at byte 316 has a step index above 88");
    }

    [Fact]
    public void ADPCM_blocks_that_cannot_be()
    {
        AssertRefused(Data(new WavFile().Format(17, channels: 2, blockAlign: 7, bits: 4)), "its header says IMA ADPCM blocks of 7 bytes (byte 32); 2 channels need at least 8");
        AssertRefused(
            Data(new WavFile().Format(17, blockAlign: 256, bits: 4, extension: [2, 0, 0xFA, 1])),
            "its header says 506 frames in an IMA ADPCM block of 256 bytes (byte 38), which holds 505");
    }

    [Fact]
    public void Files_that_are_not_there_and_folders()
    {
        string missing = _folder["none.wav"];
        Assert.Equal($"{missing}: there is no such file. Check the path.", Assert.Throws<HarkException>(() => AudioClip.Load(missing)).Message);
        string folder = Path.GetDirectoryName(missing)!;
        Assert.Equal($"{folder}: is a folder; expected an audio file. Name a file in it.", Assert.Throws<HarkException>(() => AudioClip.Load(folder)).Message);
    }

    private static byte[] Data(WavFile file) => file.Chunk("data", new byte[64]).Bytes();

    private void AssertRefused(byte[] file, string expected)
    {
        string path = _folder.Write("bad.wav", file);
        var error = Assert.Throws<HarkException>(() => AudioClip.Load(path));
        Assert.StartsWith($"{path}: {expected}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
