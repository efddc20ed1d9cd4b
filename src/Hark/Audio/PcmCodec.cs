using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hark.Audio;

/// <summary>
/// Integer samples, little endian. N bits hold x · 2^(N−1), so that −1 is the lowest value and +1 just out of reach; 8-bit samples are
/// unsigned, shifted by 128. Encoding rounds to the nearest and saturates. Source and destination must not overlap.
/// </summary>
internal static class PcmCodec
{
    /// <summary>(byte − 128) / 128. <paramref name="samples"/> is overwritten.</summary>
    public static void Decode8(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        Debug.Assert(bytes.Length == samples.Length);
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (bytes[i] - 128) * (1f / 128);
        }
    }

    /// <summary>int16 / 32768. <paramref name="samples"/> is overwritten.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Decode16(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        Debug.Assert(bytes.Length == samples.Length * 2);
        int i = 0;
        if (BitConverter.IsLittleEndian)
        {
            // One vector of 16-bit integers widens to two of 32 bits, which convert exactly. The remainder goes one by one.
            ReadOnlySpan<short> shorts = MemoryMarshal.Cast<byte, short>(bytes);
            for (; i <= samples.Length - Vector<short>.Count; i += Vector<short>.Count)
            {
                Vector.Widen(new Vector<short>(shorts[i..]), out Vector<int> low, out Vector<int> high);
                (Vector.ConvertToSingle(low) * (1f / 32768)).CopyTo(samples[i..]);
                (Vector.ConvertToSingle(high) * (1f / 32768)).CopyTo(samples[(i + Vector<int>.Count)..]);
            }
        }

        for (; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]) * (1f / 32768);
        }
    }

    /// <summary>int24 / 2²³. <paramref name="samples"/> is overwritten.</summary>
    public static void Decode24(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        Debug.Assert(bytes.Length == samples.Length * 3);
        for (int i = 0; i < samples.Length; i++)
        {
            ReadOnlySpan<byte> b = bytes.Slice(3 * i, 3);
            int value = b[0] | (b[1] << 8) | ((sbyte)b[2] << 16);
            samples[i] = value * (1f / (1 << 23));
        }
    }

    /// <summary>int32 / 2³¹, rounded to the 24 bits a float holds. <paramref name="samples"/> is overwritten.</summary>
    public static void Decode32(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        Debug.Assert(bytes.Length == samples.Length * 4);
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]) * (1f / 2147483648f);
        }
    }

    /// <summary>round(x · 128) + 128, in 0..255. <paramref name="bytes"/> is overwritten.</summary>
    public static void Encode8(ReadOnlySpan<float> samples, Span<byte> bytes)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            bytes[i] = (byte)(Math.Clamp(MathF.Round(samples[i] * 128), -128, 127) + 128);
        }
    }

    /// <summary>round(x · 32768), in −32768..32767. <paramref name="bytes"/> is overwritten.</summary>
    public static void Encode16(ReadOnlySpan<float> samples, Span<byte> bytes)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes[(2 * i)..], ToInt16(samples[i]));
        }
    }

    /// <summary>round(x · 2²³), in −2²³..2²³−1. <paramref name="bytes"/> is overwritten.</summary>
    public static void Encode24(ReadOnlySpan<float> samples, Span<byte> bytes)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            int value = (int)Math.Clamp(MathF.Round(samples[i] * (1 << 23)), -(1 << 23), (1 << 23) - 1);
            bytes[3 * i] = (byte)value;
            bytes[(3 * i) + 1] = (byte)(value >> 8);
            bytes[(3 * i) + 2] = (byte)(value >> 16);
        }
    }

    /// <summary>round(x · 2³¹), in −2³¹..2³¹−1. <paramref name="bytes"/> is overwritten.</summary>
    public static void Encode32(ReadOnlySpan<float> samples, Span<byte> bytes)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            // In double: +1 must saturate to 2³¹−1, which no float holds.
            int value = (int)Math.Clamp(Math.Round(samples[i] * 2147483648.0), int.MinValue, int.MaxValue);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(4 * i)..], value);
        }
    }

    /// <summary>The nearest 16-bit integer, saturating.</summary>
    public static short ToInt16(float sample) => (short)Math.Clamp(MathF.Round(sample * 32768), -32768, 32767);
}
