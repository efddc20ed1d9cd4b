namespace Hark.Audio;

/// <summary>How a WAV file stores one sample. Hark reads and writes each of them.</summary>
public enum WavEncoding
{
    /// <summary>4 bits: IMA (Intel/DVI) ADPCM, the difference to a prediction, in blocks.</summary>
    ImaAdpcm,

    /// <summary>8-bit unsigned integer, silence at 128.</summary>
    Pcm8,

    /// <summary>16-bit signed integer: what Speech Commands and most recorders use.</summary>
    Pcm16,

    /// <summary>24-bit signed integer.</summary>
    Pcm24,

    /// <summary>32-bit signed integer.</summary>
    Pcm32,

    /// <summary>32-bit IEEE float, −1..1 and beyond.</summary>
    Float32,

    /// <summary>64-bit IEEE float, −1..1 and beyond.</summary>
    Float64,

    /// <summary>8-bit logarithmic A-law (ITU-T G.711), European telephony.</summary>
    ALaw,

    /// <summary>8-bit logarithmic µ-law (ITU-T G.711), North American and Japanese telephony.</summary>
    MuLaw,
}
