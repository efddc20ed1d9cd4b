using Hark.Audio;
using Hark.Kernels;
using Hark.Layers;
using Hark.Signal;

namespace Hark.Models;

/// <summary>
/// A trained model in use: sound in, label out. Holds the network, its front end and its labels; one file, one call.
/// </summary>
/// <example><code>
/// using var words = Classifier.Load("weights.safetensors");
/// Prediction heard = words.Predict(AudioClip.Load("clip.wav"));
/// </code></example>
/// <remarks>Thread-safe: predictions wait for one another.</remarks>
public sealed class Classifier : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Network _network;
    private readonly FrontEnd _frontEnd;
    private readonly WorkerPool _pool;
    private readonly Execution _execution;
    private readonly float[] _samples;

    /// <summary>Takes over a network that is already trained.</summary>
    /// <param name="network">Disposed with the classifier.</param>
    /// <param name="settings">Its labels and front end.</param>
    /// <param name="threads">0 takes one a processor.</param>
    public Classifier(Network network, ModelSettings settings, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(settings);
        _network = network;
        Settings = settings;
        _frontEnd = new FrontEnd(settings.FrontEnd);
        _pool = new WorkerPool(threads);
        _execution = new Execution(network, 1, training: false, _pool);
        _samples = new float[settings.FrontEnd.ClipSamples];
    }

    /// <summary>Labels, front end and how it was trained.</summary>
    public ModelSettings Settings { get; }

    /// <summary>In the order of the model's outputs.</summary>
    public IReadOnlyList<string> Labels => Settings.Labels;

    /// <summary>Shared with the detectors that use this classifier's parameters.</summary>
    internal Network Network => _network;

    /// <summary>Loads a weights file, or the one in a run folder.</summary>
    /// <exception cref="HarkException">There is none, or it is broken.</exception>
    public static Classifier Load(string path, int threads = 0)
    {
        if (Directory.Exists(path))
        {
            string inside = Path.Combine(path, ModelFile.WeightsName);
            path = File.Exists(inside)
                ? inside
                : throw new HarkException($"{path}: holds no {ModelFile.WeightsName}. Give a run folder whose first epoch has ended, or a weights file.");
        }

        (Network network, ModelSettings settings) = ModelFile.Load(path);
        return new Classifier(network, settings, threads);
    }

    /// <summary>Names the word in a clip of any rate, length and channel count: it is mixed to mono, resampled, and cut or padded to the model's length.</summary>
    public Prediction Predict(AudioClip clip)
    {
        ArgumentNullException.ThrowIfNull(clip);
        lock (_gate)
        {
            ClipFit.Fill(clip, Settings.FrontEnd.SampleRate, _samples);
            _frontEnd.Transform(_samples, _execution.Input.Value);
            _execution.Forward();
            Span<float> probabilities = stackalloc float[Labels.Count];
            Softmax.Row(_execution.Output.Value, probabilities, Settings.Temperature);
            var all = new (string, float)[probabilities.Length];
            int best = Softmax.IndexOfLargest(probabilities);
            for (int i = 0; i < all.Length; i++)
            {
                all[i] = (Labels[i], probabilities[i]);
            }

            return new Prediction(Labels[best], probabilities[best], all);
        }
    }

    public void Dispose()
    {
        _execution.Dispose();
        _pool.Dispose();
        _network.Dispose();
    }
}
