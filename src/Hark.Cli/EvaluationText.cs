using Hark.Evaluation;
using Spectre.Console;
using System.Globalization;

namespace Hark.Cli;

/// <summary>Figures of a judged model for people.</summary>
internal static class EvaluationText
{
    /// <summary>The lesson's two lines, the interval beside them, and with <paramref name="details"/> the table of classes and the confusion matrix.</summary>
    public static void Print(EvaluationResult result, Screen screen, bool details)
    {
        AccuracyInterval interval = AccuracyInterval.Wilson(result.Confusion.Correct, result.Confusion.Total);
        screen.Result(string.Create(CultureInfo.InvariantCulture, $"loss value: {result.Loss:F3}"));
        screen.Result(string.Create(CultureInfo.InvariantCulture, $"accuracy value: {100 * result.Accuracy:F4}%"));
        screen.Result(string.Create(CultureInfo.InvariantCulture, $"95 % interval: {100 * interval.Low:F1}% to {100 * interval.High:F1}% ({result.Confusion.Correct:N0} of {result.Confusion.Total:N0} clips)"));
        if (details)
        {
            screen.Result(Classes(result));
            screen.Result(Confusion(result.Confusion));
        }
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
