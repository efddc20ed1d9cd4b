using System.Text.Json;

namespace Hark.Tests.Evaluation;

/// <summary>scikit-learn's and scipy's figures, written once by tools/oracles/evaluation.py.</summary>
internal static class GoldenEvaluation
{
    public static JsonElement Section(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Evaluation", "Golden", "evaluation.json");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.GetProperty(name).Clone();
    }

    public static double[] Doubles(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    public static float[] Floats(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetSingle())];

    public static int[] Integers(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];
}
