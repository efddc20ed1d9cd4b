using Hark.Kernels;

namespace Hark.Layers;

/// <summary>
/// Runs a <see cref="ClipNetwork"/>: each thread takes clips, one at a time, through the whole network; a single clip is shared by all threads
/// where that pays. The result of a clip does not depend on the thread that made it, nor on the number of threads.
/// </summary>
internal sealed unsafe class ClipRunner : IDisposable
{
    private readonly ClipNetwork _network;
    private readonly WorkerPool _pool;
    private readonly int _batch;
    private readonly int _inputLength;
    private readonly int _outputLength;
    private readonly int _clipMemory;
    private readonly int _sharers;
    private readonly Action<int> _takeClips;
    private readonly Action<int> _takeShare;
    private float* _memory;
    private float* _input;
    private float* _output;
    private int _nextClip;
    private int _arrived;
    private int _passed;

    private ClipRunner(ClipNetwork network, int batch, int inputLength, int outputLength, WorkerPool pool)
    {
        _network = network;
        _pool = pool;
        _batch = batch;
        _inputLength = inputLength;
        _outputLength = outputLength;
        _clipMemory = (network.Memory + 15) & ~15;
        _sharers = batch == 1 && network.Splits ? pool.Threads : 1;
        _takeClips = TakeClips;
        _takeShare = TakeShare;
    }

    /// <summary>Floats of working memory.</summary>
    public int Memory => checked(_clipMemory * Math.Min(_pool.Threads, _batch));

    public static ClipRunner? TryCreate(Network network, int batch, WorkerPool pool)
        => ClipNetwork.TryCreate(network, batch == 1 ? pool.Threads : 1) is { } clips
            ? new ClipRunner(clips, batch, network.Input.OutputShape.Length, network.Output.OutputShape.Length, pool)
            : null;

    public void TakeWeights() => _network.TakeWeights();

    /// <param name="input">[batch, ...].</param>
    /// <param name="memory"><see cref="Memory"/> floats.</param>
    /// <param name="output">[batch, ...]; overwritten.</param>
    public void Forward(ReadOnlySpan<float> input, Span<float> memory, Span<float> output)
    {
        fixed (float* from = input, work = memory, to = output)
        {
            _input = from;
            _memory = work;
            _output = to;
            _nextClip = 0;
            if (_sharers > 1)
            {
                CopyIn(0, _memory);
                _pool.Run(_sharers, _takeShare);
                CopyOut(0, _memory);
            }
            else
            {
                _pool.Run(Math.Min(_pool.Threads, _batch), _takeClips);
            }
        }
    }

    public void Dispose() => _network.Dispose();

    private void TakeClips(int part)
    {
        float* memory = _memory + ((nint)part * _clipMemory);
        for (int clip = Interlocked.Increment(ref _nextClip) - 1; clip < _batch; clip = Interlocked.Increment(ref _nextClip) - 1)
        {
            CopyIn(clip, memory);
            foreach (PlannedClipStep step in _network.Steps)
            {
                step.Execute(memory, 0, 1);
            }

            CopyOut(clip, memory);
        }
    }

    private void TakeShare(int part)
    {
        foreach (PlannedClipStep step in _network.Steps)
        {
            if (step.Step.Splits)
            {
                step.Execute(_memory, part, _sharers);
            }
            else if (part == 0)
            {
                step.Execute(_memory, 0, 1);
            }

            Meet();
        }
    }

    private void CopyIn(int clip, float* memory)
        => new ReadOnlySpan<float>(_input + ((nint)clip * _inputLength), _inputLength)
            .CopyTo(new Span<float>(memory + _network.Input.Offset, _inputLength));

    private void CopyOut(int clip, float* memory)
        => new ReadOnlySpan<float>(memory + _network.Output.Offset, _outputLength)
            .CopyTo(new Span<float>(_output + ((nint)clip * _outputLength), _outputLength));

    /// <summary>Waits until every thread has come here: what one has written, the next step of another may read.</summary>
    private void Meet()
    {
        int meeting = Volatile.Read(ref _passed);
        if (Interlocked.Increment(ref _arrived) == _sharers)
        {
            _arrived = 0;
            Volatile.Write(ref _passed, meeting + 1);
            return;
        }

        var spin = default(SpinWait);
        for (int looks = 0; Volatile.Read(ref _passed) == meeting; looks++)
        {
            if (looks > 4000)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }
    }
}
