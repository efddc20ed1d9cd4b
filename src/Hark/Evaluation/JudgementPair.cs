using Hark.Data;

namespace Hark.Evaluation;

/// <summary>A clip that one of two models told right and the other wrong.</summary>
/// <param name="Name">File or row.</param>
/// <param name="Label">What it is.</param>
/// <param name="First">What the first model took it for.</param>
/// <param name="Second">What the second model took it for.</param>
public sealed record Disagreement(string Name, string Label, string First, string Second);

/// <summary>Two models on the clips that both have judged under the same label, whatever else each knows.</summary>
public sealed class JudgementPair
{
    private JudgementPair(PairedComparison comparison, int speakers, IReadOnlyList<Disagreement> disagreements)
    {
        Comparison = comparison;
        Speakers = speakers;
        Disagreements = disagreements;
    }

    public PairedComparison Comparison { get; }

    /// <summary>Speakers that the interval is taken over; 0 where names do not tell them and clips are taken as independent.</summary>
    public int Speakers { get; }

    /// <summary>Clips that exactly one of them told right, in the order of the first's clips.</summary>
    public IReadOnlyList<Disagreement> Disagreements { get; }

    /// <summary>Pairs the clips of two judgements by name and label.</summary>
    /// <param name="first">What the first model said of <paramref name="firstClips"/>.</param>
    /// <param name="firstClips">As the first model takes them.</param>
    /// <param name="second">What the second model said of <paramref name="secondClips"/>.</param>
    /// <param name="secondClips">As the second model takes them.</param>
    /// <param name="seed">Names the draws of the interval.</param>
    /// <exception cref="HarkException">They share no clip.</exception>
    public static JudgementPair Of(Judgement first, ClipSource firstClips, Judgement second, ClipSource secondClips, long seed = 7)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(firstClips);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(secondClips);
        var places = new Dictionary<(string Name, string Label), int>();
        for (int i = 0; i < secondClips.Count; i++)
        {
            places.TryAdd((secondClips.Name(i), secondClips.Label(i)), i);
        }

        (int First, int Second)[] shared = [.. Enumerable.Range(0, firstClips.Count)
            .Select(i => (i, places.GetValueOrDefault((firstClips.Name(i), firstClips.Label(i)), -1)))
            .Where(pair => pair.Item2 >= 0)];
        if (shared.Length == 0)
        {
            throw new HarkException("The two runs share no clip of the same label: there is nothing to compare. Choose data that both know with --data; where it is split by each run's own seed, judge all of it with --split all.");
        }

        bool[] firstRight = first.Correct, secondRight = second.Correct;
        var speakers = ClipSpeakers.Of(firstClips, shared.Select(pair => pair.First));
        int[] clusters = speakers.Tell ? speakers.Clusters : [.. Enumerable.Range(0, shared.Length)];
        return new JudgementPair(
            PairedComparison.Of([.. shared.Select(pair => firstRight[pair.First])], [.. shared.Select(pair => secondRight[pair.Second])], clusters, seed),
            speakers.Tell ? speakers.Known : 0,
            [.. shared.Where(pair => firstRight[pair.First] != secondRight[pair.Second]).Select(pair => new Disagreement(
                firstClips.Name(pair.First),
                firstClips.Label(pair.First),
                firstClips.Labels[first.Predicted[pair.First]],
                secondClips.Labels[second.Predicted[pair.Second]]))]);
    }
}
