using Hark.Data;
using System.Globalization;

namespace Hark.Training;

/// <summary>How much the clips of each label count in the loss, for sets that hold much of one and little of another.</summary>
public static class ClassWeights
{
    /// <summary>Clips / (labels · clips of the label), so that all labels weigh the same together: scikit-learn's <c>class_weight="balanced"</c>.</summary>
    /// <param name="train">Training clips, some of every label.</param>
    public static IReadOnlyDictionary<string, float> Balanced(ClipSource train)
    {
        ArgumentNullException.ThrowIfNull(train);
        int[] counts = train.CountByLabel();
        return Enumerable.Range(0, counts.Length).ToDictionary(i => train.Labels[i], i => (float)((double)train.Count / counts.Length / counts[i]));
    }

    /// <summary><c>balanced</c>, or <c>label=weight,...</c> with 1 for those not named.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="train">Training clips.</param>
    /// <exception cref="HarkException">A label is unknown or named twice, or a weight is no number of at least 0.</exception>
    public static IReadOnlyDictionary<string, float> Parse(string text, ClipSource train)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(train);
        if (string.Equals(text, "balanced", StringComparison.OrdinalIgnoreCase))
        {
            return Balanced(train);
        }

        var weights = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int at = part.LastIndexOf('=');
            if (at < 1 || !float.TryParse(part.AsSpan(at + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out float weight) || !(weight >= 0) || !float.IsFinite(weight))
            {
                throw new HarkException($"Class weights: '{part}' is no LABEL=WEIGHT with a weight of at least 0. Write 'balanced', or for example {train.Labels[0]}=2.");
            }

            string label = train.Labels[train.Labels.IndexOf(part[..at].TrimEnd())];
            if (!weights.TryAdd(label, weight))
            {
                throw new HarkException($"Class weights: label '{label}' is named twice. Give each label one weight.");
            }
        }

        return weights;
    }
}
