using Hark.Kernels;
using Hark.Layers;
using Hark.Models;

namespace Hark.Tests.Streaming;

/// <summary>Sounds, models and cuttings for the tests of streaming.</summary>
internal static class Listening
{
    /// <summary>
    /// A model of the catalogue with random parameters. They say much the same of every sound: the last biases and a temperature are chosen so that
    /// windows are told apart as a trained model tells them.
    /// </summary>
    public static Classifier RandomModel(string name, params string[] labels)
    {
        ModelDefinition definition = ModelCatalog.Get(name);
        var settings = new ModelSettings { Model = name, Labels = labels.Length > 0 ? labels : ["네", "아니요", "stop", "unknown", "silence"], FrontEnd = definition.DefaultFrontEnd };
        Network network = ModelFile.Build(settings);
        network.Initialize(5);
        using var pool = new WorkerPool(1);
        using var execution = new Execution(network, 1, training: false, pool);
        var frontEnd = new FrontEnd(settings.FrontEnd);
        float[] sound = Sound(settings.FrontEnd.SampleRate, 4);
        var logits = new float[6][];
        for (int i = 0; i < logits.Length; i++)
        {
            frontEnd.Transform(sound.AsSpan(i * settings.FrontEnd.SampleRate / 2, settings.FrontEnd.ClipSamples), execution.Input.Value);
            execution.Forward();
            logits[i] = execution.Output.Value.ToArray();
        }

        Span<float> bias = network.Parameters[^1].Value;
        float spread = 0;
        for (int label = 0; label < bias.Length; label++)
        {
            float mean = logits.Average(row => row[label]);
            spread = Math.Max(spread, logits.Max(row => Math.Abs(row[label] - mean)));
            bias[label] -= mean;
        }

        return new Classifier(network, settings with { Temperature = spread / 3 }, threads: 1);
    }

    /// <summary>Bursts of tones in soft noise: like words, of the given length.</summary>
    public static float[] Sound(int sampleRate, double seconds, long seed = 1)
    {
        var random = new SeededRandom(seed);
        var samples = new float[(int)(sampleRate * seconds)];
        for (int i = 0; i < samples.Length; i++)
        {
            double time = (double)i / sampleRate;
            double burst = Math.Max(0, Math.Sin(2 * Math.PI * 0.7 * time));
            double pitch = 300 + (200 * (int)(time * 1.4 % 5));
            samples[i] = (float)((0.4 * burst * Math.Sin(2 * Math.PI * pitch * time)) + (0.01 * random.NextSingle(-1, 1)));
        }

        return samples;
    }

    /// <summary>Lengths of pieces that make up a sound: all of one size, or random up to it.</summary>
    public static IEnumerable<int> Pieces(int total, int largest, bool random)
    {
        var chance = new SeededRandom(3, largest);
        for (int at = 0; at < total;)
        {
            int count = Math.Min(total - at, random ? chance.NextInt32(largest + 1) : largest);
            yield return count;
            at += count;
        }
    }
}
