using Hark.Kernels;
using Hark.Layers;

namespace Hark.Export;

/// <summary>
/// The layers of a network as nodes, channels first: [batch, channels], [batch, channels, time], [batch, channels, height, width]. What only training
/// needs is left out; batch normalisation goes into the convolution before it.
/// </summary>
internal sealed class OnnxNetwork
{
    private readonly OnnxGraph _graph;
    private readonly Network _network;
    private readonly OnnxQuantizer? _quantizer;
    private readonly Dictionary<Layer, string> _tensors = [];
    private readonly Dictionary<Convolution, FoldedNormalization> _folded = [];

    /// <param name="graph">Where to.</param>
    /// <param name="network">What to write.</param>
    /// <param name="quantizer">Null for float.</param>
    public OnnxNetwork(OnnxGraph graph, Network network, OnnxQuantizer? quantizer)
    {
        _graph = graph;
        _network = network;
        _quantizer = quantizer;
        for (int i = 0; i < network.Layers.Count; i++)
        {
            if (network.Layers[i] is BatchNormalization { Bands: 1 } normalization && normalization.Inputs[0] is Convolution convolution
                && network.Layers.Sum(layer => layer.Inputs.Count(input => input == convolution)) == 1)
            {
                _folded[convolution] = new FoldedNormalization(normalization, network.LayerParameters[i]);
            }
        }
    }

    /// <summary>Appends all layers.</summary>
    /// <param name="input">The network's input, channels first.</param>
    /// <returns>The logits.</returns>
    /// <exception cref="HarkException">There is a layer that ONNX, or this export, has no form for.</exception>
    public string Append(string input)
    {
        for (int i = 0; i < _network.Layers.Count; i++)
        {
            Layer layer = _network.Layers[i];
            string name = _network.Names[i];
            _tensors[layer] = layer switch
            {
                InputLayer => input,
                Convolution convolution => Convolve(name, convolution, _network.LayerParameters[i]),
                BatchNormalization normalization => Normalize(name, normalization, _network.LayerParameters[i]),
                ReLU => Node("Relu", name, layer),
                SiLU => _graph.Node("Mul", name, [_tensors[layer.Inputs[0]], Node("Sigmoid", $"{name}.sigmoid", layer)]),
                Pooling pooling => Pool(name, pooling),
                GlobalAveragePooling => _graph.Reshape(name, Node("GlobalAveragePool", $"{name}.mean", layer), layer.OutputShape.Channels),
                Concat => Node("Concat", name, layer, OnnxAttribute.Integer("axis", 1)),
                Add or BroadcastAdd => Sum(name, layer),
                Flatten => Flat(name, layer),
                FoldClasses fold => Fold(name, fold),
                MeanProbability mean => Mean(name, mean),
                Dropout => _tensors[layer.Inputs[0]],
                _ => throw new HarkException($"Layer {name}: there is no form in ONNX for layers of kind {layer.Kind} ({layer.GetType().Name}). Replace it by Hark's own layers to export the network."),
            };
        }

        return _tensors[_network.Output];
    }

    private string Node(string type, string name, Layer layer, params IReadOnlyList<OnnxAttribute> attributes)
        => _graph.Node(type, name, [.. layer.Inputs.Select(input => _tensors[input])], attributes);

    private string Convolve(string name, Convolution layer, Parameter[] parameters)
    {
        FoldedKernel kernel = FoldedKernel.Of(layer, parameters, _folded.GetValueOrDefault(layer));
        string x = _tensors[layer.Inputs[0]];
        string weight;
        string? bias;
        if (_quantizer is null)
        {
            weight = _graph.Constant($"{name}.kernel", kernel.Shape, kernel.Values);
            bias = kernel.Bias is null ? null : _graph.Constant($"{name}.bias", [kernel.Filters], kernel.Bias);
        }
        else
        {
            // Sound and features span too wide a range for 8 bits: the first layer takes them as they are.
            double? scale = null;
            if (x != _tensors[_network.Input])
            {
                (x, scale) = _quantizer.Activation(x, layer.Inputs[0]);
            }

            (weight, bias) = _quantizer.Kernel(name, kernel, scale);
        }

        string[] inputs = bias is null ? [x, weight] : [x, weight, bias];
        return layer.OutputShape.Rank == 1
            ? _graph.Node("Gemm", name, inputs)
            : _graph.Node("Conv", name, inputs, [.. Window(layer.OutputShape.Rank, layer.HeightAxis, layer.WidthAxis), OnnxAttribute.Integer("group", layer.IsDepthwise ? kernel.Filters : 1)]);
    }

    private string Normalize(string name, BatchNormalization layer, Parameter[] parameters)
    {
        string x = _tensors[layer.Inputs[0]];
        if (layer.Inputs[0] is Convolution convolution && _folded.ContainsKey(convolution))
        {
            return x;
        }

        // One pair a row of the picture; a sequence has one row, a flat input no rows at all.
        int rows = layer.Bands == 1 ? 1 : layer.OutputShape.Height;
        (float[] scale, float[] shift) = new FoldedNormalization(layer, parameters).ByRow(rows);
        int[] shape = layer.OutputShape.Rank switch
        {
            1 => [layer.OutputShape.Channels],
            2 => [layer.OutputShape.Channels, 1],
            _ => [layer.OutputShape.Channels, rows, 1],
        };
        string scaled = _graph.Node("Mul", $"{name}.scaled", [x, Rows($"{name}.scale", shape, scale)]);
        return _graph.Node("Add", name, [scaled, Rows($"{name}.shift", shape, shift)]);

        string Rows(string constant, int[] form, float[] values)
            => _quantizer is null || rows == 1 ? _graph.Constant(constant, form, values) : _quantizer.Rows(constant, form, values);
    }

    private string Pool(string name, Pooling layer)
    {
        OnnxAttribute[] window = [.. Window(layer.OutputShape.Rank, layer.HeightAxis, layer.WidthAxis, dilations: false)];
        return layer.IsMax ? Node("MaxPool", name, layer, window) : Node("AveragePool", name, layer, window);
    }

    /// <summary>ONNX's Add takes two and repeats the row of height 1 by itself.</summary>
    private string Sum(string name, Layer layer)
        => layer.Inputs.Skip(1).Aggregate(_tensors[layer.Inputs[0]], (sum, input) => _graph.Node("Add", name, [sum, _tensors[input]]));

    /// <summary>What stays below the class that takes up, that class, what stays above it.</summary>
    private string Fold(string name, FoldClasses layer)
    {
        string x = _tensors[layer.Inputs[0]];
        int classes = layer.Inputs[0].OutputShape.Length, kept = layer.OutputShape.Length;
        long[] folded = [layer.Into, .. Enumerable.Range(kept, classes - kept)];
        string taken = _graph.Node("Gather", $"{name}.folded", [x, _graph.Numbers(folded)], OnnxAttribute.Integer("axis", 1));
        string sum = _graph.Node("ReduceLogSumExp", $"{name}.sum", [taken], OnnxAttribute.Integers("axes", 1), OnnxAttribute.Integer("keepdims", 1));
        return _graph.Node("Concat", name, [.. Part("below", 0, layer.Into), sum, .. Part("above", layer.Into + 1, kept)], OnnxAttribute.Integer("axis", 1));

        string[] Part(string part, int from, int to)
            => from == to ? [] : [_graph.Node("Slice", $"{name}.{part}", [x, _graph.Numbers(from), _graph.Numbers(to), _graph.Numbers(1)])];
    }

    private string Mean(string name, MeanProbability layer)
    {
        string[] members = [.. layer.Inputs.Select((input, n) =>
        {
            string divided = _graph.Node("Div", $"{name}.divided_{n}", [_tensors[input], _graph.Constant($"{name}.temperature_{n}", [1], new[] { layer.Temperatures[n] })]);
            string probabilities = _graph.Node("Softmax", $"{name}.probabilities_{n}", [divided], OnnxAttribute.Integer("axis", 1));
            return _graph.Node("Mul", $"{name}.shared_{n}", [probabilities, _graph.Constant($"{name}.share_{n}", [1], new[] { (float)layer.Shares[n] })]);
        })];
        string mean = _graph.Node("Sum", $"{name}.mean", members);
        return _graph.Node("Log", name, [mean]);
    }

    /// <summary>Hark's order of a flat clip is channels last.</summary>
    private string Flat(string name, Layer layer)
    {
        TensorShape shape = layer.Inputs[0].OutputShape;
        string x = _tensors[layer.Inputs[0]];
        if (shape.Rank > 1)
        {
            x = _graph.Transpose($"{name}.turned", x, shape.Rank == 2 ? [0, 2, 1] : [0, 2, 3, 1]);
        }

        return _graph.Reshape(name, x, shape.Length);
    }

    /// <summary>A sequence has no height; pads are all beginnings, then all ends. AveragePool leaves padding out of the mean unless told otherwise.</summary>
    private static IEnumerable<OnnxAttribute> Window(int rank, ConvolutionAxis height, ConvolutionAxis width, bool dilations = true)
    {
        ConvolutionAxis[] axes = rank == 3 ? [height, width] : [width];
        yield return OnnxAttribute.Integers("kernel_shape", [.. axes.Select(axis => axis.Kernel)]);
        yield return OnnxAttribute.Integers("strides", [.. axes.Select(axis => axis.Stride)]);
        yield return OnnxAttribute.Integers("pads", [.. axes.Select(axis => axis.PadBefore), .. axes.Select(axis => axis.PadAfter)]);
        if (dilations)
        {
            yield return OnnxAttribute.Integers("dilations", [.. axes.Select(axis => axis.Dilation)]);
        }
    }
}
