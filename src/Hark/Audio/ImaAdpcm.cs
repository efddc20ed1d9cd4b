using System.Buffers.Binary;
using System.Diagnostics;

namespace Hark.Audio;

/// <summary>
/// IMA (Intel/DVI) ADPCM as WAV files hold it: 4 bits a sample, each the difference to the sample before it in units of a step that grows
/// and shrinks with the signal. A block begins, for each channel, with its first sample (16 bits), the index of its step and a zero byte;
/// then groups of 4 bytes a channel, each 8 samples, low half first. Source: IMA Digital Audio Focus and Technical Working Groups,
/// "Recommended Practices for Enhancing Digital Audio Compatibility", 1992.
/// </summary>
internal static class ImaAdpcm
{
    /// <summary>The highest step index.</summary>
    public const int LastIndex = 88;

    private const int HeadBytes = 4;
    private const int GroupFrames = 8;

    /// <summary>Sizes of the step on the 16-bit scale, each about 1.1 times the one before.</summary>
    private static readonly short[] Steps =
    [
        7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118, 130, 143,
        157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552,
        1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487,
        12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
    ];

    /// <summary>What each magnitude does to the index: small differences shrink the step, large ones grow it.</summary>
    private static readonly sbyte[] IndexSteps = [-1, -1, -1, -1, 2, 4, 6, 8];

    // For each (index, code) the signed difference and the next index, so that decoding a sample is two look-ups and a clamp.
    private static readonly int[] Differences = MakeDifferences();
    private static readonly byte[] NextIndices = MakeNextIndices();

    /// <summary>Frames that a block of <paramref name="bytes"/> holds; 0 where it is shorter than its head.</summary>
    public static int FramesIn(int bytes, int channels)
    {
        int head = HeadBytes * channels;
        return bytes < head ? 0 : 1 + ((bytes - head) / head * GroupFrames);
    }

    /// <summary>Bytes of the block that holds <paramref name="frames"/>, one more than a multiple of 8.</summary>
    public static int BytesFor(int frames, int channels) => HeadBytes * channels * (1 + ((frames - 1) / GroupFrames));

    /// <summary>
    /// Decodes the first frames of a block. <paramref name="samples"/> [frames × channels], at most <see cref="FramesIn"/> frames, is overwritten.
    /// </summary>
    /// <returns>False where the head of a channel names a step index above 88: the block is damaged.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> block, int channels, Span<float> samples)
    {
        int frames = samples.Length / channels;
        Debug.Assert(frames <= FramesIn(block.Length, channels));
        for (int channel = 0; channel < channels; channel++)
        {
            ReadOnlySpan<byte> head = block[(HeadBytes * channel)..];
            int predicted = BinaryPrimitives.ReadInt16LittleEndian(head);
            int index = head[2];
            if (index > LastIndex)
            {
                return false;
            }

            samples[channel] = predicted * (1f / 32768);
            int at = HeadBytes * (channels + channel);
            for (int frame = 1; frame < frames; frame += GroupFrames, at += HeadBytes * channels)
            {
                uint codes = BinaryPrimitives.ReadUInt32LittleEndian(block[at..]);
                int end = Math.Min(frame + GroupFrames, frames);
                for (int i = (frame * channels) + channel; i < end * channels; i += channels, codes >>= 4)
                {
                    predicted = Next(predicted, ref index, (int)(codes & 15));
                    samples[i] = predicted * (1f / 32768);
                }
            }
        }

        return true;
    }

    /// <summary>
    /// Encodes one whole block. <paramref name="indices"/> [channels] holds the step index of each channel and is carried from block to
    /// block; <paramref name="block"/> is overwritten.
    /// </summary>
    /// <param name="samples">[frames × channels], frames one more than a multiple of 8.</param>
    /// <param name="indices">0 to 88 each.</param>
    /// <param name="block"><see cref="BytesFor"/> bytes.</param>
    public static void Encode(ReadOnlySpan<float> samples, Span<byte> indices, Span<byte> block)
    {
        int channels = indices.Length;
        int frames = samples.Length / channels;
        Debug.Assert(block.Length == BytesFor(frames, channels));
        for (int channel = 0; channel < channels; channel++)
        {
            Span<byte> head = block.Slice(HeadBytes * channel, HeadBytes);
            int predicted = PcmCodec.ToInt16(samples[channel]);
            int index = indices[channel];
            BinaryPrimitives.WriteInt16LittleEndian(head, (short)predicted);
            head[2] = (byte)index;
            head[3] = 0;
            int at = HeadBytes * (channels + channel);
            for (int frame = 1; frame < frames; frame += GroupFrames, at += HeadBytes * channels)
            {
                uint codes = 0;
                for (int i = 0; i < GroupFrames; i++)
                {
                    int code = CodeFor(PcmCodec.ToInt16(samples[((frame + i) * channels) + channel]) - predicted, index);
                    codes |= (uint)code << (4 * i);
                    predicted = Next(predicted, ref index, code);
                }

                BinaryPrimitives.WriteUInt32LittleEndian(block[at..], codes);
            }

            indices[channel] = (byte)index;
        }
    }

    /// <summary>The index whose step is the smallest not below <paramref name="difference"/>: a good start for a signal that moves so fast.</summary>
    public static byte IndexFor(int difference)
    {
        int index = Array.FindIndex(Steps, step => step >= Math.Abs(difference));
        return (byte)(index < 0 ? LastIndex : index);
    }

    private static int Next(int predicted, ref int index, int code)
    {
        int entry = (index << 4) | code;
        index = NextIndices[entry];
        return Math.Clamp(predicted + Differences[entry], short.MinValue, short.MaxValue);
    }

    /// <summary>The code whose difference is nearest: differences lie at (2·magnitude + 1) eighths of the step.</summary>
    private static int CodeFor(int difference, int index)
    {
        int magnitude = Math.Min(Math.Abs(difference) * 4 / Steps[index], 7);
        return difference < 0 ? magnitude | 8 : magnitude;
    }

    private static int[] MakeDifferences()
    {
        var table = new int[(LastIndex + 1) * 16];
        for (int entry = 0; entry < table.Length; entry++)
        {
            int step = Steps[entry >> 4];

            // Each part is cut off on its own, as the standard's shifts and adds do: every decoder must agree to the bit.
            int difference = (step >> 3) + ((entry & 1) != 0 ? step >> 2 : 0) + ((entry & 2) != 0 ? step >> 1 : 0) + ((entry & 4) != 0 ? step : 0);
            table[entry] = (entry & 8) != 0 ? -difference : difference;
        }

        return table;
    }

    private static byte[] MakeNextIndices()
    {
        var table = new byte[(LastIndex + 1) * 16];
        for (int entry = 0; entry < table.Length; entry++)
        {
            table[entry] = (byte)Math.Clamp((entry >> 4) + IndexSteps[entry & 7], 0, LastIndex);
        }

        return table;
    }
}
