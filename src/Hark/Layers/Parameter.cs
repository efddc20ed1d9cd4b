namespace Hark.Layers;

/// <summary>What a layer asks for: a named array of numbers and how it starts.</summary>
/// <param name="Name">Keras's word: kernel, bias, gamma, beta, moving_mean, moving_variance.</param>
/// <param name="Shape">Keras's layout, channels last.</param>
/// <param name="Initializer">First values.</param>
/// <param name="Trainable">Whether the optimiser moves it; running statistics are not trained.</param>
public sealed record ParameterDefinition(string Name, int[] Shape, Initializer Initializer, bool Trainable = true)
{
    public int Length { get; } = Shape.Aggregate(1, (product, n) => checked(product * n));
}

/// <summary>A parameter in a network: a named window on the network's memory.</summary>
public sealed class Parameter
{
    private readonly Network _network;
    private readonly int _offset;

    internal Parameter(Network network, string name, ParameterDefinition definition, int offset)
    {
        _network = network;
        Name = name;
        Definition = definition;
        _offset = offset;
    }

    /// <summary>For example <c>conv1d_1.kernel</c>: the name in weight files.</summary>
    public string Name { get; }

    public ParameterDefinition Definition { get; }

    public int Length => Definition.Length;

    public Span<float> Value => _network.Values.Slice(_offset, Length);

    /// <summary>The same, to be read only: many threads may, and none counts as having changed it.</summary>
    internal ReadOnlySpan<float> Stored => _network.Stored.Slice(_offset, Length);

    /// <summary>The gradient of the loss from the last backward pass, summed over the batch as the loss is. Trainable parameters only.</summary>
    public Span<float> Gradient => Definition.Trainable
        ? _network.Gradients.Slice(_offset, Length)
        : throw new InvalidOperationException($"{Name} is not trained: it has no gradient.");
}
