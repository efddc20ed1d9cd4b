using System.Text.Json;

namespace Hark.Tests.Training;

/// <summary>PyTorch's float64 curves and losses, written once by tools/oracles/training.py.</summary>
internal static class TrainingGolden
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private static readonly Lazy<GoldenTraining> Contents = new(() => JsonSerializer.Deserialize<GoldenTraining>(
        System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Training", "Golden", "training.json")), Options)!);

    public static GoldenTraining File => Contents.Value;
}

public sealed record GoldenTraining(GoldenCurve[] Curves, GoldenSmoothedLoss[] Losses, GoldenDistilledLoss[] Distilled);

/// <summary>Ten steps: the rate of each, the weights after each.</summary>
public sealed record GoldenCurve(string Case, int Seed, double[] Rates, double[][] Path);

public sealed record GoldenSmoothedLoss(string Case, int Seed, double Smoothing, int[] Labels, double[]? LabelWeights, double Loss, double[] Gradient);

public sealed record GoldenDistilledLoss(string Case, int Seed, double Share, double Temperature, int[] Labels, double Loss, double[] Gradient);
