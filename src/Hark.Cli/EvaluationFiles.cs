using Hark.Evaluation;
using Hark.Plots;

namespace Hark.Cli;

/// <summary>An evaluation as files, for a model card or a spreadsheet.</summary>
internal static class EvaluationFiles
{
    public static void Write(string folder, EvaluationResult result)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HarkException($"{folder}: the folder cannot be made ({error.Message.TrimEnd('.')}). Name another with --out.", error);
        }

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
