using Hark.Data;

namespace Hark.Evaluation;

/// <summary>Who speaks in each of some clips, as numbers for a bootstrap; a clip whose name tells nobody stands for itself.</summary>
internal sealed class ClipSpeakers
{
    private ClipSpeakers(int[] clusters, int known, int unnamed)
    {
        Clusters = clusters;
        Known = known;
        Unnamed = unnamed;
    }

    /// <summary>[clips] the same number for clips of one speaker.</summary>
    public int[] Clusters { get; }

    /// <summary>Different speakers that names tell.</summary>
    public int Known { get; }

    /// <summary>Clips whose names tell nobody: silence, for one.</summary>
    public int Unnamed { get; }

    /// <summary>One or no speaker says nothing of how speakers differ.</summary>
    public bool Tell => Known > 1;

    public static ClipSpeakers Of(ClipSource clips, IEnumerable<int> indices)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var clusters = new List<int>();
        int unnamed = 0;
        foreach (int index in indices)
        {
            string? speaker = clips.Speaker(index);
            if (speaker is null)
            {
                unnamed++;
                clusters.Add(-unnamed);
                continue;
            }

            numbers.TryAdd(speaker, numbers.Count);
            clusters.Add(numbers[speaker]);
        }

        return new ClipSpeakers([.. clusters], numbers.Count, unnamed);
    }
}
