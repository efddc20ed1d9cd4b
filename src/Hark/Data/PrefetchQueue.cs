using System.Runtime.ExceptionServices;

namespace Hark.Data;

/// <summary>
/// Makes the batches of an epoch ahead of their reader. Step s goes into slot s mod slots; threads claim steps in rising order and
/// wait while the slot of theirs is still in use, so the reader sees the same sequence whatever the threads do.
/// </summary>
internal sealed class PrefetchQueue : IDisposable
{
    private readonly object _gate = new();
    private readonly Batch[] _slots;
    private readonly int[] _finishedStep;
    private readonly ExceptionDispatchInfo?[] _failures;
    private readonly Thread[] _threads;
    private readonly int _endStep;
    private int _claimed;
    private int _next;
    private int _released;
    private bool _stop;

    public PrefetchQueue(EpochPlan plan, int firstStep, int batches, int threads)
    {
        Batches owner = plan.Batches;
        _endStep = owner.StepsPerEpoch;
        _claimed = _next = _released = firstStep;

        // One more than wait finished: the reader holds one.
        _slots = new Batch[Math.Clamp(owner.StepsPerEpoch - firstStep, 1, batches + 1)];
        for (int i = 0; i < _slots.Length; i++)
        {
            _slots[i] = new Batch(Math.Min(owner.Size, owner.Count), owner.ExampleLength);
        }

        _finishedStep = new int[_slots.Length];
        Array.Fill(_finishedStep, -1);
        _failures = new ExceptionDispatchInfo?[_slots.Length];
        _threads = new Thread[Math.Min(threads, _slots.Length)];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(() => Work(plan)) { IsBackground = true, Name = $"hark-prefetch-{i}" };
            _threads[i].Start();
        }
    }

    /// <summary>The next batch, or null after the last. Gives the batch before it back to the threads.</summary>
    public Batch? Next()
    {
        lock (_gate)
        {
            _released = _next;
            Monitor.PulseAll(_gate);
            if (_next >= _endStep)
            {
                return null;
            }

            int slot = _next % _slots.Length;
            while (_finishedStep[slot] != _next)
            {
                Monitor.Wait(_gate);
            }

            _failures[slot]?.Throw();
            _next++;
            return _slots[slot];
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stop = true;
            Monitor.PulseAll(_gate);
        }

        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    private void Work(EpochPlan plan)
    {
        BatchMaker? maker = null;
        while (Claim() is { } step)
        {
            int slot = step % _slots.Length;
            ExceptionDispatchInfo? failure = null;
            try
            {
                maker ??= new BatchMaker(plan);
                maker.Fill(step, _slots[slot]);
            }
#pragma warning disable CA1031 // carried to the reader, who throws it
            catch (Exception error)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }

            lock (_gate)
            {
                _failures[slot] = failure;
                _finishedStep[slot] = step;
                _stop |= failure is not null;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>The next step to make, as soon as its slot is free; null when there is nothing left to do.</summary>
    private int? Claim()
    {
        lock (_gate)
        {
            while (!_stop && _claimed < _endStep && _claimed >= _released + _slots.Length)
            {
                Monitor.Wait(_gate);
            }

            return _stop || _claimed >= _endStep ? null : _claimed++;
        }
    }
}
