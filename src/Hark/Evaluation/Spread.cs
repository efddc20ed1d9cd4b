namespace Hark.Evaluation;

/// <summary>The mean of some figures, and how far chance moves them and it.</summary>
/// <param name="Mean">Of the figures.</param>
/// <param name="StandardDeviation">Of one figure, √(Σ (x − mean)² / (n − 1)); null of a single figure.</param>
/// <param name="StandardError">Of the mean, the deviation over √n; null of a single figure.</param>
public sealed record Spread(double Mean, double? StandardDeviation, double? StandardError)
{
    /// <summary>Of the figures that are there; null where there is none.</summary>
    public static Spread? Of(IEnumerable<double?> figures)
    {
        double[] known = [.. figures.OfType<double>()];
        if (known.Length == 0)
        {
            return null;
        }

        double mean = known.Average();
        double? deviation = known.Length == 1 ? null : Math.Sqrt(known.Sum(x => (x - mean) * (x - mean)) / (known.Length - 1));
        return new Spread(mean, deviation, deviation / Math.Sqrt(known.Length));
    }
}
