using Hark.Layers;

namespace Hark.Export;

/// <summary>
/// Post-training quantisation in the form of pairs (QuantizeLinear, DequantizeLinear), which runtimes turn into integer arithmetic: activations as
/// int8 with a zero point for each tensor, all but the network's input; weights as int8, symmetric, with a scale for each output; biases as int32.
/// </summary>
/// <remarks>value = scale · (integer − zeroPoint), as in Jacob et al. 2018.</remarks>
internal sealed class OnnxQuantizer(OnnxGraph graph, ActivationRanges ranges)
{
    private const int LargestWeight = 127;
    private const double LargestBias = 1 << 30;

    private readonly Dictionary<string, (string Name, double Scale)> _activations = new(StringComparer.Ordinal);

    /// <summary>Passes a tensor through int8, once for all who read it so.</summary>
    /// <returns>Its new name, and the width of a step.</returns>
    public (string Name, double Scale) Activation(string tensor, Layer layer)
    {
        if (_activations.TryGetValue(tensor, out (string, double) known))
        {
            return known;
        }

        (float least, float most) = ranges.Of(layer);

        // Zero must be met exactly, for the padding of convolutions.
        double low = Math.Min(0, (double)least), high = Math.Max(0, (double)most);
        float scale = high > low ? (float)((high - low) / byte.MaxValue) : 1;
        sbyte zero = (sbyte)Math.Clamp(Math.Round(sbyte.MinValue - (low / scale)), sbyte.MinValue, sbyte.MaxValue);
        string scaleName = graph.Constant($"{tensor}.scale", [], new[] { scale });
        string zeroName = graph.Constant($"{tensor}.zero", [], [zero]);
        string integers = graph.Node("QuantizeLinear", $"{tensor}.int8", [tensor, scaleName, zeroName]);
        return _activations[tensor] = (graph.Node("DequantizeLinear", $"{tensor}.float", [integers, scaleName, zeroName]), scale);
    }

    /// <summary>Weights as int8 and bias as int32, dequantised where they are used.</summary>
    /// <param name="name">Of the layer.</param>
    /// <param name="kernel">Float weights.</param>
    /// <param name="inputScale">Width of a step of the layer's input, by which the bias is scaled too; null for a float input, whose bias stays float.</param>
    public (string Weight, string? Bias) Kernel(string name, FoldedKernel kernel, double? inputScale)
    {
        // The steps of a bias are those of the products: a filter of next to no weight must not make them too fine for 32 bits.
        double[] least = [.. Enumerable.Range(0, kernel.Filters).Select(filter => inputScale is { } step ? Math.Abs(kernel.Bias?[filter] ?? 0) / (step * LargestBias) : 0)];
        (string weight, float[] scales) = Weights($"{name}.kernel", kernel.Shape, kernel.Values, kernel.FiltersFirst ? 0 : 1, least);
        return (weight, (kernel.Bias, inputScale) switch
        {
            (null, _) => null,
            (_, null) => graph.Constant($"{name}.bias", [kernel.Filters], kernel.Bias),
            (_, { } step) => Bias(name, kernel.Bias, scales, step),
        });
    }

    /// <summary>Numbers [channels, ...] as int8 with a scale for each channel.</summary>
    public string Rows(string name, int[] shape, float[] values) => Weights(name, shape, values, axis: 0, new double[shape[0]]).Name;

    /// <param name="name">Of the integers.</param>
    /// <param name="shape">Of the values.</param>
    /// <param name="values">What to write.</param>
    /// <param name="axis">The axis with a scale for each index: the first (0) or the last.</param>
    /// <param name="least">Least scales.</param>
    private (string Name, float[] Scales) Weights(string name, int[] shape, float[] values, int axis, double[] least)
    {
        int count = least.Length;
        int Index(int i) => axis == 0 ? i / (values.Length / count) : i % count;
        var largest = new float[count];
        for (int i = 0; i < values.Length; i++)
        {
            largest[Index(i)] = Math.Max(largest[Index(i)], Math.Abs(values[i]));
        }

        float[] scales = [.. largest.Select((most, i) => (float)Math.Max((double)most / LargestWeight, least[i])).Select(scale => scale > 0 ? scale : 1)];
        var integers = new sbyte[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            integers[i] = (sbyte)Math.Clamp(MathF.Round(values[i] / scales[Index(i)]), -LargestWeight, LargestWeight);
        }

        string[] inputs = [graph.Constant(name, shape, integers), graph.Constant($"{name}.scale", [count], scales)];
        return (graph.Node("DequantizeLinear", $"{name}.float", inputs, Axis(axis)), scales);
    }

    private string Bias(string name, float[] bias, float[] weightScales, double inputScale)
    {
        float[] scales = [.. weightScales.Select(scale => (float)(scale * inputScale))];
        int[] integers = [.. bias.Select((value, i) => (int)Math.Round((double)value / scales[i]))];
        return graph.Node(
            "DequantizeLinear",
            $"{name}.bias.float",
            [graph.Constant($"{name}.bias", [bias.Length], integers), graph.Constant($"{name}.bias.scale", [bias.Length], scales)],
            Axis(0));
    }

    private static OnnxAttribute Axis(int axis) => OnnxAttribute.Integer("axis", axis);
}
