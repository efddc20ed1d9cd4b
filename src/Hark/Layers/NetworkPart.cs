using Hark.Kernels;

namespace Hark.Layers;

/// <summary>
/// The layers between two values through which everything flows, on inputs as wide as wanted: layers that are local in time do the same to any run of columns.
/// </summary>
internal sealed class NetworkPart
{
    private readonly int _columns;

    /// <param name="network">Which the layers are of.</param>
    /// <param name="from">Whose value goes in.</param>
    /// <param name="to">Whose value comes out.</param>
    /// <param name="columns">Width of both, where it is not the network's: all layers between must then keep widths (<see cref="TimeReach"/>).</param>
    public NetworkPart(Network network, Layer from, Layer to, int? columns = null)
    {
        Network = network;
        From = from;
        To = to;
        _columns = columns ?? from.OutputShape.Width;
        int first = IndexOf(from) + 1;
        Layers = [.. network.Layers.Skip(first).Take(IndexOf(to) + 1 - first)];
        int IndexOf(Layer layer) => Enumerable.Range(0, network.Layers.Count).First(i => network.Layers[i] == layer);
    }

    public Network Network { get; }

    public Layer From { get; }

    public Layer To { get; }

    /// <summary>In the order of execution; <see cref="To"/> is the last.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    public static NetworkPart Whole(Network network) => new(network, network.Input, network.Output);

    /// <summary>Shape of a layer's value in this part.</summary>
    public TensorShape ShapeOf(Layer layer)
    {
        TensorShape shape = layer.OutputShape;
        return _columns == From.OutputShape.Width ? shape : shape.With(shape.Height, _columns, shape.Channels);
    }

    /// <summary>The same for a convolution's <paramref name="shape"/>.</summary>
    public ConvolutionShape ShapeOf(Layer layer, ConvolutionShape shape) => shape with { Width = shape.Width with { Input = ShapeOf(layer.Inputs[0]).Width } };
}
