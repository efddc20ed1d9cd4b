using Hark.Kernels;
using Hark.Layers;
using Hark.Models;

namespace Hark.Streaming;

/// <summary>
/// The network over windows: features in, probabilities out. Of a committee the first member hears every window, the others only those in which it suspects a
/// word, so that a stream costs little more than one network. A window's answer does not depend on the windows beside it.
/// </summary>
internal sealed class WindowJudge : IDisposable
{
    private readonly WorkerPool _pool = new(threads: 1);
    private readonly Execution _every;
    private readonly Execution? _suspected;
    private readonly float _secondLook;
    private readonly float _temperature;
    private readonly float _temperatureOfAll;
    private readonly int[] _words;
    private readonly int _classes;
    private readonly int _features;
    private readonly float[] _answers;

    /// <param name="network">Its parameters are shared, not owned.</param>
    /// <param name="settings">The model's.</param>
    /// <param name="options">Valid.</param>
    public WindowJudge(Network network, ModelSettings settings, DetectorOptions options)
    {
        Network? first = options.SecondLook > 0 ? network.FirstMember : null;
        _every = new Execution(first ?? network, options.Batch, training: false, _pool);
        _suspected = first is null ? null : new Execution(network, 1, training: false, _pool);
        _secondLook = options.SecondLook;
        _temperature = settings.Temperature * (first is null ? 1 : settings.Committee[0].Temperature);
        _words = [.. Enumerable.Range(0, settings.Labels.Count).Where(i => options.Tells(settings.Labels[i]))];
        _temperatureOfAll = settings.Temperature;
        _classes = settings.Labels.Count;
        _features = network.Input.OutputShape.Length;
        _answers = new float[options.Batch * _classes];

        // What it keeps of the weights is made now, not when a word is suspected first.
        _suspected?.Forward();
    }

    /// <summary>Where the features of window number <paramref name="row"/> of the batch go.</summary>
    public Span<float> Features(int row) => _every.Input.Value.Slice(row * _features, _features);

    /// <summary>One probability a label, of window number <paramref name="row"/> of the last batch.</summary>
    public ReadOnlySpan<float> Probabilities(int row) => _answers.AsSpan(row * _classes, _classes);

    /// <summary>Judges the first <paramref name="rows"/> windows; those behind them hold what they held.</summary>
    public void Judge(int rows)
    {
        _every.Forward();
        for (int row = 0; row < rows; row++)
        {
            Span<float> answer = _answers.AsSpan(row * _classes, _classes);
            Softmax.Row(_every.Output.Value.Slice(row * _classes, _classes), answer, _temperature);
            if (_suspected is not null && HoldsWord(answer))
            {
                Features(row).CopyTo(_suspected.Input.Value);
                _suspected.Forward();
                Softmax.Row(_suspected.Output.Value, answer, _temperatureOfAll);
            }
        }
    }

    public void Dispose()
    {
        _every.Dispose();
        _suspected?.Dispose();
        _pool.Dispose();
    }

    private bool HoldsWord(ReadOnlySpan<float> probabilities)
    {
        foreach (int word in _words)
        {
            if (probabilities[word] >= _secondLook)
            {
                return true;
            }
        }

        return false;
    }
}
