using Hark.Kernels;

namespace Hark.Layers;

/// <summary>
/// Layers joined from one input to one output, with the memory of their parameters. Parameters stand in one run of memory,
/// the trainable ones first, so that an optimiser and a weight file see one array.
/// </summary>
public sealed class Network : IDisposable
{
    private readonly AlignedBuffer _values;
    private readonly Network? _whole;
    private AlignedBuffer? _gradients;
    private int _version;

    /// <summary>Collects the layers between <paramref name="input"/> and <paramref name="output"/> and initialises them with seed 0.</summary>
    public Network(Layer input, Layer output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        Input = input;
        Output = output;
        var layers = new List<Layer>();
        Visit(output, layers, []);
        if (!layers.Contains(input))
        {
            throw new ArgumentException($"The output ({output.Kind}) does not depend on the given input: pass the Layer.Input that the layers were built from.", nameof(input));
        }

        if (layers.Find(layer => layer.Inputs.Count == 0 && layer != input) is { } stranger)
        {
            throw new ArgumentException($"The network depends on a second input ({stranger.OutputShape}): a network has one.", nameof(output));
        }

        Layers = layers;
        Names = NameLayers(layers);
        (Parameters, LayerParameters) = PlaceParameters();
        TrainableCount = Parameters.Where(p => p.Definition.Trainable).Sum(p => p.Length);
        ParameterCount = Parameters.Sum(p => p.Length);
        _values = new AlignedBuffer(ParameterCount);
        Initialize(seed: 0);
    }

    /// <summary>The part of a network that leads to <paramref name="output"/>, with the parameters of the whole in the same memory.</summary>
    private Network(Network whole, Layer output)
    {
        _whole = whole;
        Input = whole.Input;
        Output = output;
        var layers = new List<Layer>();
        Visit(output, layers, []);
        int[] kept = [.. Enumerable.Range(0, whole.Layers.Count).Where(i => layers.Contains(whole.Layers[i]))];
        Layers = [.. kept.Select(i => whole.Layers[i])];
        Names = [.. kept.Select(i => whole.Names[i])];
        Parameters = whole.Parameters;
        LayerParameters = [.. kept.Select(i => whole.LayerParameters[i])];
        TrainableCount = whole.TrainableCount;
        ParameterCount = whole.ParameterCount;
        _values = whole._values;
    }

    public Layer Input { get; }

    public Layer Output { get; }

    /// <summary>Numbers that training's loss judges: of the classes before they are folded, where the network ends in <see cref="FoldClasses"/>.</summary>
    public int TrainedClasses => (Output is FoldClasses ? Output.Inputs[0] : Output).OutputShape.Length;

    /// <summary>In the order of execution.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>Keras-like names, one a layer: <c>conv1d</c>, <c>conv1d_1</c>, ...</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Every parameter in the order of the layers.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Numbers that training moves.</summary>
    public int TrainableCount { get; }

    /// <summary>All numbers, running statistics included.</summary>
    public int ParameterCount { get; }

    /// <summary>Multiply-accumulates of one clip's forward pass.</summary>
    public long MultiplyAccumulates => Layers.Sum(layer => layer.MultiplyAccumulates);

    /// <summary>All parameters, the trainable ones first: [<see cref="ParameterCount"/>].</summary>
    /// <remarks>
    /// Executions at inference keep weights in forms of their own and take them anew when this, <see cref="TrainableValues"/> or a parameter's value
    /// has been asked for since their last pass. So write through a span before the next pass, and ask for it again after.
    /// </remarks>
    public Span<float> Values
    {
        get
        {
            (_whole ?? this)._version++;
            return _values.Span;
        }
    }

    /// <summary>The same, to be read only: <see cref="Version"/> stays.</summary>
    internal ReadOnlySpan<float> Stored => _values.Span;

    /// <summary>The trainable parameters: [<see cref="TrainableCount"/>].</summary>
    public Span<float> TrainableValues => Values[..TrainableCount];

    /// <summary>Gradients of the trainable parameters: [<see cref="TrainableCount"/>]; memory is taken at the first use.</summary>
    public Span<float> Gradients => (_gradients ??= new AlignedBuffer(TrainableCount)).Span;

    /// <summary>What an execution in training runs: without the folding at the end.</summary>
    internal Network Trained => Output is FoldClasses ? new Network(this, Output.Inputs[0]) : this;

    /// <summary>The members of a committee (<see cref="MeanProbability"/>), each alone; of any other network the network itself.</summary>
    internal IReadOnlyList<Network> Members => Output is MeanProbability ? [.. Output.Inputs.Select(member => new Network(this, member))] : [this];

    /// <summary>Moves whenever somebody may have changed a parameter.</summary>
    internal int Version => (_whole ?? this)._version;

    /// <summary>The parameters of layer number i, in the order that the layer asked for them.</summary>
    internal IReadOnlyList<Parameter[]> LayerParameters { get; }

    /// <summary>Starts every parameter anew. Each has its own random stream, so one layer more does not move the others' values.</summary>
    public void Initialize(long seed)
    {
        for (int i = 0; i < Parameters.Count; i++)
        {
            var random = new SeededRandom(seed, StreamOfInitialisation, i);
            Parameters[i].Definition.Initializer.Fill(ref random, Parameters[i].Value);
        }
    }

    public void Dispose()
    {
        _values.Dispose();
        _gradients?.Dispose();
    }

    private const long StreamOfInitialisation = 0x496E6974;

    private static void Visit(Layer layer, List<Layer> layers, HashSet<Layer> seen)
    {
        if (!seen.Add(layer))
        {
            return;
        }

        foreach (Layer input in layer.Inputs)
        {
            Visit(input, layers, seen);
        }

        layers.Add(layer);
    }

    private static string[] NameLayers(List<Layer> layers)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        string[] names = new string[layers.Count];
        for (int i = 0; i < names.Length; i++)
        {
            string kind = layers[i].Kind.ToLowerInvariant();
            int count = counts.GetValueOrDefault(kind);
            counts[kind] = count + 1;
            names[i] = count == 0 ? kind : $"{kind}_{count}";
        }

        return names;
    }

    private (List<Parameter> All, List<Parameter[]> ByLayer) PlaceParameters()
    {
        int trained = 0;
        int fixedAt = Layers.SelectMany(l => l.Parameters).Where(p => p.Trainable).Aggregate(0, (sum, p) => checked(sum + p.Length));
        var all = new List<Parameter>();
        var byLayer = new List<Parameter[]>();
        for (int i = 0; i < Layers.Count; i++)
        {
            var own = new List<Parameter>();
            foreach (ParameterDefinition definition in Layers[i].Parameters)
            {
                int offset = definition.Trainable ? trained : fixedAt;
                own.Add(new Parameter(this, $"{Names[i]}.{definition.Name}", definition, offset));
                trained += definition.Trainable ? definition.Length : 0;
                fixedAt = checked(fixedAt + (definition.Trainable ? 0 : definition.Length));
            }

            byLayer.Add([.. own]);
            all.AddRange(own);
        }

        return (all, byLayer);
    }
}
