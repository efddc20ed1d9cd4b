using Hark.Kernels;

namespace Hark.Layers;

/// <summary>
/// A network at inference as steps on one clip, or a part of it: batch normalisations folded into the convolutions in front, sums and clamps joined,
/// dropout gone. Null where a layer has no such step, or is faster over a whole batch.
/// </summary>
internal sealed class ClipNetwork : IDisposable
{
    /// <summary>Largest weights that are read anew for every clip.</summary>
    private const int LargestWeights = 1 << 18;

    /// <summary>Multiply-accumulates from which on a clip is worth sharing out, and the share of them that must be in steps that split.</summary>
    private const long LeastSharedWork = 1_000_000;
    private readonly Network _network;
    private readonly NetworkPart _part;
    private readonly MemoryArena _offsets = new();
    private readonly List<MemoryBlock> _blocks = [];
    private readonly Dictionary<Layer, MemoryBlock> _values = [];
    private readonly Dictionary<Layer, List<Layer>> _readers = [];
    private readonly HashSet<Layer> _done = [];
    private readonly List<PlannedClipStep> _steps = [];
    private readonly List<FoldedWeights> _weights = [];
    private readonly int _shares;
    private int _moment;

    private ClipNetwork(NetworkPart part, int shares)
    {
        _network = part.Network;
        _part = part;
        _shares = shares;
        _readers[part.From] = [];
        foreach (Layer layer in part.Layers)
        {
            _readers[layer] = [];
            foreach (Layer input in layer.Inputs)
            {
                _readers[input].Add(layer);
            }
        }
    }

    /// <summary>In the order of execution.</summary>
    public PlannedClipStep[] Steps { get; private set; } = [];

    /// <summary>Floats of one clip's memory.</summary>
    public int Memory { get; private set; }

    public MemoryBlock Input => _values[_part.From];

    public MemoryBlock Output => _values[_part.To];

    /// <summary>Whether several threads may share one clip with profit.</summary>
    public bool Splits
    {
        get
        {
            long all = _steps.Sum(s => s.Work);
            return all >= LeastSharedWork && _steps.Where(s => s.Step.Splits).Sum(s => s.Work) >= 0.8 * all;
        }
    }

    /// <param name="network">Whose layers are planned.</param>
    /// <param name="shares">The most threads that will share a clip.</param>
    public static ClipNetwork? TryCreate(Network network, int shares) => TryCreate(NetworkPart.Whole(network), shares);

    /// <param name="part">The layers that are planned, and their width.</param>
    /// <param name="shares">The most threads that will share a clip.</param>
    public static ClipNetwork? TryCreate(NetworkPart part, int shares)
    {
        var plan = new ClipNetwork(part, shares);
        plan._values[part.From] = plan.NewBlock(part.ShapeOf(part.From));
        foreach (Layer layer in part.Layers)
        {
            plan._moment++;
            if (!plan._done.Contains(layer) && !plan.TryAdd(layer))
            {
                plan.Dispose();
                return null;
            }
        }

        plan.Output.NeededAt(plan._moment + 1);
        plan.Steps = [.. plan._steps];
        plan.Memory = MemoryPlanner.Place(plan._blocks) + 16;
        return plan;
    }

    /// <summary>Folds the network's present weights.</summary>
    public void TakeWeights()
    {
        foreach (FoldedWeights weights in _weights)
        {
            weights.Take();
        }
    }

    public void Dispose()
    {
        foreach (PlannedClipStep step in _steps)
        {
            step.Step.Dispose();
        }

        _offsets.Dispose();
    }

    private bool TryAdd(Layer layer)
    {
        TensorShape shape = _part.ShapeOf(layer);
        switch (layer)
        {
            case Dropout or Flatten:
                _values[layer] = _values[layer.Inputs[0]];
                return true;
            case Convolution convolution:
                return TryAdd(convolution);
            case BatchNormalization norm:
                ConvolutionAxis height = new(shape.Height, 1, 1, 1, 0, 0), width = new(shape.Width, 1, 1, 1, 0, 0);
                AddFolded(null, norm, new ConvolutionShape(1, height, width, shape.Channels, shape.Channels, Depthwise: true), norm);
                return true;
            case ReLU:
                AddStep(ClipSteps.Activation(shape.Length, sigmoidal: false), layer, layer.Inputs[0]);
                return true;
            case SiLU:
                AddStep(ClipSteps.Activation(shape.Length, sigmoidal: true), layer, layer.Inputs[0]);
                return true;
            case Pooling { MeansHeight: true }:
                AddStep(ClipSteps.Mean(layer.Inputs[0].OutputShape.Height, shape.Length), layer, layer.Inputs[0]);
                return true;
            case GlobalAveragePooling:
                AddStep(ClipSteps.Mean(_part.ShapeOf(layer.Inputs[0]).Length / shape.Channels, shape.Length), layer, layer.Inputs[0]);
                return true;
            case FoldClasses fold:
                AddStep(new ClipFold(fold.Inputs[0].OutputShape.Length, fold.Into, shape.Length), layer, layer.Inputs[0]);
                return true;
            case MeanProbability mean:
                AddMean(mean);
                return true;
            case BroadcastAdd:
                AddSum(layer, layer.Inputs.ElementAtOrDefault(2), layer.Inputs[1]);
                return true;
            case Add:
                AddSum(layer, layer.Inputs[1], null);
                return true;
            default:
                return false;
        }
    }

    private bool TryAdd(Convolution layer)
    {
        ConvolutionShape shape = _part.ShapeOf(layer, layer.Shape(1));
        if (shape.WeightLength > LargestWeights || ConvolutionKernels.IsTiled(shape))
        {
            return false;
        }

        var norm = OnlyReader(layer) as BatchNormalization;
        AddFolded(layer, norm is { Bands: > 1 } && !shape.Depthwise ? null : norm, shape, layer);
        return true;
    }

    private void AddFolded(Convolution? convolution, BatchNormalization? norm, ConvolutionShape shape, Layer first)
    {
        Layer last = convolution is not null && norm is not null ? norm : first;
        var relu = OnlyReader(last) as ReLU;
        WeightedClipStep step = ClipSteps.Convolution(shape, norm?.Bands ?? 1, relu is not null);
        _weights.Add(new FoldedWeights(step, ParametersOf(convolution), norm, ParametersOf(norm), shape.OutputChannels));
        _done.Add(last);
        AddStep(step, relu ?? last, first.Inputs[0], work: shape.MultiplyAccumulatesPerClip);
    }

    private void AddSum(Layer layer, Layer? second, Layer? row)
    {
        var relu = OnlyReader(layer) as ReLU;
        TensorShape shape = _part.ShapeOf(layer);
        ClipStep step = ClipSteps.Join(shape.Height, shape.Width * shape.Channels, relu is not null);
        AddStep(step, (Layer?)relu ?? layer, layer.Inputs[0], second, row);
    }

    /// <summary>One step a member, all into the same memory.</summary>
    private void AddMean(MeanProbability layer)
    {
        MemoryBlock y = NewBlock(layer.OutputShape);
        for (int member = 0; member < layer.Inputs.Count; member++)
        {
            AddStep(new ClipOpinion(layer.OutputShape.Length, layer.Temperatures[member], layer.Shares[member], member == 0), layer, layer.Inputs[member], into: y);
        }
    }

    private void AddStep(ClipStep step, Layer output, Layer input, Layer? second = null, Layer? row = null, long work = 0, MemoryBlock? into = null)
    {
        MemoryBlock y = into ?? NewBlock(_part.ShapeOf(output));
        var scratch = new MemoryBlock(_offsets, (_shares * step.ScratchLength) + 1, _moment);
        _blocks.Add(scratch);
        MemoryBlock? Used(Layer? layer)
        {
            if (layer is null)
            {
                return null;
            }

            _values[layer].NeededAt(_moment);
            return _values[layer];
        }

        _steps.Add(new PlannedClipStep(step, Used(input)!, Used(second), Used(row), y, scratch, output, work));
        _values[output] = y;
        _done.Add(output);
    }

    private MemoryBlock NewBlock(TensorShape shape)
    {
        var block = new MemoryBlock(_offsets, shape.Length + ClipStep.Slack(shape.Channels), _moment);
        _blocks.Add(block);
        return block;
    }

    private Layer? OnlyReader(Layer layer) => _readers[layer].Count == 1 ? _readers[layer][0] : null;

    private Parameter[] ParametersOf(Layer? layer)
    {
        int index = 0;
        while (layer is not null && _network.Layers[index] != layer)
        {
            index++;
        }

        return layer is null ? [] : _network.LayerParameters[index];
    }
}
