namespace Hark.Data;

/// <summary>What may be wrong with a recording.</summary>
public enum ClipFault
{
    /// <summary>It cannot be read.</summary>
    Unreadable,

    /// <summary>Nowhere louder than −50 dBFS.</summary>
    Silent,

    /// <summary>Less than 0.1 s of sound: too little for a word.</summary>
    TooShort,

    /// <summary>More than 0.2 % of the samples stand at full scale: the recording was too loud.</summary>
    Clipped,

    /// <summary>The sound is within 6 dB of its loudest where the recording begins or ends: part of the word is likely missing.</summary>
    CutOff,

    /// <summary>Recorded at another sample rate than most of the set: what a network then learns may be the microphone, not the word.</summary>
    OddRate,

    /// <summary>The very samples of an earlier recording of its split.</summary>
    Copy,

    /// <summary>The very samples of a recording of another split: the measured accuracy flatters the model.</summary>
    SharedCopy,

    /// <summary>The first recording of a speaker whom another split has too: the measured accuracy flatters the model.</summary>
    SharedSpeaker,
}

/// <summary>Something found wrong with a recording.</summary>
/// <param name="Index">Its position in <see cref="DataSet.Recorded"/>.</param>
/// <param name="Name">Its file or row.</param>
/// <param name="Label">Its own label.</param>
/// <param name="Split">Where it stands.</param>
/// <param name="Fault">What it is.</param>
/// <param name="Detail">The figure behind it, the speaker, or the name and label of the twin, in a few words.</param>
public sealed record ClipFinding(int Index, string Name, string Label, DataSplit Split, ClipFault Fault, string Detail)
{
    /// <summary>The recording of the same samples, or of the same speaker; null where it is about this one alone.</summary>
    public string? Twin { get; init; }
}
