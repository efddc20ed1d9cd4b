using Hark.Layers;

namespace Hark.Export;

/// <summary>
/// Post-training quantisation in the form of pairs (QuantizeLinear, DequantizeLinear), which runtimes turn into integer arithmetic: activations as
/// int8 with a zero point for each tensor; weights as int8, symmetric, with a scale for each output; biases as int32.
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
    /// <param name="inputScale">Width of a step of the layer's input, by which the bias is scaled too.</param>
    public (string Weight, string? Bias) Kernel(string name, FoldedKernel kernel, double inputScale)
    {
        var scales = new float[kernel.Filters];
        var weights = new sbyte[kernel.Values.Length];
        for (int filter = 0; filter < kernel.Filters; filter++)
        {
            float largest = 0;
            foreach (int i in kernel.IndicesOf(filter))
            {
                largest = Math.Max(largest, Math.Abs(kernel.Values[i]));
            }

            // The steps of a bias are those of the products: a filter of next to no weight must not make them too fine for 32 bits.
            double least = Math.Abs(kernel.Bias?[filter] ?? 0) / (inputScale * LargestBias);
            float scale = (float)Math.Max((double)largest / LargestWeight, least);
            scales[filter] = scale > 0 ? scale : 1;
            foreach (int i in kernel.IndicesOf(filter))
            {
                weights[i] = (sbyte)Math.Clamp(MathF.Round(kernel.Values[i] / scales[filter]), -LargestWeight, LargestWeight);
            }
        }

        string scaleName = graph.Constant($"{name}.kernel.scale", [kernel.Filters], scales);
        string weight = graph.Node("DequantizeLinear", $"{name}.kernel.float", [graph.Constant($"{name}.kernel", kernel.Shape, weights), scaleName], Axis(kernel.FiltersFirst ? 0 : 1));
        return (weight, kernel.Bias is null ? null : Bias(name, kernel.Bias, scales, inputScale));
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
