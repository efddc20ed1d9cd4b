using System.Buffers.Binary;
using System.Text;

namespace Hark.Tests.Audio;

/// <summary>Puts WAV files together chunk by chunk, right or wrong.</summary>
internal sealed class WavFile
{
    private readonly List<byte> _chunks = [];

    /// <summary>A 16-bit format chunk, with any field overridden.</summary>
    public WavFile Format(int tag = 1, int channels = 1, uint rate = 16000, int? blockAlign = null, int bits = 16, byte[]? extension = null)
    {
        var body = new byte[16 + (extension?.Length ?? 0)];
        BinaryPrimitives.WriteUInt16LittleEndian(body, (ushort)tag);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(2), (ushort)channels);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(4), rate);
        int align = blockAlign ?? channels * ((bits + 7) / 8);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(8), (uint)(rate * align));
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(12), (ushort)align);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(14), (ushort)bits);
        extension?.CopyTo(body, 16);
        return Chunk("fmt ", body);
    }

    /// <summary>A chunk, padded to an even length, with its size overridden where <paramref name="claimed"/> is given.</summary>
    public WavFile Chunk(string id, byte[] body, uint? claimed = null, bool pad = true)
    {
        _chunks.AddRange(Encoding.ASCII.GetBytes(id));
        _chunks.AddRange(BitConverter.GetBytes(claimed ?? (uint)body.Length));
        _chunks.AddRange(body);
        if (pad && body.Length % 2 != 0)
        {
            _chunks.Add(0);
        }

        return this;
    }

    /// <summary>The file, its container's size overridden where <paramref name="claimed"/> is given.</summary>
    public byte[] Bytes(uint? claimed = null, string container = "RIFF", string form = "WAVE")
        => [.. Encoding.ASCII.GetBytes(container), .. BitConverter.GetBytes(claimed ?? (uint)(_chunks.Count + 4)), .. Encoding.ASCII.GetBytes(form), .. _chunks];

    /// <summary>16-bit samples as bytes.</summary>
    public static byte[] Pcm16(params short[] samples) => [.. samples.SelectMany(BitConverter.GetBytes)];
}
