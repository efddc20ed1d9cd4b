namespace Hark.Layers;

/// <summary>
/// One step of a network, described but not yet executed: its kind, its inputs, the shape it gives, the parameters it asks for.
/// Layers are joined by the fluent methods (<c>Layer.Input(8000, 1).Conv1D(32, 9).ReLU()</c>), one beside each layer, and become
/// a <see cref="Network"/>. A description holds no numbers and no memory.
/// </summary>
public abstract partial class Layer
{
    protected Layer(string kind, TensorShape outputShape, params ReadOnlySpan<Layer> inputs)
    {
        Kind = kind;
        OutputShape = outputShape;
        Inputs = inputs.ToArray();
        Conventions = Inputs.Count > 0 ? Inputs[0].Conventions : Conventions.Keras;
    }

    /// <summary>Keras's name of the kind, for example <c>Conv1D</c>.</summary>
    public string Kind { get; }

    /// <summary>The layers whose outputs this one reads, in order.</summary>
    public IReadOnlyList<Layer> Inputs { get; }

    /// <summary>Shape of one clip's output.</summary>
    public TensorShape OutputShape { get; }

    /// <summary>Habits that this layer and those after it follow; Keras's unless the input says otherwise.</summary>
    public Conventions Conventions { get; private protected init; }

    /// <summary>Parameters in the order of Keras's <c>get_weights</c>.</summary>
    public IReadOnlyList<ParameterDefinition> Parameters { get; protected init; } = [];

    /// <summary>Multiply-accumulates of one clip's forward pass; convolutions and dense layers only, as the field counts.</summary>
    public virtual long MultiplyAccumulates => 0;

    /// <summary>Whether backward reads the values that went in; they are then kept until it has run.</summary>
    public virtual bool BackwardReadsInput => false;

    /// <summary>Whether backward reads the values that came out.</summary>
    public virtual bool BackwardReadsOutput => false;

    /// <summary>Whether output may be written over the (single) input, and the input's gradient over the output's.</summary>
    public virtual bool CanRunInPlace => false;

    /// <summary>Whether this layer can clamp its own output at zero, taking over a ReLU that alone reads it.</summary>
    public virtual bool CanFuseReLU => false;

    /// <summary>Whether backward can add to the (single) input's gradient, where several layers read that input.</summary>
    internal virtual bool CanAddGradient => false;

    /// <summary>The input whose gradient may be written over the output's, where this layer is the last to read it; null for none.</summary>
    internal virtual int? InPlaceGradient => null;

    /// <summary>Prepares execution for one batch size: chooses kernels, takes workspace. Calls then allocate nothing.</summary>
    public abstract LayerExecution Plan(LayerPlan plan);

    /// <summary>The layer's only input's shape.</summary>
    protected TensorShape InputShape => Inputs[0].OutputShape;
}
