using Hark.Data;

namespace Hark.Cli;

/// <summary>What <see cref="ClipCheck"/> found, in words.</summary>
internal static class FindingText
{
    /// <summary>A fault, of one recording.</summary>
    public static string Name(ClipFault fault) => fault switch
    {
        ClipFault.Unreadable => "unreadable",
        ClipFault.Silent => "silent",
        ClipFault.TooShort => "too short",
        ClipFault.Clipped => "clipped",
        ClipFault.CutOff => "cut off",
        ClipFault.OddRate => "odd rate",
        ClipFault.Copy => "copy",
        ClipFault.SharedCopy => "copy in another split",
        _ => "speaker in another split",
    };

    /// <summary>A sentence for every fault that there is. Shared speakers are a note of the data's summary already.</summary>
    public static IEnumerable<string> Notes(IReadOnlyList<ClipFinding> findings)
        => findings.Where(f => f.Fault != ClipFault.SharedSpeaker).GroupBy(f => f.Fault).OrderBy(faults => faults.Key).Select(faults => Note(faults.Key, faults.Count(), faults.First()));

    private static string Note(ClipFault fault, int count, ClipFinding first) => fault switch
    {
        ClipFault.SharedCopy => $"{count} recordings stand in more than one split, for example {first.Detail} and {first.Name} ({Side(first.Split)}): the figures flatter the model. Remove one of each.",
        ClipFault.Copy => $"{count} recordings are copies of another one of their split, for example {first.Name} of {first.Detail}.",
        ClipFault.Unreadable => $"{count} recordings cannot be read, for example {first.Detail}",
        ClipFault.OddRate => $"{count} recordings have another sample rate than most, for example {first.Name} ({first.Detail}).",
        _ => $"{count} recordings are {Name(fault)}, for example {first.Name} ({first.Detail}): hear them ('hark data check' names all), record them again or remove them.",
    };

    private static string Side(DataSplit split) => split == DataSplit.Train ? "training" : split == DataSplit.Validation ? "validation" : "test";
}
