using Hark.Evaluation;
using Hark.Studio.Hosting;

namespace Hark.Studio.Data;

/// <summary>The labels that a model doubts, by the numbers of their clips in the opened set.</summary>
internal static class DoubtedClips
{
    private const int Most = 200;

    public static IReadOnlyList<Mistake> Find(OpenData data, string weights, Job job)
    {
        IReadOnlyList<Mistake> doubts = LabelDoubts.Find(data.Place.Path, weights, job.Report);
        var numbers = new Dictionary<(string Name, string Label), int>(data.Clips.Count);
        for (int i = 0; i < data.Clips.Count; i++)
        {
            numbers.TryAdd((data.Clips.Name(i), data.Clips.Label(i)), i);
        }

        // Drawn silence is no recording, and what is unknown to the model stands under its own word.
        return [.. doubts
            .Select(m => numbers.TryGetValue((m.Name, m.Label), out int index) ? m with { Index = index } : null)
            .OfType<Mistake>()
            .Take(Most)];
    }
}
