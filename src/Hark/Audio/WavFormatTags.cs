namespace Hark.Audio;

/// <summary>The codec numbers of WAV headers (Microsoft's mmreg.h), with their names.</summary>
internal static class WavFormatTags
{
    public const int Pcm = 0x0001;
    public const int IeeeFloat = 0x0003;
    public const int ALaw = 0x0006;
    public const int MuLaw = 0x0007;
    public const int ImaAdpcm = 0x0011;
    public const int Extensible = 0xFFFE;

    /// <summary>The last 8 bytes of every sub-format GUID that holds a plain format tag (KSDATAFORMAT_SUBTYPE).</summary>
    public static ReadOnlySpan<byte> SubFormatTail => [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];

    /// <summary>The codec's usual name, or "an unregistered codec".</summary>
    public static string Name(int tag) => tag switch
    {
        Pcm => "PCM",
        0x0002 => "Microsoft ADPCM",
        IeeeFloat => "IEEE float",
        ALaw => "A-law",
        MuLaw => "mu-law",
        0x0008 => "DTS",
        0x0010 => "OKI ADPCM",
        ImaAdpcm => "IMA ADPCM",
        0x0012 => "Videologic MediaSpace ADPCM",
        0x0014 => "G.723 ADPCM",
        0x0017 => "Dialogic OKI ADPCM",
        0x0020 => "Yamaha ADPCM",
        0x0022 => "DSP Group TrueSpeech",
        0x0031 => "GSM 6.10",
        0x0040 => "G.721 ADPCM",
        0x0041 => "G.728 CELP",
        0x0042 => "Microsoft G.723.1",
        0x0045 => "G.726 ADPCM",
        0x0050 => "MPEG-1 audio layer I or II",
        0x0055 => "MP3",
        0x0064 => "G.726 ADPCM",
        0x0065 => "G.722 ADPCM",
        0x0069 => "Xbox IMA ADPCM",
        0x0092 => "AC-3 over S/PDIF",
        0x00FF => "AAC",
        0x0160 => "Windows Media Audio 1",
        0x0161 => "Windows Media Audio 2",
        0x0162 => "Windows Media Audio Professional",
        0x0163 => "Windows Media Audio Lossless",
        0x1600 => "AAC (ADTS)",
        0x1602 => "AAC (LATM)",
        0x1610 => "HE-AAC",
        0x2000 => "AC-3",
        0x2001 => "DTS",
        0x674F or 0x6750 or 0x6751 or 0x676F or 0x6770 or 0x6771 => "Ogg Vorbis",
        0x704F => "Opus",
        0xA109 => "Speex",
        0xF1AC => "FLAC",
        Extensible => "extensible",
        _ => "an unregistered codec",
    };

    /// <summary>Whether sox decodes the codec; ffmpeg knows nearly all of them.</summary>
    public static bool SoxDecodes(int tag) => tag is 0x0002 or 0x0031;
}
