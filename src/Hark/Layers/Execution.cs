using Hark.Kernels;

namespace Hark.Layers;

/// <summary>
/// A network made ready for batches of one size: kernels chosen, memory planned. <see cref="Forward"/> and <see cref="Backward"/>
/// then allocate nothing. Not thread-safe. Several executions of a network share its parameters.
/// </summary>
public sealed class Execution : IDisposable
{
    private readonly List<LayerExecution?> _steps = [];
    private readonly ClipProgram? _forward;
    private readonly ClipProgram? _backward;
    private readonly WorkerPool _pool;
    private readonly Dictionary<Layer, Tensor> _tensors = [];
    private readonly Dictionary<Layer, Pooling> _pooled = [];
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

    /// <summary>[batch, ...output shape]: the logits after <see cref="Forward"/>; write their gradient here before <see cref="Backward"/>.</summary>
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

    /// <summary>For each layer, who reads its output: (layer number, input number), in the order of execution.</summary>
    private List<(int Layer, int Slot)>[] FindConsumers()
    {
        var numbers = new Dictionary<Layer, int>();
        var consumers = new List<(int, int)>[_network.Layers.Count];
        for (int i = 0; i < consumers.Length; i++)
        {
            Layer layer = _network.Layers[i];
            numbers[layer] = i;
            consumers[i] = [];
            for (int slot = 0; slot < layer.Inputs.Count; slot++)
            {
                consumers[numbers[layer.Inputs[slot]]].Add((i, slot));
            }
        }

        return consumers;
    }

    /// <summary>ReLUs that the layer in front takes over, and of those the max poolings after them that it takes over too.</summary>
    private HashSet<Layer> FindFused(List<(int Layer, int Slot)>[] consumers, bool inputGradient)
    {
        var fused = new HashSet<Layer>();
        for (int i = 0; i < consumers.Length; i++)
        {
            if (_network.Layers[i].CanFuseReLU && consumers[i].Count == 1 && _network.Layers[consumers[i][0].Layer] is ReLU relu)
            {
                fused.Add(relu);
                List<(int Layer, int Slot)> readers = consumers[consumers[i][0].Layer];
                if (readers.Count == 1 && _network.Layers[readers[0].Layer] is Pooling { HalvesByMax: true } pooling
                    && _network.Layers[i] is Convolution convolution
                    && convolution.CanFusePooling(Batch, Training && (inputGradient || convolution.Inputs[0] != _network.Input)))
                {
                    fused.Add(pooling);
                    _pooled.Add(convolution, pooling);
                }
            }
        }

        return fused;
    }

    private void PlanValues(List<(int Layer, int Slot)>[] consumers, HashSet<Layer> fused)
    {
        for (int i = 0; i < consumers.Length; i++)
        {
            Layer layer = _network.Layers[i];
            if (fused.Contains(layer))
            {
                Tensor shared = _tensors[layer.Inputs[0]];
                _tensors[layer] = shared;
                KeepValue(shared, i, layer, consumers[i]);
                continue;
            }

            var tensor = new Tensor(_pooled.TryGetValue(layer, out Pooling? pooling) ? pooling.OutputShape : layer.OutputShape, Batch);
            tensor.ValueBlock = CanShareValue(layer, consumers, i)
                ? _tensors[layer.Inputs[0]].ValueBlock
                : NewBlock(tensor.Length, layer == _network.Input ? -1 : i);
            _tensors[layer] = tensor;
            KeepValue(tensor, i, layer, consumers[i]);
        }

        Output.ValueBlock!.NeededAt(_end + 1);
    }

    private void KeepValue(Tensor tensor, int index, Layer layer, List<(int Layer, int Slot)> consumers)
    {
        if (Training && layer.BackwardReadsOutput)
        {
            tensor.ValueBlock!.NeededAt(_end - index);
        }

        foreach ((int consumer, _) in consumers)
        {
            tensor.ValueBlock!.NeededAt(Training && _network.Layers[consumer].BackwardReadsInput ? _end - consumer : consumer);
        }
    }

    private bool CanShareValue(Layer layer, List<(int Layer, int Slot)>[] consumers, int index)
    {
        if (!layer.CanRunInPlace || layer.Inputs[0] == _network.Input)
        {
            return false;
        }

        Layer producer = layer.Inputs[0];
        int producerIndex = 0;
        while (_network.Layers[producerIndex] != producer)
        {
            producerIndex++;
        }

        bool alone = consumers[producerIndex].Count == 1 && consumers[producerIndex][0].Layer == index;
        return alone && !(Training && (producer.BackwardReadsOutput || layer.BackwardReadsInput));
    }

    private void PlanGradients(List<(int Layer, int Slot)>[] consumers, HashSet<Layer> fused, bool inputGradient)
    {
        for (int i = consumers.Length - 1; i >= 0; i--)
        {
            Layer layer = _network.Layers[i];
            Tensor tensor = _tensors[layer];
            if ((layer == _network.Input && !inputGradient) || tensor.GradientBlock is not null)
            {
                tensor.GradientBlock?.NeededAt(_end - i);
                continue;
            }

            if (consumers[i].Count == 0)
            {
                tensor.GradientBlock = NewBlock(tensor.Length, consumers.Length);
                tensor.GradientBlock.IsOpen = true;
            }
            else
            {
                (int index, int slot) = consumers[i][^1];
                Layer first = _network.Layers[index];
                bool shared = !fused.Contains(first) && ((consumers[i].Count == 1 && first.CanRunInPlace) || first.InPlaceGradient == slot);
                tensor.GradientBlock = shared ? _tensors[first].GradientBlock! : NewBlock(tensor.Length, _end - index);
            }

            tensor.GradientBlock.NeededAt(layer == _network.Input ? _end + 1 : _end - i);
        }
    }

    private void PlanSteps(HashSet<Layer> fused, ClipProgram forward, ClipProgram backward)
    {
        var lastReader = new Dictionary<Layer, (int Layer, int Slot)>();
        for (int i = 0; i < _network.Layers.Count; i++)
        {
            for (int slot = 0; slot < _network.Layers[i].Inputs.Count; slot++)
            {
                lastReader[_network.Layers[i].Inputs[slot]] = (i, slot);
            }
        }

        var accumulations = new List<(Tensor, Tensor)>[_network.Layers.Count];
        for (int i = 0; i < _network.Layers.Count; i++)
        {
            Layer layer = _network.Layers[i];
            var sums = new List<(Tensor, Tensor)>();
            accumulations[i] = sums;
            if (layer.Inputs.Count == 0 || fused.Contains(layer))
            {
                _steps.Add(null);
                continue;
            }

            bool add = false;
            var inputs = new Tensor[layer.Inputs.Count];
            for (int slot = 0; slot < inputs.Length; slot++)
            {
                inputs[slot] = _tensors[layer.Inputs[slot]];
                if (!inputs[slot].HasGradient || lastReader[layer.Inputs[slot]] == (i, slot))
                {
                    continue;
                }

                // Backward meets the last reader first: it writes the gradient, the earlier ones add to it, by themselves or with help.
                add = layer.CanAddGradient;
                if (!add)
                {
                    Tensor target = inputs[slot];
                    inputs[slot] = new Tensor(target.Shape, Batch) { ValueBlock = target.ValueBlock, GradientBlock = NewBlock(target.Length, _end - i) };
                    sums.Add((target, inputs[slot]));
                }
            }

            bool fuse = i + 1 < _network.Layers.Count && _network.Layers.Any(l => fused.Contains(l) && l.Inputs[0] == layer);
            _steps.Add(layer.Plan(new LayerPlan(Batch, Training, _pool, inputs, _tensors[layer], _network.LayerParameters[i].ToArray(), fuse, Chance, i, _pooled.ContainsKey(layer), add)));
        }

        PlanStages(accumulations, forward, backward);
    }

    /// <summary>Joins the layers' work into stages. Within one, clips run ahead of each other, so memory is held from its first stage to its last.</summary>
    private void PlanStages(List<(Tensor, Tensor)>[] accumulations, ClipProgram forward, ClipProgram backward)
    {
        var stages = new (int First, int Last)[_end + 2];
        for (int i = 0; i < _steps.Count; i++)
        {
            stages[i] = _steps[i] is { } step ? forward.AddForward(step) : stages[Math.Max(0, i - 1)];
        }

        int turn = forward.LastStage + 1;
        for (int i = _steps.Count - 1; i >= 0 && Training; i--)
        {
            (int first, int last) = _steps[i] is { } step ? backward.AddBackward(step, accumulations[i]) : stages[_end - i - 1];
            stages[_end - i] = _steps[i] is null ? (first, last) : (turn + first, turn + last);
        }

        stages[_end + 1] = (turn + backward.LastStage + 1, turn + backward.LastStage + 1);
        foreach (MemoryBlock block in _blocks)
        {
            block.Rename(block.First < 0 ? -1 : stages[block.First].First, stages[block.Last].Last);
            if (block.First == block.Last && !block.IsOpen && (block.First < turn ? forward.IsClipwise(block.First) : backward.IsClipwise(block.First - turn)))
            {
                block.MakeLocal(Batch, ConvolutionKernels.ClipParts(Batch, _pool));
            }
        }
    }

    private MemoryBlock NewBlock(int length, int moment)
    {
        var block = new MemoryBlock(_arena, length, moment);
        _blocks.Add(block);
        return block;
    }
}
