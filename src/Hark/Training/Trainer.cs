using Hark.Data;
using Hark.Kernels;
using Hark.Layers;
using System.Diagnostics;

namespace Hark.Training;

/// <summary>
/// Fits a network to batches of clips, as Keras's <c>fit</c> does. The same network seed, data, options and thread count give the same
/// bits, also across a stop and a resume.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly WorkerPool _pool;
    private readonly MemoryArena _arena = new();
    private readonly Dictionary<(Network Network, int Batch, bool Training), Execution> _executions = [];
    private readonly long _seed;
    private float[] _opinion = [];
    private readonly ManualResetEventSlim _stopRequested = new(false);
    private TimeSpan _waited;
    private TimeSpan _worked;

    /// <param name="network">Trained in place; not disposed with the trainer.</param>
    /// <param name="optimizer">How weights move; not disposed with the trainer.</param>
    /// <param name="loss">What is made small.</param>
    /// <param name="threads">0 takes one a processor.</param>
    /// <param name="seed">Names dropout's random streams.</param>
    public Trainer(Network network, Optimizer optimizer, Loss loss, int threads = 0, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(loss);
        Network = network;
        Optimizer = optimizer;
        Loss = loss;
        _seed = seed;
        _pool = new WorkerPool(threads);
    }

    public Network Network { get; }

    public Optimizer Optimizer { get; }

    public Loss Loss { get; }

    /// <summary>
    /// Given, the parameters are averaged along: validation judges the average, and the best checkpoint holds it. The network itself keeps the weights
    /// of its last step. Not disposed with the trainer.
    /// </summary>
    public WeightAverage? Average { get; init; }

    /// <summary>Given, its opinion of each clip is learned beside the label. Not disposed with the trainer.</summary>
    public Teacher? Teacher { get; init; }

    /// <summary>
    /// Given, it is asked after each epoch, the network holding the weights that are judged, for the <see cref="EpochResult.Misses"/>; they then decide which
    /// epoch is best.
    /// </summary>
    public Func<double>? CountMisses { get; init; }

    /// <summary>Whether the latest epoch is the best, whatever it is judged: see <see cref="EpochResult.LaterIsBetter"/>.</summary>
    public bool LaterIsBetter { get; init; }

    /// <summary>Where training stands; set it from a checkpoint before <see cref="Fit"/> to go on from there.</summary>
    public TrainingState State { get; set; } = new();

    /// <summary>Threads at work.</summary>
    public int Threads => _pool.Threads;

    /// <summary>The batches and epochs of the current <see cref="Fit"/>, for callbacks that tell the time left.</summary>
    public int StepsPerEpoch { get; private set; }

    /// <inheritdoc cref="StepsPerEpoch"/>
    public int PlannedEpochs { get; private set; }

    /// <summary>The share of the current <see cref="Fit"/>'s training time, 0 to 1, that went into waiting for batches or making them.</summary>
    public double DataWaitShare => _waited / (_waited + _worked) is var share && double.IsFinite(share) ? share : 0;

    /// <summary>Whether the last <see cref="Fit"/> was stopped before its last epoch.</summary>
    public bool Stopped => _stopRequested.IsSet;

    /// <summary>Ends <see cref="Fit"/> after the step under way. Callable from any thread.</summary>
    public void RequestStop() => _stopRequested.Set();

    /// <summary>Waits until a stop is asked for, at most <paramref name="time"/>: how a paused run waits. Returns whether it was.</summary>
    public bool WaitForStop(TimeSpan time) => _stopRequested.Wait(time);

    /// <summary>Trains from where <see cref="State"/> stands until <paramref name="epochs"/> epochs are done in all.</summary>
    /// <param name="train">Shuffled anew each epoch if the pipeline says so; the last, smaller batch counts.</param>
    /// <param name="validation">Judged after each epoch, at inference; null or empty for none.</param>
    /// <param name="epochs">In all, those already done included.</param>
    /// <param name="callbacks">Told what happens.</param>
    /// <returns>The history so far.</returns>
    public History Fit(Batches train, Batches? validation, int epochs, params IReadOnlyList<Callback> callbacks)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(callbacks);
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        RequireFit(train, Network.TrainedClasses);
        if (train.Count == 0)
        {
            throw new HarkException("The training split is empty: there is nothing to learn from. Choose other labels or a larger data set.");
        }

        if (Teacher is not null && (Teacher.Network.Input.OutputShape != Network.Input.OutputShape || Teacher.Network.Output.OutputShape.Length != Network.TrainedClasses))
        {
            throw new HarkException($"The teacher takes [{Teacher.Network.Input.OutputShape}] and gives {Teacher.Network.Output.OutputShape.Length} classes, but the network takes [{Network.Input.OutputShape}] and is trained on {Network.TrainedClasses}. Choose a teacher of the same features and classes.");
        }

        Optimizer.Prepare(Network.TrainableCount);
        Average?.Prepare(Network);
        _stopRequested.Reset();
        StepsPerEpoch = train.StepsPerEpoch;
        PlannedEpochs = epochs;
        _waited = _worked = TimeSpan.Zero;
        Tell(callbacks, c => c.OnTrainBegin(this));
        while (State.Epoch < epochs && !_stopRequested.IsSet)
        {
            foreach (Batch batch in Timed(train.Epoch(State.Epoch, State.StepInEpoch, _pool.Run)))
            {
                Tell(callbacks, c => c.OnStepBegin(this));
                long begun = Stopwatch.GetTimestamp();
                Score score = TrainStep(batch);
                _worked += Stopwatch.GetElapsedTime(begun);
                State.Step++;
                State.StepInEpoch++;
                State.Running += score;
                Tell(callbacks, c => c.OnStepEnd(this, score));
                if (_stopRequested.IsSet)
                {
                    break;
                }
            }

            // A stop that falls on the last step of an epoch still ends the epoch: only its validation was missing.
            if (State.StepInEpoch == train.StepsPerEpoch)
            {
                EndEpoch(validation, callbacks);
            }
        }

        Tell(callbacks, c => c.OnTrainEnd(this));
        return State.History;
    }

    /// <summary>Mean loss and accuracy at inference.</summary>
    public Score Evaluate(Batches clips)
    {
        ArgumentNullException.ThrowIfNull(clips);
        RequireFit(clips, Network.Output.OutputShape.Length);
        var total = default(Score);
        foreach (Batch batch in clips.Epoch(0, 0, _pool.Run))
        {
            Execution execution = ExecutionFor(Network, batch.Count, training: false);
            batch.Inputs.Span.CopyTo(execution.Input.Value);
            execution.Forward();
            total += Loss.Judge.Evaluate(execution.Output.Value, batch.LabelIndices, []);
        }

        return total;
    }

    /// <summary>Does something while the network holds the average, where there is one.</summary>
    internal void WithAverage(Action action)
    {
        Average?.Prepare(Network);
        Average?.SwapWith(Network);
        try
        {
            action();
        }
        finally
        {
            Average?.SwapWith(Network);
        }
    }

    public void Dispose()
    {
        foreach (Execution execution in _executions.Values)
        {
            execution.Dispose();
        }

        _arena.Dispose();
        _pool.Dispose();
        _stopRequested.Dispose();
    }

    private static void Tell(IReadOnlyList<Callback> callbacks, Action<Callback> what)
    {
        foreach (Callback callback in callbacks)
        {
            what(callback);
        }
    }

    /// <summary>The same batches; the time it takes to get them is counted.</summary>
    private IEnumerable<Batch> Timed(IEnumerable<Batch> batches)
    {
        long begun = Stopwatch.GetTimestamp();
        foreach (Batch batch in batches)
        {
            _waited += Stopwatch.GetElapsedTime(begun);
            yield return batch;
            begun = Stopwatch.GetTimestamp();
        }
    }

    private Score TrainStep(Batch batch)
    {
        ReadOnlySpan<float> opinion = Opinion(batch);
        Execution execution = ExecutionFor(Network, batch.Count, training: true);
        execution.Chance.Seed = _seed;
        execution.Chance.Step = State.Step;
        batch.Inputs.Span.CopyTo(execution.Input.Value);
        execution.Forward();
        Score score = Loss.Evaluate(execution.Output.Value, batch.LabelIndices, execution.Output.Gradient);
        score = Teacher?.Teach(opinion, execution.Output.Value, score, execution.Output.Gradient) ?? score;
        execution.Backward();
        Optimizer.Step(_pool, Network.TrainableValues, Network.Gradients);
        Average?.Add(_pool, Network.Values, State.Step);
        return score;
    }

    /// <summary>The teacher's logits, kept aside: its activations and the network's share their memory.</summary>
    private ReadOnlySpan<float> Opinion(Batch batch)
    {
        if (Teacher is null)
        {
            return [];
        }

        Execution execution = ExecutionFor(Teacher.Network, batch.Count, training: false);
        batch.Inputs.Span.CopyTo(execution.Input.Value);
        execution.Forward();
        ReadOnlySpan<float> logits = execution.Output.Value;
        Array.Resize(ref _opinion, Math.Max(_opinion.Length, logits.Length));
        logits.CopyTo(_opinion);
        return _opinion.AsSpan(0, logits.Length);
    }

    private void EndEpoch(Batches? validation, IReadOnlyList<Callback> callbacks)
    {
        Score? judged = null;
        double? misses = null;
        if (validation is { Count: > 0 } || CountMisses is not null)
        {
            WithAverage(() =>
            {
                judged = validation is { Count: > 0 } ? Evaluate(validation) : null;
                misses = CountMisses?.Invoke();
            });
        }

        var epoch = new EpochResult(
            State.Epoch + 1, State.Running.Loss, State.Running.Accuracy, judged?.Loss, judged?.Accuracy, Optimizer.LearningRate)
        { Misses = misses, LaterIsBetter = LaterIsBetter };
        State.History.Add(epoch);
        State.Epoch++;
        State.StepInEpoch = 0;
        State.Running = default;
        Tell(callbacks, c => c.OnEpochEnd(this, epoch));
    }

    /// <summary>One execution a network and batch size; they share their activation memory, as only one is in use at a time.</summary>
    private Execution ExecutionFor(Network network, int batch, bool training)
    {
        if (!_executions.TryGetValue((network, batch, training), out Execution? execution))
        {
            execution = new Execution(network, batch, training, _pool, _arena);
            _executions.Add((network, batch, training), execution);
        }

        return execution;
    }

    private void RequireFit(Batches batches, int classes)
    {
        if (batches.ExampleLength != Network.Input.OutputShape.Length)
        {
            throw new HarkException(
                $"The clips have {batches.ExampleLength} values each, but the network takes [{Network.Input.OutputShape}] = {Network.Input.OutputShape.Length}. "
                + "Give the data the model's rate, length and front end.");
        }

        if (batches.Source.Labels.Count != classes)
        {
            throw new HarkException($"The data has {batches.Source.Labels.Count} labels, but the network gives {classes}. Build the network for the labels of the data.");
        }
    }
}
