namespace Hark.Audio;

/// <summary>Recognises, by their first bytes, files that are no RIFF WAV, so that they can be refused by name.</summary>
internal static class ForeignAudio
{
    /// <summary>Bytes <see cref="Recognise"/> looks at.</summary>
    public const int MagicBytes = 16;

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

    /// <summary>An MPEG audio frame header: 11 sync bits, then no reserved version, layer, bit rate or sample rate.</summary>
    private static bool IsMpegFrame(ReadOnlySpan<byte> first)
        => first.Length >= 3 && first[0] == 0xFF && (first[1] & 0xE0) == 0xE0
            && (first[1] & 0x18) != 0x08 && (first[1] & 0x06) != 0 && (first[2] & 0xF0) != 0xF0 && (first[2] & 0x0C) != 0x0C;
}
