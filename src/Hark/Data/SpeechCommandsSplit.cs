namespace Hark.Data;

/// <summary>The recordings of one split of a Speech Commands folder, as positions in the list of all its files.</summary>
internal sealed class SpeechCommandsSplit
{
    public required DataSplit Side { get; init; }

    /// <summary>Recordings of the picked words, by label, then by name.</summary>
    public required int[] Words { get; init; }

    /// <summary>The label of each of <see cref="Words"/>.</summary>
    public required int[] WordLabels { get; init; }

    /// <summary>Recordings of the words not picked.</summary>
    public required int[] UnknownPool { get; init; }

    /// <summary>Recordings of silence, where the set has a folder of them; else silence is cut from noise.</summary>
    public required int[] SilencePool { get; init; }

    /// <summary>Position of unknown in the labels, −1 where it is none of them.</summary>
    public required int UnknownLabel { get; init; }

    /// <summary>Position of silence in the labels, −1 where it is none of them.</summary>
    public required int SilenceLabel { get; init; }

    /// <summary>Unknown clips as a share of the words; null for a tenth.</summary>
    public double? UnknownShare { get; init; }

    /// <summary>Share of the unknown clips that shall be pieces of words, cut by the edge of the clip, 0 to 1.</summary>
    public double CutShare { get; init; }

    /// <summary>Unknown clips: their share of the words, rounded up, as far as there are recordings; pieces can be cut of any.</summary>
    public int UnknownCount => UnknownLabel < 0 ? 0 : (int)Math.Min(UnknownWanted, Pieces + UnknownPool.Length);

    /// <summary>The share of <see cref="UnknownCount"/> that are pieces: more than was asked for where recordings are few.</summary>
    public double CutProbability => UnknownCount == UnknownWanted ? CutShare : (double)Pieces / UnknownCount;

    /// <summary>A tenth of the words, rounded up; of recorded silence as far as there is any.</summary>
    public int SilenceCount => SilenceLabel < 0 ? 0 : SilencePool.Length == 0 ? Tenth : Math.Min(Tenth, SilencePool.Length);

    private int UnknownWanted => UnknownShare is { } share ? (int)Math.Ceiling((share * Words.Length) - 1e-9) : Tenth;

    private long Pieces => (long)(CutShare * UnknownWanted);

    private int Tenth => (Words.Length + 9) / 10;
}
