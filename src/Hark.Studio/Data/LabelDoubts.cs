using Hark.Data;
using Hark.Evaluation;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using Hark.Studio.Hosting;

namespace Hark.Studio.Data;

/// <summary>Clips that a model is sure to be another word than their label says: mistakes of the model, or of the label.</summary>
internal static class LabelDoubts
{
    private const int Most = 200;

    /// <returns>With the numbers of the clips in the opened set; those first of which the model is surest.</returns>
    public static IReadOnlyList<Mistake> Find(OpenData data, string weights, Job job)
    {
        (Network network, ModelSettings settings) = ModelFile.Load(weights);
        using Network owned = network;
        ClipSource clips = DataSet.Open(data.Place.Path, new DataOptions
        {
            ModelLabels = settings.Labels,
            SampleRate = settings.FrontEnd.SampleRate,
            ClipSamples = settings.FrontEnd.ClipSamples,
        }).All;
        if (clips.Count == 0)
        {
            throw new HarkException($"{data.Place.Name}: holds no clips of the model's labels ({string.Join(", ", settings.Labels)}). Choose another model.");
        }

        using var pool = new WorkerPool();
        Judgement judgement = Judgement.Of(network, settings, clips, pool, done => job.Report(done, clips.Count));
        var numbers = new Dictionary<(string Name, string Label), int>(data.Clips.Count);
        for (int i = 0; i < data.Clips.Count; i++)
        {
            numbers.TryAdd((data.Clips.Name(i), data.Clips.Label(i)), i);
        }

        // Drawn clips (silence, unknown) stand elsewhere, or under their own word, in the set as it is shown.
        return [.. judgement.WorstMistakes(int.MaxValue)
            .Select(m => numbers.TryGetValue((m.Name, m.Label), out int index) ? m with { Index = index } : null)
            .OfType<Mistake>()
            .Take(Most)];
    }
}
