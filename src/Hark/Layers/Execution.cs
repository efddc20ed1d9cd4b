using Hark.Kernels;

namespace Hark.Layers;

/// <summary>
/// A network made ready for batches of one size: kernels chosen, memory planned. <see cref="Forward"/> and <see cref="Backward"/>
/// then allocate nothing. Not thread-safe. Several executions of a network share its parameters.
/// </summary>
public sealed partial class Execution : IDisposable
{
    private readonly List<LayerExecution?> _steps = [];
    private readonly ClipProgram? _forward;
    private readonly ClipProgram? _backward;
    private readonly WorkerPool _pool;
    private readonly Dictionary<Layer, Tensor> _tensors = [];
    private readonly Dictionary<Layer, Pooling> _pooled = [];
    private readonly Dictionary<Layer, FrequencyBranch> _branches = [];
    private readonly List<MemoryBlock> _blocks = [];
    private readonly MemoryArena _arena;
    private readonly bool _ownsArena;
    private readonly Network _network;
    private readonly int _end;
    private readonly ClipRunner? _clips;
    private readonly MemoryBlock? _clipMemory;
    private int _version;

    /// <param name="network">Whose parameters are used, and in training whose gradients are written.</param>
    /// <param name="batch">Clips a pass, exactly.</param>
    /// <param name="training">Whether <see cref="Backward"/> will run; dropout and batch normalisation then behave as in training.</param>
    /// <param name="pool">The team that works.</param>
    /// <param name="arena">Memory to share with executions that are never in use at the same time; its own if null.</param>
    /// <param name="inputGradient">Whether backward shall give the gradient of the network's input too.</param>
    public Execution(Network network, int batch, bool training, WorkerPool pool, MemoryArena? arena = null, bool inputGradient = false)
        : this(network, batch, training, pool, arena, inputGradient, clipByClip: !training)
    {
    }

    /// <summary>As the public one; <paramref name="clipByClip"/>: whether a network that can shall take each clip through all its layers at once.</summary>
    internal Execution(Network network, int batch, bool training, WorkerPool pool, MemoryArena? arena, bool inputGradient, bool clipByClip)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        network = training ? network.Trained : network;
        _network = network;
        _pool = pool;
        _arena = arena ?? new MemoryArena();
        _ownsArena = arena is null;
        _end = (2 * network.Layers.Count) - 1;
        Batch = batch;
        Training = training;
        _version = network.Version - 1;
        if (clipByClip && ClipRunner.TryCreate(network, batch, pool) is { } clips)
        {
            _clips = clips;
            _tensors[network.Input] = new Tensor(network.Input.OutputShape, batch);
            _tensors[network.Output] = new Tensor(network.Output.OutputShape, batch);
            Input.ValueBlock = NewBlock(Input.Length, 0);
            Output.ValueBlock = NewBlock(Output.Length, 0);
            _clipMemory = NewBlock(clips.Memory, 0);
            _arena.Ensure(MemoryPlanner.Place(_blocks));
            return;
        }

        List<(int Layer, int Slot)>[] consumers = FindConsumers();
        HashSet<Layer> fused = FindFused(consumers, inputGradient);
        if (training)
        {
            _branches = FrequencyBranch.Find(network, consumers);
        }

        PlanValues(consumers, fused);
        if (training)
        {
            PlanGradients(consumers, fused, inputGradient);
        }

        _forward = new ClipProgram(pool, batch);
        _backward = new ClipProgram(pool, batch);
        PlanSteps(fused, _forward, _backward);
        _arena.Ensure(MemoryPlanner.Place(_blocks));
    }

    /// <summary>Clips a pass.</summary>
    public int Batch { get; }

    public bool Training { get; }

    /// <summary>Names the random streams of the coming step.</summary>
    public StepChance Chance { get; } = new();

    /// <summary>[batch, ...input shape]: write the clips here before <see cref="Forward"/>.</summary>
    public Tensor Input => _tensors[_network.Input];

    /// <summary>
    /// [batch, ...output shape]: the logits after <see cref="Forward"/>, in training not yet folded; write their gradient here before <see cref="Backward"/>.
    /// </summary>
    public Tensor Output => _tensors[_network.Output];

    public void Forward()
    {
        if (!Training && _version != _network.Version)
        {
            _version = _network.Version;
            _clips?.TakeWeights();
            foreach (LayerExecution? step in _steps)
            {
                step?.WeightsChanged();
            }
        }

        _clips?.Forward(Input.Value, _clipMemory!.Span, Output.Value);
        _forward?.Run();
    }

    /// <summary>From <see cref="Output"/>'s gradient to the gradients of every trainable parameter (overwritten). Once after each forward pass.</summary>
    public void Backward()
    {
        if (!Training || _backward is null)
        {
            throw new InvalidOperationException("This execution was planned for inference: plan one with training = true.");
        }

        _backward.Run();
    }

    public void Dispose()
    {
        foreach (LayerExecution? step in _steps)
        {
            step?.Dispose();
        }

        _clips?.Dispose();
        if (_ownsArena)
        {
            _arena.Dispose();
        }
    }
}
