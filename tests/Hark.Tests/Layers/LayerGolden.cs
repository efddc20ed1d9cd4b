using Hark.Layers;
using System.Text.Json;
using Hark.Tests.Oracle;

namespace Hark.Tests.Layers;

/// <summary>One layer against PyTorch's float64 numbers (<c>tools/oracles/layers.py</c>): y, dx, every parameter's gradient, running statistics.</summary>
internal static class LayerGolden
{
    private const double UnitRoundoff = 1.0 / (1 << 24);

    /// <summary>Rounding of each product, of each sum and of the sum order: small, and equal for all layers.</summary>
    private const double Margin = 3;

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private static readonly Lazy<GoldenFile> Contents = new(Load);

    public static GoldenFile File => Contents.Value;

    /// <summary>Checks the case, with one thread and with three.</summary>
    public static void Check(string name, Func<Layer, Layer> build, bool training = true)
    {
        foreach (int threads in (int[])[1, 3])
        {
            Check(File.Layers.Single(c => c.Case == name), build, training, threads);
        }
    }

    private static void Check(GoldenLayer golden, Func<Layer, Layer> build, bool training, int threads)
    {
        using var net = new LayerUnderTest(Shape(golden.Input), build, golden.Batch, golden.Seed + 2, training, threads);
        Parameter[] trained = [.. net.Network.Parameters.Where(p => p.Definition.Trainable)];
        Assert.Equal(golden.Y.Shape[1..], net.Network.Output.OutputShape.ToArray());
        Assert.Equal(golden.DParameters.Select(p => p.Shape), trained.Select(p => p.Definition.Shape));

        Near("y", golden.Y, net.Forward(SeededNumbers.Values(golden.Seed, net.InputLength, golden.Scale)));
        if (!training)
        {
            return;
        }

        Near("dx", golden.Dx, net.Backward(SeededNumbers.Values(golden.Seed + 1, net.OutputLength)));
        for (int p = 0; p < trained.Length; p++)
        {
            Near("d " + trained[p].Name, golden.DParameters[p], trained[p].Gradient);
        }

        Parameter[] statistics = [.. net.Network.Parameters.Where(p => !p.Definition.Trainable)];
        for (int p = 0; p < golden.Statistics.Length; p++)
        {
            Near(statistics[p].Name, golden.Statistics[p], statistics[p].Value);
        }

        void Near(string what, GoldenArray expected, ReadOnlySpan<float> actual)
        {
            Assert.Equal(expected.Values.Length, actual.Length);
            double tolerance = Margin * UnitRoundoff * expected.Length;
            for (int i = 0; i < actual.Length; i++)
            {
                double error = Math.Abs(actual[i] - expected.Values[i]);
                Assert.True(error <= tolerance, $"{golden.Case}, {threads} threads: {what}[{i}] is {actual[i]:g9}, PyTorch gives {expected.Values[i]:g9} ± {tolerance:g2}");
            }
        }
    }

    public static TensorShape Shape(int[] shape) => shape.Length switch
    {
        1 => TensorShape.Of(shape[0]),
        2 => TensorShape.Of(shape[0], shape[1]),
        _ => TensorShape.Of(shape[0], shape[1], shape[2]),
    };

    private static GoldenFile Load()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Layers", "Golden", "layers.json");
        return JsonSerializer.Deserialize<GoldenFile>(System.IO.File.ReadAllText(path), Options)!;
    }
}

/// <summary>What <c>layers.py</c> writes.</summary>
public sealed record GoldenFile(GoldenLayer[] Layers, GoldenLoss[] Losses, GoldenOptimiser[] Optimisers);

public sealed record GoldenLayer(
    string Case, int Seed, int Batch, int[] Input, double Scale, GoldenArray Y, GoldenArray Dx, GoldenArray[] DParameters, GoldenArray[] Statistics);

/// <summary>Values, and in Length the terms of the longest sum behind one of them.</summary>
public sealed record GoldenArray(int[] Shape, double Length, double[] Values);

public sealed record GoldenLoss(string Case, int Seed, int Batch, double Scale, int[] Labels, double Loss, double[] Gradient);

public sealed record GoldenOptimiser(string Case, int Seed, double LearningRate, double Momentum, bool Nesterov, double[][] Path);
