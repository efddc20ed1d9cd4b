using System.Buffers.Binary;

namespace Hark.Audio;

/// <summary>
/// Makes the bytes before the first sample. More than two channels, and integers wider than 16 bits, take the extended form, as Microsoft
/// asks; every codec but plain integers gets a "fact" chunk. The length depends on the format only, so it can be rewritten in place.
/// </summary>
internal static class WavHeaderWriter
{
    /// <summary>Stands for a size not known yet; readers take it as "to the end of the file".</summary>
    public const long Unknown = uint.MaxValue;

    /// <summary>The header for <paramref name="frames"/> in <paramref name="dataBytes"/>, both possibly <see cref="Unknown"/>.</summary>
    public static byte[] Make(WavEncoding encoding, int channels, int sampleRate, int blockAlign, int framesPerBlock, long frames, long dataBytes)
    {
        int tag = encoding.FormatTag();
        bool ima = encoding == WavEncoding.ImaAdpcm;
        bool extended = !ima && (channels > 2 || encoding is WavEncoding.Pcm24 or WavEncoding.Pcm32);
        int formatBytes = extended ? 40 : ima ? 20 : tag == WavFormatTags.Pcm ? 16 : 18;
        bool fact = tag != WavFormatTags.Pcm || extended;
        var header = new byte[12 + 8 + formatBytes + (fact ? 12 : 0) + 8];
        var writer = new Cursor(header);

        writer.Name("RIFF"u8);
        writer.UInt32(dataBytes == Unknown ? Unknown : header.Length - 8 + dataBytes + (dataBytes & 1));
        writer.Name("WAVE"u8);
        writer.Name("fmt "u8);
        writer.UInt32(formatBytes);
        writer.UInt16(extended ? WavFormatTags.Extensible : tag);
        writer.UInt16(channels);
        writer.UInt32(sampleRate);
        writer.UInt32(Math.Min(uint.MaxValue, (long)sampleRate * blockAlign / framesPerBlock));
        writer.UInt16(blockAlign);
        writer.UInt16(encoding.Bits());
        if (extended)
        {
            writer.UInt16(22);
            writer.UInt16(encoding.Bits());
            writer.UInt32(ChannelMask(channels));
            writer.UInt16(tag);
            writer.Name(WavFormatTags.SubFormatTail);
        }
        else if (ima)
        {
            writer.UInt16(2);
            writer.UInt16(framesPerBlock);
        }
        else if (formatBytes == 18)
        {
            writer.UInt16(0);
        }

        if (fact)
        {
            writer.Name("fact"u8);
            writer.UInt32(4);
            writer.UInt32(frames);
        }

        writer.Name("data"u8);
        writer.UInt32(dataBytes);
        return header;
    }

    /// <summary>The usual loudspeakers of 1 to 8 channels (centre; left, right; … 7.1); 0, "none in particular", beyond.</summary>
    private static long ChannelMask(int channels) => channels switch
    {
        1 => 0x4,
        2 => 0x3,
        3 => 0x7,
        4 => 0x33,
        5 => 0x37,
        6 => 0x3F,
        7 => 0x13F,
        8 => 0x63F,
        _ => 0,
    };

    private ref struct Cursor(Span<byte> rest)
    {
        private Span<byte> _rest = rest;

        public void Name(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_rest);
            _rest = _rest[bytes.Length..];
        }

        public void UInt16(int value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_rest, (ushort)value);
            _rest = _rest[2..];
        }

        public void UInt32(long value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_rest, (uint)value);
            _rest = _rest[4..];
        }
    }
}
