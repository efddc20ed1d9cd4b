using System.Text.Json;

namespace Hark.Tests.Models;

/// <summary>What <c>tools/oracles/models.py</c> writes of one model; see the README there for what a stray is.</summary>
internal sealed record ModelGolden(
    int Batch,
    int[] Input,
    int InputSeed,
    int[] Labels,
    int TrainableParameters,
    GoldenNumbers Logits,
    GoldenNumbers Loss,
    GoldenNumbers? RunningMean,
    GoldenNumbers? RunningVariance,
    GoldenNumbers? InferenceLogits,
    GoldenCurve LossCurve,
    GoldenGradient[] Parameters)
{
    public const int ParameterSeed = 1000, ProductSeed = 2000, EntrySeed = 3000;

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static ModelGolden Load(string name)
        => JsonSerializer.Deserialize<ModelGolden>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Models", "Golden", name + ".json")), Options)!;
}

/// <summary>Numbers, and the largest distance that rounding to float took any of them.</summary>
internal sealed record GoldenNumbers(double[] Values, double Stray);

/// <summary>The loss before each step and after the last, each with its own stray.</summary>
internal sealed record GoldenCurve(double[] Values, double[] Strays);

/// <summary>A gradient too large to store: its norm, its products with seeded vectors, some entries, and how far rounding took it.</summary>
internal sealed record GoldenGradient(string Name, int[] Shape, double Norm, double NormStray, double EntryStray, double[] Products, double[] Entries);
