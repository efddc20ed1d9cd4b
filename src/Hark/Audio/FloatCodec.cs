using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hark.Audio;

/// <summary>IEEE float samples, little endian, taken as they are. Source and destination must not overlap.</summary>
internal static class FloatCodec
{
    /// <summary>32-bit floats, bit for bit. <paramref name="samples"/> is overwritten.</summary>
    public static void Decode32(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        if (BitConverter.IsLittleEndian)
        {
            bytes[..(samples.Length * 4)].CopyTo(MemoryMarshal.AsBytes(samples));
            return;
        }

        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
        }
    }

    /// <summary>64-bit floats, rounded to 32. <paramref name="samples"/> is overwritten.</summary>
    public static void Decode64(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
        }
    }

    /// <summary>32-bit floats, bit for bit. <paramref name="bytes"/> is overwritten.</summary>
    public static void Encode32(ReadOnlySpan<float> samples, Span<byte> bytes)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes[(4 * i)..], samples[i]);
        }
    }

    /// <summary>The same values in 64 bits. <paramref name="bytes"/> is overwritten.</summary>
    public static void Encode64(ReadOnlySpan<float> samples, Span<byte> bytes)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes[(8 * i)..], samples[i]);
        }
    }

    /// <summary>Index of the first NaN or infinity, −1 where there is none.</summary>
    public static int FirstNotFinite(ReadOnlySpan<float> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            if (!float.IsFinite(samples[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
