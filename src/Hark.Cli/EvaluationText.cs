using Hark.Evaluation;
using Spectre.Console;
using System.Globalization;

namespace Hark.Cli;

/// <summary>Figures of a judged model for people.</summary>
internal static class EvaluationText
{
    // Percent.
    private static readonly int[] ShownThresholds = [0, 50, 60, 70, 80, 90, 95, 99];

    /// <summary>The lesson's two lines, the interval beside them, the robustness where it was measured, and with <paramref name="details"/> all that is known of it.</summary>
    public static void Print(EvaluationResult result, Screen screen, bool details)
    {
        screen.Result(string.Create(CultureInfo.InvariantCulture, $"loss value: {result.Loss:F3}"));
        screen.Result(string.Create(CultureInfo.InvariantCulture, $"accuracy value: {100 * result.Accuracy:F4}%"));
        EvaluationFigures figures = result.Figures!;
        screen.Result($"95 % interval: {Range(figures.Interval)} ({result.Confusion.Correct:N0} of {result.Confusion.Total:N0} clips{Over(figures.Speakers)})");
        if (details)
        {
            screen.Result(Classes(result));
            screen.Result(Confusion(result.Confusion));
            screen.Result(Calibration(figures));
            if (figures.Rejection.Any(point => double.IsFinite(point.UnknownPassed) && double.IsFinite(point.WordsRight)))
            {
                screen.Result(Rejection(figures));
            }
        }

        if (result.Robustness.Count > 0)
        {
            screen.Result(Conditions(result.Robustness));
            screen.Result(Noises(result.Robustness));
        }
    }

    /// <summary>"95.0% to 97.0%".</summary>
    public static string Range(AccuracyInterval interval) => string.Create(CultureInfo.InvariantCulture, $"{100 * interval.Low:F1}% to {100 * interval.High:F1}%");

    /// <summary>What an interval is taken over.</summary>
    public static string Over(int speakers) => speakers > 0 ? $", over {speakers:N0} speakers" : "; names tell no speakers, clips are taken as independent";

    private static string Calibration(EvaluationFigures figures)
    {
        if (figures.Temperature == 1)
        {
            return $"calibration error: {Share(figures.CalibrationError)} (no temperature was fitted)";
        }

        string text = string.Create(CultureInfo.InvariantCulture, $"calibration error: {Share(figures.CalibrationError)} at temperature {figures.Temperature:F2}, which was fitted on the run's validation clips; {Share(figures.CalibrationErrorBefore)} without");
        return double.IsFinite(figures.CalibrationErrorCrossFitted)
            ? $"{text}; {Share(figures.CalibrationErrorCrossFitted)} where each half of these speakers is judged at a temperature fitted on the other half"
            : text;

        static string Share(double error) => string.Create(CultureInfo.InvariantCulture, $"{100 * error:F1}%");
    }

    private static Table Rejection(EvaluationFigures figures)
    {
        Table table = Screen.NewTable("threshold", "words right", "words kept", "unknown words passed", "silence passed");
        foreach (RejectionPoint point in ShownThresholds.Select(percent => figures.Rejection[percent]))
        {
            table.AddRow($"{point.Threshold:F2}", $"{point.WordsRight:P1}", $"{point.WordsKept:P1}", $"{point.UnknownPassed:P1}", double.IsFinite(point.SilencePassed) ? $"{point.SilencePassed:P1}" : "");
        }

        return table;
    }

    private static Table Conditions(IReadOnlyList<RobustnessRow> rows)
    {
        Table table = Screen.NewTable("condition", "accuracy", "95 % interval");
        foreach (RobustnessRow row in rows.Where(row => row.Noise is null))
        {
            table.AddRow(Markup.Escape(row.Condition), $"{row.Accuracy:P1}", Range(row.Interval));
        }

        return table;
    }

    private static Table Noises(IReadOnlyList<RobustnessRow> rows)
    {
        RobustnessRow[] noisy = [.. rows.Where(row => row.Noise is not null)];
        Table table = Screen.NewTable(["noise", .. noisy.Select(row => row.RatioDb).Distinct().Select(ratio => $"{ratio:0} dB")]);
        foreach (IGrouping<string, RobustnessRow> noise in noisy.GroupBy(row => row.Noise!, StringComparer.Ordinal))
        {
            table.AddRow([Markup.Escape(noise.Key), .. noise.Select(row => $"{row.Accuracy:P1}")]);
        }

        return table;
    }

    private static Table Classes(EvaluationResult result)
    {
        Table table = Screen.NewTable("label", "precision", "recall", "F1", "clips");
        foreach (ClassMetrics metrics in result.Confusion.PerClass())
        {
            table.AddRow(Markup.Escape(metrics.Label), $"{metrics.Precision:P1}", $"{metrics.Recall:P1}", $"{metrics.F1:P1}", $"{metrics.Support}");
        }

        return table;
    }

    private static Table Confusion(ConfusionMatrix confusion)
    {
        Table table = Screen.NewTable([@"is \ taken for", .. confusion.Labels]);
        for (int actual = 0; actual < confusion.Labels.Count; actual++)
        {
            string[] row = new string[confusion.Labels.Count + 1];
            row[0] = Markup.Escape(confusion.Labels[actual]);
            for (int predicted = 0; predicted < confusion.Labels.Count; predicted++)
            {
                int count = confusion[actual, predicted];
                row[predicted + 1] = count == 0 ? "[dim].[/]" : actual == predicted ? $"[green]{count}[/]" : $"[red]{count}[/]";
            }

            table.AddRow(row);
        }

        return table;
    }
}
