namespace Hark.Layers;

public abstract partial class Layer
{
    /// <summary>The place where clips enter: a sequence [time, channels].</summary>
    public static Layer Input(int time, int channels) => new InputLayer(TensorShape.Of(time, channels), Conventions.Keras);

    /// <summary>The place where clips enter: a picture [height, width, channels].</summary>
    public static Layer Input(int height, int width, int channels) => new InputLayer(TensorShape.Of(height, width, channels), Conventions.Keras);

    /// <summary>The place where clips enter.</summary>
    public static Layer Input(TensorShape shape, Conventions? conventions = null) => new InputLayer(shape, conventions ?? Conventions.Keras);
}

/// <summary>Holds the batch; does nothing.</summary>
public sealed class InputLayer : Layer
{
    internal InputLayer(TensorShape shape, Conventions conventions)
        : base("InputLayer", shape)
        => Conventions = conventions;

    public override LayerExecution Plan(LayerPlan plan) => throw new InvalidOperationException("An input is filled, not executed.");
}
