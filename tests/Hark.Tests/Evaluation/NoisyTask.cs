using Hark.Audio;
using Hark.Data;
using Hark.Layers;
using Hark.Models;

namespace Hark.Tests.Evaluation;

/// <summary>A small network with seeded weights and clips of tones, by speakers with names: enough for figures that are neither 0 nor 1.</summary>
internal sealed class NoisyTask : IDisposable
{
    public NoisyTask(params string[] labels)
    {
        Settings = new ModelSettings { Model = "ds-cnn", Labels = labels, FrontEnd = ModelCatalog.Get("ds-cnn").DefaultFrontEnd };
        Network = ModelFile.Build(Settings);
        Network.Initialize(5);
        var clips = new List<AudioClip>();
        for (int i = 0; i < 8 * labels.Length; i++)
        {
            clips.Add(new ComplexWave(new Partial(200 + (90 * i), 0.1 + (0.02 * i))) { NoiseAmplitude = 0.05, Seed = i }.ToClip(16000, 1));
        }

        Clips = new NamedClips(new LabelSet(labels), [.. clips]);
    }

    public ModelSettings Settings { get; }

    public Network Network { get; }

    public ClipSource Clips { get; }

    public void Dispose() => Network.Dispose();

    /// <summary>Clip i is of label i modulo their number and of speaker i / 4.</summary>
    private sealed class NamedClips(LabelSet labels, AudioClip[] clips) : ClipSource(labels, 16000, 16000)
    {
        public override int Count => clips.Length;

        public override int LabelIndex(int index) => index % Labels.Count;

        public override string Name(int epoch, int index) => $"{Label(index)}/speaker{index / 4}_nohash_{index}.wav";

        public override void Read(int epoch, int index, Span<float> samples) => clips[index].Samples.CopyTo(samples);
    }
}
