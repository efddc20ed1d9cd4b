using Hark.Kernels;
using Hark.Layers;

namespace Hark.Streaming;

/// <summary>
/// One network over the windows of a stream: where its layers allow, what windows share is computed once (<see cref="SlidingNetwork"/>); else each is run whole.
/// A window's logits do not depend on the windows beside it.
/// </summary>
internal sealed class WindowNetwork : IDisposable
{
    private readonly SlidingNetwork? _sliding;
    private readonly Execution? _whole;
    private readonly int _features;
    private readonly int _classes;
    private readonly float[] _logits;

    /// <param name="network">Its parameters are shared, not owned.</param>
    /// <param name="batch">The most windows a pass.</param>
    /// <param name="motion">How windows follow each other; null where they share nothing.</param>
    /// <param name="pool">The team that works.</param>
    /// <param name="arena">Working memory, shared with others that are never at work at the same time.</param>
    public WindowNetwork(Network network, int batch, WindowMotion? motion, WorkerPool pool, MemoryArena arena)
    {
        _features = network.Input.OutputShape.Length;
        _classes = network.Output.OutputShape.Length;
        _logits = new float[batch * _classes];
        _sliding = motion is null ? null : SlidingNetwork.TryCreate(network, motion, arena);
        _whole = _sliding is null ? new Execution(network, batch, training: false, pool, arena) : null;
    }

    /// <summary>Whether windows share work.</summary>
    public bool Slides => _sliding is not null;

    /// <summary>[classes] of window number <paramref name="row"/> of the last pass.</summary>
    public ReadOnlySpan<float> Logits(int row) => _logits.AsSpan(row * _classes, _classes);

    /// <summary>Takes the present weights now, not at the first pass.</summary>
    public void Prepare() => _whole?.Forward();

    /// <param name="windows">[rows, features].</param>
    /// <param name="numbers">[rows]: which windows they are; rising, from pass to pass too.</param>
    public void Forward(ReadOnlySpan<float> windows, ReadOnlySpan<long> numbers)
    {
        if (_sliding is null)
        {
            // The rest of the batch holds what it held; what the network says of it is not looked at.
            windows.CopyTo(_whole!.Input.Value);
            _whole.Forward();
            _whole.Output.Value[..(numbers.Length * _classes)].CopyTo(_logits);
            return;
        }

        for (int row = 0; row < numbers.Length; row++)
        {
            _sliding.Forward(windows.Slice(row * _features, _features), numbers[row], _logits.AsSpan(row * _classes, _classes));
        }
    }

    /// <summary>Forgets the windows so far.</summary>
    public void Reset() => _sliding?.Reset();

    public void Dispose()
    {
        _sliding?.Dispose();
        _whole?.Dispose();
    }
}
