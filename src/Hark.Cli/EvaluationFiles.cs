using Hark.Evaluation;
using Hark.Plots;

namespace Hark.Cli;

/// <summary>An evaluation as files, for a model card or a spreadsheet.</summary>
internal static class EvaluationFiles
{
    /// <param name="folder">Is there.</param>
    /// <param name="result">What to write.</param>
    public static void Write(string folder, EvaluationResult result)
    {
        AtomicFile.WriteText(Path.Combine(folder, "evaluation.json"), result.ToJson() + "\n");
        Plot.Confusion(result.Confusion).Save(Path.Combine(folder, "confusion.svg"));
        if (result.Figures is { } figures)
        {
            Plot.Reliability(figures.Reliability).Save(Path.Combine(folder, "reliability.svg"));
            if (figures.Rejection.Any(point => double.IsFinite(point.WordsRight)))
            {
                Plot.Rejection(figures.Rejection).Save(Path.Combine(folder, "rejection.svg"));
            }
        }

        if (result.Robustness.Count > 0)
        {
            AtomicFile.WriteText(Path.Combine(folder, "robustness.csv"), RobustnessTable.ToCsv(result.Robustness));
            AtomicFile.WriteText(Path.Combine(folder, "robustness.md"), RobustnessTable.ToMarkdown(result.Robustness));
        }
    }
}
