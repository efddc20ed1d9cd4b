namespace Hark.Audio;

/// <summary>Recognises, by their first bytes, files that are no RIFF WAV, so that they can be refused by name.</summary>
internal static class ForeignAudio
{
    /// <summary>Bytes <see cref="Recognise"/> looks at.</summary>
    public const int MagicBytes = 16;

    /// <summary>Bytes that show an MP3 frame of any length and the beginning of the next.</summary>
    public const int MpegBytes = LargestMpegFrame + 4;

    private const int LargestMpegFrame = (144 * 320_000 / 32_000) + 1;
    private static readonly int[] MpegKbps = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    private static readonly int[] LowRateMpegKbps = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    private static readonly int[] MpegHz = [44_100, 48_000, 32_000];

    private static readonly byte[] Wave64Guid =
        [0x72, 0x69, 0x66, 0x66, 0x2E, 0x91, 0xCF, 0x11, 0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0x00, 0x00];

    /// <summary>The format's name and whether sox reads it; null where the bytes are of no known format.</summary>
    public static (string Name, bool Sox)? Recognise(ReadOnlySpan<byte> first) => first switch
    {
        _ when first.StartsWith("RIFX"u8) => ("RIFX (big-endian WAV)", true),
        _ when first.StartsWith(Wave64Guid.AsSpan()) => ("Sony Wave64", true),
        _ when first.StartsWith("fLaC"u8) => ("FLAC", true),
        _ when first.StartsWith("OggS"u8) => ("Ogg (Vorbis or Opus)", true),
        _ when first.StartsWith("ID3"u8) => ("MP3", true),
        _ when first.StartsWith("FORM"u8) && first.Length >= 12 && first[8..].StartsWith("AIF"u8) => ("AIFF", true),
        _ when first.StartsWith(".snd"u8) => ("Sun AU", true),
        _ when first.StartsWith("caff"u8) => ("Apple CAF", true),
        _ when first.StartsWith("NIST_1A"u8) => ("NIST SPHERE", true),
        _ when first.StartsWith("#!AMR"u8) => ("AMR", false),
        _ when first.StartsWith("MAC "u8) => ("Monkey's Audio", false),
        _ when first.StartsWith("wvpk"u8) => ("WavPack", true),
        _ when first.Length >= 8 && first[4..].StartsWith("ftyp"u8) => ("MP4 or M4A (AAC)", false),
        _ when first.StartsWith<byte>([0x1A, 0x45, 0xDF, 0xA3]) => ("Matroska or WebM", false),
        _ when first.StartsWith<byte>([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]) => ("Windows Media Audio", false),
        _ when IsMpegFrame(first) => ("MP3", true),
        _ => null,
    };

    /// <summary>
    /// The same for what may be samples without any header: two samples often look like an MPEG frame (−1 and 16 do), so a second frame must stand where
    /// the first one ends. Looks at <see cref="MpegBytes"/> where <see cref="MayBeMpeg"/>.
    /// </summary>
    public static (string Name, bool Sox)? RecogniseBesideSamples(ReadOnlySpan<byte> first)
    {
        if (!MayBeMpeg(first))
        {
            return Recognise(first);
        }

        int next = Mp3FrameBytes(first);
        bool again = next > 0 && first.Length >= next + 4
            && first[next] == first[0] && first[next + 1] == first[1] && (first[next + 2] & 0x0C) == (first[2] & 0x0C) && Mp3FrameBytes(first[next..]) > 0;
        return again ? ("MP3", true) : null;
    }

    /// <summary>Whether more than the first bytes must be seen to tell samples from MP3.</summary>
    public static bool MayBeMpeg(ReadOnlySpan<byte> first) => IsMpegFrame(first);

    /// <summary>Length of the layer III frame that begins here: 144 (in the low rates 72) · bits a second / Hz; 0 where there is none, or of free length.</summary>
    private static int Mp3FrameBytes(ReadOnlySpan<byte> frame)
    {
        if (!IsMpegFrame(frame) || (frame[1] & 0x06) != 0x02)
        {
            return 0;
        }

        int version = (frame[1] >> 3) & 3;
        bool low = version != 3;
        int hertz = MpegHz[(frame[2] >> 2) & 3] / (version == 3 ? 1 : version == 2 ? 2 : 4);
        int kbps = (low ? LowRateMpegKbps : MpegKbps)[frame[2] >> 4];
        return kbps == 0 ? 0 : ((low ? 72 : 144) * kbps * 1000 / hertz) + ((frame[2] >> 1) & 1);
    }

    /// <summary>An MPEG audio frame header: 11 sync bits, then no reserved version, layer, bit rate or sample rate.</summary>
    private static bool IsMpegFrame(ReadOnlySpan<byte> first)
        => first.Length >= 3 && first[0] == 0xFF && (first[1] & 0xE0) == 0xE0
            && (first[1] & 0x18) != 0x08 && (first[1] & 0x06) != 0 && (first[2] & 0xF0) != 0xF0 && (first[2] & 0x0C) != 0x0C;
}
