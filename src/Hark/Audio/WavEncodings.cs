namespace Hark.Audio;

/// <summary>Facts about each <see cref="WavEncoding"/>, and the short names people type for them.</summary>
public static class WavEncodings
{
    /// <summary>What <see cref="Parse"/> understands.</summary>
    public const string ShortNames = "4, 8, 16, 24, 32, 32f, 64f, alaw, ulaw";

    /// <summary>Bits a sample takes in the file.</summary>
    public static int Bits(this WavEncoding encoding) => encoding switch
    {
        WavEncoding.ImaAdpcm => 4,
        WavEncoding.Pcm8 or WavEncoding.ALaw or WavEncoding.MuLaw => 8,
        WavEncoding.Pcm16 => 16,
        WavEncoding.Pcm24 => 24,
        WavEncoding.Pcm32 or WavEncoding.Float32 => 32,
        WavEncoding.Float64 => 64,
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "No such WAV encoding."),
    };

    /// <summary>The name in words, such as "16-bit integer".</summary>
    public static string DisplayName(this WavEncoding encoding) => encoding switch
    {
        WavEncoding.ImaAdpcm => "4-bit IMA ADPCM",
        WavEncoding.Pcm8 => "8-bit unsigned integer",
        WavEncoding.Pcm16 => "16-bit integer",
        WavEncoding.Pcm24 => "24-bit integer",
        WavEncoding.Pcm32 => "32-bit integer",
        WavEncoding.Float32 => "32-bit float",
        WavEncoding.Float64 => "64-bit float",
        WavEncoding.ALaw => "8-bit A-law",
        WavEncoding.MuLaw => "8-bit mu-law",
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "No such WAV encoding."),
    };

    /// <summary>
    /// Largest error of one sample in −1..1 − 2^(1−N) that is written and read back, in amplitude: half a quantisation step for integers of
    /// N bits (at +1, which they cannot reach, a whole one); half the widest step for A-law, and for µ-law the little more by which its
    /// largest value falls short of 1. IMA ADPCM has no such bound, for its step follows the signal: <see cref="double.NaN"/>.
    /// </summary>
    public static double LargestError(this WavEncoding encoding) => encoding switch
    {
        WavEncoding.ImaAdpcm => double.NaN,
        WavEncoding.ALaw => 512.5 / 32768,
        WavEncoding.MuLaw => 644.0 / 32768,
        WavEncoding.Float32 => 0,
        WavEncoding.Float64 => 0,
        _ => Math.ScaleB(0.5, 1 - encoding.Bits()),
    };

    /// <summary>The encoding named by <paramref name="name"/>: one of <see cref="ShortNames"/>, in any case.</summary>
    /// <exception cref="HarkException">No such name: lists those there are.</exception>
    public static WavEncoding Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Trim().ToUpperInvariant() switch
        {
            "4" => WavEncoding.ImaAdpcm,
            "8" => WavEncoding.Pcm8,
            "16" => WavEncoding.Pcm16,
            "24" => WavEncoding.Pcm24,
            "32" => WavEncoding.Pcm32,
            "32F" => WavEncoding.Float32,
            "64F" => WavEncoding.Float64,
            "ALAW" => WavEncoding.ALaw,
            "ULAW" or "MULAW" => WavEncoding.MuLaw,
            _ => throw new HarkException($"'{name}' is no WAV encoding; expected one of {ShortNames}."),
        };
    }

    /// <summary>The tag that names the encoding in a WAV header.</summary>
    internal static int FormatTag(this WavEncoding encoding) => encoding switch
    {
        WavEncoding.ImaAdpcm => WavFormatTags.ImaAdpcm,
        WavEncoding.Float32 or WavEncoding.Float64 => WavFormatTags.IeeeFloat,
        WavEncoding.ALaw => WavFormatTags.ALaw,
        WavEncoding.MuLaw => WavFormatTags.MuLaw,
        _ => WavFormatTags.Pcm,
    };
}
