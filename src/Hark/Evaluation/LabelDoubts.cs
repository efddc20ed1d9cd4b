using Hark.Data;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;

namespace Hark.Evaluation;

/// <summary>Clips that a model is sure to be another word than their label says: mistakes of the model, or of the label.</summary>
public static class LabelDoubts
{
    /// <summary>Judges every clip of the model's labels, on all processors.</summary>
    /// <param name="data">As <see cref="DataSet.Open"/> takes it.</param>
    /// <param name="weights">A weights file of <see cref="ModelFile"/>.</param>
    /// <param name="progress">Told the clips done and how many there are; may be null.</param>
    /// <returns>Those first of which the model is surest; positions are those in the data opened with the model's labels.</returns>
    /// <exception cref="HarkException">The model or the data cannot be read, or the data has no clips of the model's labels.</exception>
    public static IReadOnlyList<Mistake> Find(string data, string weights, Action<int, int>? progress = null)
    {
        (Network network, ModelSettings settings) = ModelFile.Load(weights);
        using Network owned = network;
        ClipSource clips = DataSet.Open(data, new DataOptions
        {
            ModelLabels = settings.Labels,
            SampleRate = settings.FrontEnd.SampleRate,
            ClipSamples = settings.FrontEnd.ClipSamples,
        }).All;
        if (clips.Count == 0)
        {
            throw new HarkException($"{data}: holds no clips of the model's labels ({string.Join(", ", settings.Labels)}). Choose another model.");
        }

        using var pool = new WorkerPool();
        return Judgement.Of(network, settings, clips, pool, done => progress?.Invoke(done, clips.Count)).WorstMistakes(int.MaxValue);
    }
}
