using Hark.Kernels;

namespace Hark.Training;

/// <summary>
/// Moves weights against their gradients. Its memory (the slots) is one array each, as long as the trainable weights, and is part of
/// a checkpoint.
/// </summary>
public abstract class Optimizer : IDisposable
{
    private readonly string[] _slotNames;
    private AlignedBuffer[] _slots = [];

    protected Optimizer(float learningRate, params string[] slotNames)
    {
        if (!(learningRate > 0) || !float.IsFinite(learningRate))
        {
            throw new ArgumentOutOfRangeException(nameof(learningRate), learningRate, "The learning rate must be a positive number.");
        }

        LearningRate = learningRate;
        _slotNames = slotNames;
    }

    /// <summary>Step size; a schedule may change it between steps.</summary>
    public float LearningRate { get; set; }

    /// <summary>Steps taken, from which bias corrections follow.</summary>
    public long Steps { get; set; }

    /// <summary>Names of the slots, for checkpoints.</summary>
    public IReadOnlyList<string> SlotNames => _slotNames;

    /// <summary>The slot of that number: [trainable weights].</summary>
    public Span<float> Slot(int index) => _slots[index].Span;

    /// <summary>Takes zeroed slots for that many weights, unless it has them already.</summary>
    public void Prepare(int weights)
    {
        if (_slots.Length == 0)
        {
            _slots = [.. _slotNames.Select(_ => new AlignedBuffer(weights))];
        }
        else if (_slots[0].Length != weights)
        {
            throw new InvalidOperationException($"This optimiser already serves {_slots[0].Length} weights and cannot take {weights}: use a new one for each network.");
        }
    }

    /// <summary>One step: <paramref name="weights"/> and the slots are updated in place.</summary>
    public void Step(WorkerPool pool, Span<float> weights, ReadOnlySpan<float> gradients)
    {
        ArgumentNullException.ThrowIfNull(pool);
        Prepare(weights.Length);
        Steps++;
        Update(pool, weights, gradients);
    }

    public void Dispose()
    {
        foreach (AlignedBuffer slot in _slots)
        {
            slot.Dispose();
        }

        _slots = [];
        GC.SuppressFinalize(this);
    }

    /// <summary>The step itself; <see cref="Steps"/> already counts it.</summary>
    protected abstract void Update(WorkerPool pool, Span<float> weights, ReadOnlySpan<float> gradients);
}
