using System.Buffers.Binary;

namespace Hark.Audio;

/// <summary>The body of a "fmt " chunk, checked: after <see cref="Parse"/> its numbers fit together.</summary>
internal sealed record WavFormat(
    int FormatTag, WavEncoding Encoding, int Channels, int SampleRate, long ByteRate, int BlockAlign, int BitsPerSample)
{
    private const int PlainBytes = 16;
    private const int ExtensibleBytes = 40;

    public int FramesPerBlock { get; init; } = 1;

    public int? ValidBits { get; init; }

    public uint? ChannelMask { get; init; }

    public Guid? SubFormat { get; init; }

    public long Offset { get; init; }

    public long Bytes { get; init; }

    /// <param name="body">The chunk's body, 64 bytes of it at most.</param>
    /// <param name="bytes">The size of the whole body.</param>
    /// <param name="offset">Where it begins in the file.</param>
    /// <param name="name">The file, for messages.</param>
    public static WavFormat Parse(ReadOnlySpan<byte> body, long bytes, long offset, string name)
    {
        if (body.Length < PlainBytes)
        {
            throw new HarkException($"{name}: its 'fmt ' chunk at byte {offset - 8} has {body.Length} bytes; expected at least {PlainBytes}. Export it again.");
        }

        int tag = BinaryPrimitives.ReadUInt16LittleEndian(body);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(body[2..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(body[4..]);
        long byteRate = BinaryPrimitives.ReadUInt32LittleEndian(body[8..]);
        int blockAlign = BinaryPrimitives.ReadUInt16LittleEndian(body[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(body[14..]);
        if (channels == 0)
        {
            throw new HarkException($"{name}: its header says 0 channels (byte {offset + 2}); expected at least 1. Export it again.");
        }

        if (rate is 0 or > int.MaxValue)
        {
            throw new HarkException($"{name}: its header says a sample rate of {rate} Hz (byte {offset + 4}); expected 1 to {int.MaxValue}. Export it again.");
        }

        (int codec, Guid? subFormat) = tag == WavFormatTags.Extensible ? SubFormatOf(body, offset, name) : (tag, null);
        WavEncoding encoding = EncodingOf(codec, bits) ?? throw Unsupported(codec, bits, offset, name);
        var format = new WavFormat(tag, encoding, channels, (int)rate, byteRate, blockAlign, bits) { Offset = offset, Bytes = bytes };
        if (subFormat is not null)
        {
            format = format with
            {
                SubFormat = subFormat,
                ValidBits = BinaryPrimitives.ReadUInt16LittleEndian(body[18..]),
                ChannelMask = BinaryPrimitives.ReadUInt32LittleEndian(body[20..]),
            };
        }

        return encoding == WavEncoding.ImaAdpcm ? format.WithBlocks(body, name) : format.WithFrames(name);
    }

    /// <summary>Whole frames that <paramref name="dataBytes"/> hold; for IMA ADPCM no more than <paramref name="factFrames"/>.</summary>
    public long FramesIn(long dataBytes, long? factFrames)
    {
        if (Encoding != WavEncoding.ImaAdpcm)
        {
            return dataBytes / BlockAlign;
        }

        long frames = (dataBytes / BlockAlign * FramesPerBlock)
            + Math.Min(FramesPerBlock, ImaAdpcm.FramesIn((int)(dataBytes % BlockAlign), Channels));
        return factFrames is > 0 ? Math.Min(frames, factFrames.Value) : frames;
    }

    /// <summary>The header's format fields; the rest is filled in by the caller.</summary>
    public WavHeader ToHeader(string container, long containerBytes) => new()
    {
        Container = container,
        ContainerBytes = containerBytes,
        FormatTag = FormatTag,
        SubFormat = SubFormat,
        Encoding = Encoding,
        Channels = Channels,
        SampleRate = SampleRate,
        ByteRate = ByteRate,
        BlockAlign = BlockAlign,
        BitsPerSample = BitsPerSample,
        ValidBits = ValidBits,
        ChannelMask = ChannelMask,
        FramesPerBlock = FramesPerBlock,
        FormatOffset = Offset,
        FormatBytes = Bytes,
        DataOffset = 0,
        DataBytesClaimed = 0,
        DataBytes = null,
        Frames = null,
        IsOpenEnded = false,
        Chunks = [],
    };

    private static (int Codec, Guid? SubFormat) SubFormatOf(ReadOnlySpan<byte> body, long offset, string name)
    {
        if (body.Length < ExtensibleBytes)
        {
            throw new HarkException(
                $"{name}: its extended 'fmt ' chunk at byte {offset - 8} has {body.Length} bytes; expected {ExtensibleBytes}. Export it again.");
        }

        var guid = new Guid(body.Slice(24, 16));
        if (!body.Slice(26, 14).SequenceEqual(WavFormatTags.SubFormatTail))
        {
            throw new HarkException($"{name}: its codec is the sub-format {guid} (byte {offset + 24}), which Hark does not know. {ConversionHint.For(name, sox: false)}");
        }

        return (BinaryPrimitives.ReadUInt16LittleEndian(body[24..]), guid);
    }

    private static WavEncoding? EncodingOf(int codec, int bits) => (codec, bits) switch
    {
        (WavFormatTags.Pcm, >= 1 and <= 8) => WavEncoding.Pcm8,
        (WavFormatTags.Pcm, > 8 and <= 16) => WavEncoding.Pcm16,
        (WavFormatTags.Pcm, > 16 and <= 24) => WavEncoding.Pcm24,
        (WavFormatTags.Pcm, > 24 and <= 32) => WavEncoding.Pcm32,
        (WavFormatTags.IeeeFloat, 32) => WavEncoding.Float32,
        (WavFormatTags.IeeeFloat, 64) => WavEncoding.Float64,
        (WavFormatTags.ALaw, 8) => WavEncoding.ALaw,
        (WavFormatTags.MuLaw, 8) => WavEncoding.MuLaw,
        (WavFormatTags.ImaAdpcm, 4) => WavEncoding.ImaAdpcm,
        _ => null,
    };

    private static HarkException Unsupported(int codec, int bits, long offset, string name)
    {
        string? expected = codec switch
        {
            WavFormatTags.Pcm => "1 to 32",
            WavFormatTags.IeeeFloat => "32 or 64",
            WavFormatTags.ALaw or WavFormatTags.MuLaw => "8",
            WavFormatTags.ImaAdpcm => "4",
            _ => null,
        };
        return expected is null
            ? new HarkException(
                $"{name}: is stored as {WavFormatTags.Name(codec)} (format tag 0x{codec:X4} at byte {offset}), which Hark does not decode; "
                + $"expected PCM, float, A-law, mu-law or IMA ADPCM. {ConversionHint.For(name, WavFormatTags.SoxDecodes(codec))}")
            : new HarkException(
                $"{name}: its header says {bits} bits per sample (byte {offset + 14}) of {WavFormatTags.Name(codec)}; expected {expected}. {ConversionHint.For(name, sox: false)}");
    }

    private WavFormat WithFrames(string name)
    {
        int expected = Channels * ((BitsPerSample + 7) / 8);
        if (BlockAlign != expected)
        {
            throw new HarkException(
                $"{name}: its header says {BlockAlign} bytes per frame (byte {Offset + 12}), but {Channels} channels of {BitsPerSample} bits make {expected}. "
                + $"The header is damaged: export it again.");
        }

        return this;
    }

    private WavFormat WithBlocks(ReadOnlySpan<byte> body, string name)
    {
        int capacity = ImaAdpcm.FramesIn(BlockAlign, Channels);
        if (capacity == 0)
        {
            throw new HarkException(
                $"{name}: its header says IMA ADPCM blocks of {BlockAlign} bytes (byte {Offset + 12}); {Channels} channels need at least {4 * Channels}. Export it again.");
        }

        int claimed = body.Length >= 20 && SubFormat is null ? BinaryPrimitives.ReadUInt16LittleEndian(body[18..]) : 0;
        if (claimed > capacity)
        {
            throw new HarkException(
                $"{name}: its header says {claimed} frames in an IMA ADPCM block of {BlockAlign} bytes (byte {Offset + 18}), which holds {capacity}. Export it again.");
        }

        return this with { FramesPerBlock = claimed == 0 ? capacity : claimed };
    }
}
