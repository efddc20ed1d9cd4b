namespace Hark.Models;

/// <summary>What a model hears in a clip.</summary>
/// <param name="Label">The likeliest label.</param>
/// <param name="Probability">Its probability, 0..1.</param>
/// <param name="Probabilities">One a label, in the model's order.</param>
public sealed record Prediction(string Label, float Probability, IReadOnlyList<(string Label, float Probability)> Probabilities)
{
    /// <summary>All labels, the likeliest first.</summary>
    public IReadOnlyList<(string Label, float Probability)> Ranked => [.. Probabilities.OrderByDescending(p => p.Probability)];

    public override string ToString() => $"{Label} ({Probability:P1})";
}
