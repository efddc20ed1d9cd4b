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
    private readonly MemoryArena _arena = new();
    private readonly Member[] _members;
    private readonly bool _isCommittee;
    private readonly float _secondLook;
    private readonly float _temperature;
    private readonly float _temperatureOfAll;
    private readonly int[] _words;
    private readonly int _classes;
    private readonly int _length;
    private readonly float[] _features;
    private readonly long[] _numbers;
    private readonly float[] _answers;

    /// <param name="network">Its parameters are shared, not owned.</param>
    /// <param name="settings">The model's.</param>
    /// <param name="options">Valid.</param>
    /// <param name="motion">How windows follow each other; null where they share nothing.</param>
    public WindowJudge(Network network, ModelSettings settings, DetectorOptions options, WindowMotion? motion)
    {
        var mean = network.Output as MeanProbability;
        _isCommittee = mean is not null;
        _secondLook = mean is null ? 0 : options.SecondLook;
        IReadOnlyList<Network> members = network.Members;
        _members =
        [
            .. Enumerable.Range(0, members.Count)
                .Where(i => mean is null || mean.Shares[i] > 0 || (i == 0 && _secondLook > 0))
                .Select(i => new Member(
                    new WindowNetwork(members[i], _secondLook > 0 && i > 0 ? 1 : options.Batch, motion, _pool, _arena),
                    HearsAll: i == 0 || !(_secondLook > 0),
                    mean?.Temperatures[i] ?? 1,
                    mean?.Shares[i] ?? 1)),
        ];
        _temperature = settings.Temperature * (_secondLook > 0 ? mean!.Temperatures[0] : 1);
        _words = [.. Enumerable.Range(0, settings.Labels.Count).Where(i => options.Tells(settings.Labels[i]))];
        _temperatureOfAll = settings.Temperature;
        _classes = settings.Labels.Count;
        _length = network.Input.OutputShape.Length;
        _features = new float[options.Batch * _length];
        _numbers = new long[options.Batch];
        _answers = new float[options.Batch * _classes];

        // What they keep of the weights is made now, not when a word is suspected first.
        foreach (Member member in _members.Where(member => !member.HearsAll))
        {
            member.Network.Prepare();
        }
    }

    /// <summary>Where the features of window number <paramref name="row"/> of the batch go.</summary>
    /// <param name="row">In the batch.</param>
    /// <param name="number">Which window of the stream it is: rising, from batch to batch too.</param>
    public Span<float> Features(int row, long number)
    {
        _numbers[row] = number;
        return _features.AsSpan(row * _length, _length);
    }

    /// <summary>One probability a label, of window number <paramref name="row"/> of the last batch.</summary>
    public ReadOnlySpan<float> Probabilities(int row) => _answers.AsSpan(row * _classes, _classes);

    /// <summary>Judges the first <paramref name="rows"/> windows.</summary>
    public void Judge(int rows)
    {
        foreach (Member member in _members)
        {
            if (member.HearsAll)
            {
                member.Network.Forward(_features.AsSpan(0, rows * _length), _numbers.AsSpan(0, rows));
            }
        }

        for (int row = 0; row < rows; row++)
        {
            Span<float> answer = _answers.AsSpan(row * _classes, _classes);
            Softmax.Row(_members[0].Network.Logits(row), answer, _temperature);
            if (_isCommittee && (!(_secondLook > 0) || HoldsWord(answer)))
            {
                AskAll(row, answer);
            }
        }
    }

    /// <summary>Forgets the windows so far: the next may have any number.</summary>
    public void Reset()
    {
        foreach (Member member in _members)
        {
            member.Network.Reset();
        }
    }

    public void Dispose()
    {
        Array.ForEach(_members, member => member.Network.Dispose());
        _arena.Dispose();
        _pool.Dispose();
    }

    /// <summary>The mean of all that count; those that have not heard the window hear it now.</summary>
    private void AskAll(int row, Span<float> answer)
    {
        bool first = true;
        foreach (Member member in _members)
        {
            if (!member.HearsAll)
            {
                member.Network.Forward(_features.AsSpan(row * _length, _length), _numbers.AsSpan(row, 1));
            }

            Softmax.AddToMean(member.Network.Logits(member.HearsAll ? row : 0), member.Temperature, member.Share, first, answer);
            first = false;
        }

        Softmax.Row(answer, answer, _temperatureOfAll);
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

    /// <summary>A network that is asked.</summary>
    /// <param name="Network">Its windows.</param>
    /// <param name="HearsAll">Whether it hears every window; else only those with a suspicion.</param>
    /// <param name="Temperature">What its logits are divided by before the mean.</param>
    /// <param name="Share">How much it counts in the mean.</param>
    private sealed record Member(WindowNetwork Network, bool HearsAll, float Temperature, double Share);
}
