using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Hark.Data;

/// <summary>Two recordings of the same samples on different sides of the data.</summary>
/// <param name="First">Name of the one.</param>
/// <param name="FirstSplit">Where it stands.</param>
/// <param name="Second">Name of the other.</param>
/// <param name="SecondSplit">Where that stands.</param>
public sealed record SharedClip(string First, DataSplit FirstSplit, string Second, DataSplit SecondSplit);

/// <summary>What only a look into every recording tells: copies, and recordings of nothing.</summary>
public sealed record DataInspection
{
    /// <summary>A recording whose samples all lie within ±this is silent: −60 dB below full scale.</summary>
    public const float SilentPeak = 0.001f;

    /// <summary>Recordings that stand in several splits under different names: above none, the measured accuracy flatters the model.</summary>
    public required IReadOnlyList<SharedClip> AcrossSplits { get; init; }

    /// <summary>Recordings that are a copy of another one of their split.</summary>
    public required int CopiesWithinSplits { get; init; }

    /// <summary>Names of silent recordings that are labelled as something else.</summary>
    public required IReadOnlyList<string> Silent { get; init; }

    /// <summary>That in sentences for people; empty where nothing is odd.</summary>
    public IReadOnlyList<string> Notes => [.. Sentences()];

    /// <param name="clips">Where each recording stands, how it is called, and how it is read.</param>
    /// <param name="clipSamples">Samples of each as it is delivered.</param>
    internal static DataInspection Of(IReadOnlyList<InspectedClip> clips, int clipSamples)
    {
        var prints = new string?[clips.Count];
        ParallelWork.For(clips.Count, () => new float[clipSamples], (i, samples) =>
        {
            clips[i].Read(samples);
            bool silent = !samples.AsSpan().ContainsAnyExceptInRange(-SilentPeak, SilentPeak);
            prints[i] = silent ? null : Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<float>(samples)));
        });
        var across = new List<SharedClip>();
        int within = 0;
        foreach (IGrouping<string, int> copies in Enumerable.Range(0, prints.Length).Where(i => prints[i] is not null).GroupBy(i => prints[i]!, StringComparer.Ordinal))
        {
            InspectedClip[][] sides = [.. copies.Select(i => clips[i]).GroupBy(clip => clip.Side).OrderBy(side => side.Key).Select(side => side.ToArray())];
            within += sides.Sum(side => side.Length - 1);
            across.AddRange(sides.Skip(1).Select(side => new SharedClip(sides[0][0].Name, sides[0][0].Side, side[0].Name, side[0].Side)));
        }

        return new DataInspection
        {
            AcrossSplits = across,
            CopiesWithinSplits = within,
            Silent = [.. Enumerable.Range(0, prints.Length).Where(i => prints[i] is null && !SpeechCommandsLabels.IsSilence(clips[i].Label)).Select(i => clips[i].Name)],
        };
    }

    private IEnumerable<string> Sentences()
    {
        if (AcrossSplits.Count > 0)
        {
            SharedClip pair = AcrossSplits[0];
            yield return $"{AcrossSplits.Count} recordings stand in more than one split, for example {pair.First} ({Name(pair.FirstSplit)}) and {pair.Second} ({Name(pair.SecondSplit)}): "
                + "the figures flatter the model. Remove one of each.";
        }

        if (CopiesWithinSplits > 0)
        {
            yield return $"{CopiesWithinSplits} recordings are copies of another one of their split.";
        }

        if (Silent.Count > 0)
        {
            yield return $"{Silent.Count} recordings are silent (no sample beyond ±{SilentPeak.ToString(System.Globalization.CultureInfo.InvariantCulture)}), for example {Silent[0]}: record them again or remove them.";
        }
    }

    private static string Name(DataSplit split) => split switch
    {
        DataSplit.Train => "training",
        DataSplit.Validation => "validation",
        _ => "test",
    };
}

/// <summary>A recording to be looked into.</summary>
internal sealed record InspectedClip(string Name, string Label, DataSplit Side, Action<float[]> Read);
