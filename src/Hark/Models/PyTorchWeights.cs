using Hark.Layers;

namespace Hark.Models;

/// <summary>
/// Reads a PyTorch state dictionary into a network of the same layers. Modules are matched in order, as names differ from author to author; kernels
/// become channels-last: conv [out, in, h, w] to [h, w, in, out], depthwise [c, 1, h, w] to [h, w, c], linear [out, in] to [in, out] (its rows
/// rearranged behind a Flatten, which PyTorch does channels-first), the normalisation of [channels · bands] to [bands, channels].
/// </summary>
internal static class PyTorchWeights
{
    // Tensors that count batches: nothing is computed with them.
    private const string Counter = "num_batches_tracked";

    // Files sort names, which the published BC-ResNet's do not follow: its head comes first, and f2 (over frequency) before f1 (over time).
    private static readonly string[] PublishedOrder = ["cnn_head", "BCBlocks", "classifier", "f2", "f1"];

    /// <summary>Whether the names are those of a PyTorch state dictionary.</summary>
    public static bool Are(SafetensorsFile file)
        => file.Tensors.Any(tensor => Field(tensor.Name) is "running_mean" or Counter) || file.Tensors.All(tensor => Field(tensor.Name) is "weight" or "bias");

    /// <summary>Overwrites every parameter of <paramref name="network"/>.</summary>
    /// <param name="file">Open.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="network">Built for as many labels as the file was trained on.</param>
    /// <param name="model">Its name, for messages.</param>
    /// <exception cref="HarkException">The file's modules are not the network's layers.</exception>
    public static void Read(SafetensorsFile file, string path, Network network, string model)
    {
        string[] modules = [.. file.Tensors
            .Where(tensor => Field(tensor.Name) != Counter)
            .Select(tensor => Module(tensor.Name))
            .Distinct(StringComparer.Ordinal)
            .Order(Comparer<string>.Create(CompareNames))];
        int[] layers = [.. Enumerable.Range(0, network.Layers.Count).Where(i => network.LayerParameters[i].Length > 0)];
        if (modules.Length != layers.Length)
        {
            throw new HarkException($"{path}: holds {modules.Length} modules with weights, {model} has {layers.Length}. The file belongs to another model; name the one it was trained as.");
        }

        for (int i = 0; i < layers.Length; i++)
        {
            ReadLayer(modules[i], network.Layers[layers[i]], network.LayerParameters[layers[i]]);
        }

        void ReadLayer(string module, Layer layer, Parameter[] parameters)
        {
            foreach (Parameter parameter in parameters)
            {
                string field = parameter.Definition.Name switch
                {
                    "kernel" or "gamma" => "weight",
                    "bias" or "beta" => "bias",
                    "moving_mean" => "running_mean",
                    _ => "running_var",
                };
                string name = module.Length == 0 ? field : $"{module}.{field}";
                int[] expected = ShapeInPyTorch(parameter, layer);
                long[] found = file.Contains(name) ? [.. file[name].Shape] : [];
                if (!Fits(found, expected))
                {
                    throw new HarkException($"{path}: {(file.Contains(name) ? $"tensor '{name}' has shape [{string.Join(", ", found)}]" : $"there is no tensor '{name}'")}, "
                        + $"expected [{string.Join(", ", expected)}] for {parameter.Name} of {model}. The file belongs to another model, or was trained on another number of labels.");
                }

                float[] values = new float[parameter.Length];
                file.Read(name, values);
                Rearrange(values, expected, parameter, layer);
            }

            int known = file.Tensors.Count(tensor => Module(tensor.Name) == module && Field(tensor.Name) != Counter);
            if (known != parameters.Length)
            {
                throw new HarkException($"{path}: module '{module}' holds {known} tensors, expected {parameters.Length} for {layer.Kind} of {model}. The file belongs to another model.");
            }
        }
    }

    private static int[] ShapeInPyTorch(Parameter parameter, Layer layer)
    {
        int[] shape = parameter.Definition.Shape;
        return layer.Kind switch
        {
            "SubSpectralNorm" => [parameter.Length],
            _ when shape.Length == 1 => shape,
            "DepthwiseConv2D" => [shape[2], 1, shape[0], shape[1]],
            "Conv2D" => [shape[3], shape[2], shape[0], shape[1]],
            "Conv1D" => [shape[2], shape[1], shape[0]],
            _ => [shape[1], shape[0]],
        };
    }

    /// <summary>A linear layer may also stand as a 1x1 convolution.</summary>
    private static bool Fits(long[] found, int[] expected)
        => found.Length >= expected.Length && expected.Select(axis => (long)axis).SequenceEqual(found[..expected.Length]) && Array.TrueForAll(found[expected.Length..], axis => axis == 1);

    private static void Rearrange(ReadOnlySpan<float> values, int[] shape, Parameter parameter, Layer layer)
    {
        Span<float> target = parameter.Value;
        int[] own = parameter.Definition.Shape;
        if (layer.Kind == "SubSpectralNorm")
        {
            Transpose(values, own[1], own[0], target);
        }
        else if (own.Length == 1)
        {
            values.CopyTo(target);
        }
        else if (layer.Kind == "DepthwiseConv2D")
        {
            Transpose(values, shape[0], values.Length / shape[0], target);
        }
        else
        {
            // [out, in, positions] to [positions, in, out]; behind a Flatten the inputs themselves are [channels, positions].
            int outputs = shape[0];
            int inputs = layer.Inputs[0] is Flatten flatten ? flatten.Inputs[0].OutputShape.Channels : shape[1];
            int positions = values.Length / outputs / inputs;
            for (int o = 0; o < outputs; o++)
            {
                for (int i = 0; i < inputs; i++)
                {
                    for (int p = 0; p < positions; p++)
                    {
                        target[(((p * inputs) + i) * outputs) + o] = values[(((o * inputs) + i) * positions) + p];
                    }
                }
            }
        }
    }

    private static void Transpose(ReadOnlySpan<float> values, int rows, int columns, Span<float> target)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                target[(column * rows) + row] = values[(row * columns) + column];
            }
        }
    }

    /// <summary>Part by part: numbers as numbers, the published network's parts in the order they work, others by letter.</summary>
    private static int CompareNames(string a, string b)
    {
        string[] left = a.Split('.'), right = b.Split('.');
        for (int i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            int order = int.TryParse(left[i], out int x) && int.TryParse(right[i], out int y) ? x.CompareTo(y) : Rank(left[i]).CompareTo(Rank(right[i]));
            order = order == 0 ? string.CompareOrdinal(left[i], right[i]) : order;
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private static int Rank(string part) => Array.IndexOf(PublishedOrder, part);

    private static string Module(string name) => name.LastIndexOf('.') is >= 0 and int dot ? name[..dot] : "";

    private static string Field(string name) => name[(name.LastIndexOf('.') + 1)..];
}
