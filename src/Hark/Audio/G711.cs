using System.Numerics;

namespace Hark.Audio;

/// <summary>
/// The two logarithmic 8-bit codes of telephony (ITU-T G.711), on the 16-bit scale: amplitude = value / 32768. A code is a sign, a
/// 3-bit exponent (segment) and a 4-bit mantissa, so that quiet sounds get fine steps and loud ones coarse.
/// </summary>
internal static class G711
{
    /// <summary>µ-law adds this before taking the logarithm, so that every magnitude has a leading one at bit 7 or above.</summary>
    private const int MuLawBias = 132;
    private const int MuLawLargest = 32767 - MuLawBias;

    private static readonly float[] MuLawTable = Table(DecodeMuLaw);
    private static readonly float[] ALawTable = Table(DecodeALaw);

    /// <summary><paramref name="samples"/> is overwritten with one amplitude a byte.</summary>
    public static void DecodeMuLaw(ReadOnlySpan<byte> bytes, Span<float> samples) => Decode(MuLawTable, bytes, samples);

    /// <inheritdoc cref="DecodeMuLaw(ReadOnlySpan{byte}, Span{float})"/>
    public static void DecodeALaw(ReadOnlySpan<byte> bytes, Span<float> samples) => Decode(ALawTable, bytes, samples);

    /// <summary>The code of each sample, off by half the step of its segment at most, saturating. <paramref name="bytes"/> is overwritten.</summary>
    public static void EncodeMuLaw(ReadOnlySpan<float> samples, Span<byte> bytes)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            bytes[i] = EncodeMuLaw(PcmCodec.ToInt16(samples[i]));
        }
    }

    /// <inheritdoc cref="EncodeMuLaw(ReadOnlySpan{float}, Span{byte})"/>
    public static void EncodeALaw(ReadOnlySpan<float> samples, Span<byte> bytes)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            bytes[i] = EncodeALaw(PcmCodec.ToInt16(samples[i]));
        }
    }

    /// <summary>µ-law: all bits are stored inverted; value = ±(((2·mantissa + 33) · 2^(exponent + 2)) − 132).</summary>
    public static short DecodeMuLaw(byte code)
    {
        int bits = ~code;
        int magnitude = ((((bits & 0x0F) << 3) + MuLawBias) << ((bits >> 4) & 7)) - MuLawBias;
        return (short)((bits & 0x80) != 0 ? -magnitude : magnitude);
    }

    /// <inheritdoc cref="DecodeMuLaw(byte)"/>
    public static byte EncodeMuLaw(short value)
    {
        int magnitude = Math.Min(Math.Abs((int)value), MuLawLargest) + MuLawBias;
        int exponent = BitOperations.Log2((uint)magnitude) - 7;
        int mantissa = (magnitude >> (exponent + 3)) & 0x0F;
        return (byte)~((value < 0 ? 0x80 : 0) | (exponent << 4) | mantissa);
    }

    /// <summary>
    /// A-law: every other bit is stored inverted, a set sign bit means plus; exponent 0 is linear, value = ±(16·mantissa + 8), above it
    /// value = ±((16·mantissa + 264) · 2^(exponent − 1)).
    /// </summary>
    public static short DecodeALaw(byte code)
    {
        int bits = code ^ 0x55;
        int exponent = (bits >> 4) & 7;
        int magnitude = ((bits & 0x0F) << 4) + 8;
        if (exponent > 0)
        {
            magnitude = (magnitude + 256) << (exponent - 1);
        }

        return (short)((bits & 0x80) != 0 ? magnitude : -magnitude);
    }

    /// <inheritdoc cref="DecodeALaw(byte)"/>
    public static byte EncodeALaw(short value)
    {
        // The complement, not the negative, of a negative value: its steps meet those of the positive side at 0 without a gap.
        int magnitude = value < 0 ? ~value : value;
        int exponent = magnitude < 256 ? 0 : BitOperations.Log2((uint)magnitude) - 7;
        int mantissa = (magnitude >> (exponent == 0 ? 4 : exponent + 3)) & 0x0F;
        return (byte)(((value < 0 ? 0 : 0x80) | (exponent << 4) | mantissa) ^ 0x55);
    }

    private static void Decode(float[] table, ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        bytes = bytes[..samples.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            samples[i] = table[bytes[i]];
        }
    }

    private static float[] Table(Func<byte, short> decode)
    {
        var table = new float[256];
        for (int code = 0; code < table.Length; code++)
        {
            table[code] = decode((byte)code) * (1f / 32768);
        }

        return table;
    }
}
