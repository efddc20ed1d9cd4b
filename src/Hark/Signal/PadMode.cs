namespace Hark.Signal;

/// <summary>What stands before the first and after the last sample when frames are centred.</summary>
public enum PadMode
{
    /// <summary>Silence (librosa since 0.9).</summary>
    Zero,

    /// <summary>The signal mirrored at its first and last sample, which are not repeated (torchaudio; librosa before 0.9).</summary>
    Reflect,

    /// <summary>The first and the last sample, repeated (librosa's zero crossings).</summary>
    Edge,
}
