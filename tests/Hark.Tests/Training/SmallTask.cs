using Hark.Data;
using Hark.Layers;
using Hark.Training;

namespace Hark.Tests.Training;

/// <summary>A task that a tiny network learns in a second: tones of three pitches in noise.</summary>
internal static class SmallTask
{
    public const int Samples = 64;

    public static ClipSource Clips(int count, long seed)
    {
        var waves = new float[count * Samples];
        string[] labels = new string[count];
        string[] names = ["low", "middle", "high"];
        for (int i = 0; i < count; i++)
        {
            var random = new SeededRandom(seed, i);
            int label = i % names.Length;
            labels[i] = names[label];
            float phase = random.NextSingle(0, 6.28f);
            for (int t = 0; t < Samples; t++)
            {
                waves[(i * Samples) + t] = (0.5f * MathF.Sin(phase + (t * 0.3f * (1 << label)))) + (0.1f * (float)random.NextGaussian());
            }
        }

        return LabeledClips.From(NpyArray.From(waves, count, Samples), NpyArray.FromStrings(labels, count), sampleRate: 8000);
    }

    public static Network Network(long seed = 1)
    {
        Layer input = Layer.Input(Samples, 1);
        Layer x = input.Conv1D(8, 5).ReLU().MaxPool1D().Conv1D(16, 3).BatchNorm().ReLU().Dropout(0.3f).Flatten().Dense(3);
        var network = new Network(input, x);
        network.Initialize(seed);
        return network;
    }

    public static Trainer Trainer(Network network, int threads = 2) => new(network, new Adam(3e-3f), Loss.CategoricalCrossEntropy, threads, seed: 5);

    public static Batches Train() => Clips(70, 1).Shuffle(9).Batch(16);

    public static Batches Validation() => Clips(25, 2).Batch(16);
}
