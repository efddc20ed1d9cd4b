using System.Globalization;
using System.Text;

namespace Hark.Layers;

/// <summary>The table of a network's layers as Keras's <c>model.summary()</c> prints it.</summary>
public static class NetworkSummary
{
    /// <summary>Layer, output shape, parameters, and what each layer reads where that is not simply the one above.</summary>
    public static string Of(Network network, string name = "model")
    {
        ArgumentNullException.ThrowIfNull(network);
        List<string[]> rows = [["Layer (type)", "Output Shape", "Param #", "Connected to"]];
        for (int i = 0; i < network.Layers.Count; i++)
        {
            Layer layer = network.Layers[i];
            bool plain = layer.Inputs.Count == 1 && i > 0 && layer.Inputs[0] == network.Layers[i - 1];
            rows.Add([
                $"{network.Names[i]} ({layer.Kind})",
                $"(None, {layer.OutputShape})",
                layer.Parameters.Sum(p => p.Length).ToString("N0", CultureInfo.InvariantCulture),
                plain ? "" : string.Join(", ", layer.Inputs.Select(input => NameOf(network, input))),
            ]);
        }

        int[] widths = [.. Enumerable.Range(0, 4).Select(column => rows.Max(row => row[column].Length))];
        string rule = new('=', widths.Sum() + 6);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Model: \"{name}\"\n{rule}\n");
        for (int i = 0; i < rows.Count; i++)
        {
            string[] row = rows[i];
            text.Append($"{row[0].PadRight(widths[0])}  {row[1].PadRight(widths[1])}  {row[2].PadLeft(widths[2])}  {row[3]}".TrimEnd()).Append('\n');
            if (i == 0)
            {
                text.Append(rule).Append('\n');
            }
        }

        int still = network.ParameterCount - network.TrainableCount;
        text.Append(CultureInfo.InvariantCulture, $"{rule}\nTotal params: {network.ParameterCount:N0}\nTrainable params: {network.TrainableCount:N0}\nNon-trainable params: {still:N0}\n");
        text.Append(CultureInfo.InvariantCulture, $"Multiply-accumulates a clip: {network.MultiplyAccumulates / 1e6:N1} M\n");
        return text.ToString();
    }

    private static string NameOf(Network network, Layer layer)
    {
        for (int i = 0; i < network.Layers.Count; i++)
        {
            if (network.Layers[i] == layer)
            {
                return network.Names[i];
            }
        }

        return "?";
    }
}
