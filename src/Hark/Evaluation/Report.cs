using System.Globalization;
using System.Text;
using Hark.Plots;

namespace Hark.Evaluation;

/// <summary>
/// The page that tells how good a model is: one self-contained HTML file with headline, curves, confusion matrix, figures of every
/// class, and the worst mistakes to see and hear. It loads nothing, runs no script, follows the reader's light or dark setting
/// and fits a phone.
/// </summary>
/// <example><code>Report.Build(data).Save("report.html");</code></example>
public sealed class Report
{
    /// <summary>How many mistakes are shown at most.</summary>
    public const int MostMistakes = 12;

    private Report(string html) => Html = html;

    /// <summary>The whole page.</summary>
    public string Html { get; }

    /// <summary>Makes the page; the same data give the same text.</summary>
    public static Report Build(ReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var page = new StringBuilder(1 << 16);
        string title = $"{data.Model} on {data.Evaluation.Data}: {ReportText.Percent(data.Evaluation.Accuracy)}";
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:\"/>\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>")
            .Append(XmlText.Escape(title)).Append("</title>\n<style>\n").Append(ReportStyle.Css).Append("</style>\n</head>\n<body>\n<main>\n");
        ReportHeadline.Write(page, data);
        Curves(page, data.History);
        Confusion(page, data.Evaluation.Confusion);
        ReportClasses.Write(page, data.Evaluation.Confusion);
        ReportMistakes.Write(page, data);
        ReportTrust.Write(page, data);
        page.Append("</main>\n<footer>Made by Hark. This file is complete in itself: it can be mailed, archived and opened without a network.</footer>\n</body>\n</html>\n");
        return new Report(page.ToString());
    }

    /// <summary>Writes the page to <paramref name="path"/>, whole or not at all.</summary>
    /// <exception cref="HarkException">The folder or disk cannot take the file.</exception>
    public void Save(string path) => AtomicFile.WriteText(path, Html);

    private static void Curves(StringBuilder page, ReportHistory? history)
    {
        if (history is null || history.Epochs.Length == 0)
        {
            return;
        }

        bool validated = history.ValidationLoss.Length > 0;
        double[] monitored = validated ? history.ValidationLoss : history.TrainLoss;
        page.Append("<section>\n<h2>Learning curves</h2>\n<div class=\"pair\">\n")
            .Append(Plot.HistoryPanel(true, history.Epochs, history.TrainAccuracy, history.ValidationAccuracy, monitored).Svg).Append('\n')
            .Append(Plot.HistoryPanel(false, history.Epochs, history.TrainLoss, history.ValidationLoss, monitored).Svg)
            .Append("\n</div>\n<p class=\"note\">The dotted line marks the epoch of the lowest ").Append(validated ? "validation" : "training")
            .Append(" loss: its weights are the ones that were kept.</p>\n</section>\n");
    }

    private static void Confusion(StringBuilder page, ConfusionMatrix matrix)
    {
        page.Append("<section>\n<h2>Confusion matrix</h2>\n<div class=\"scroll\"><div class=\"matrix\">").Append(Plot.Confusion(matrix.Labels, matrix.ToArray()).Svg)
            .Append("</div></div>\n<p class=\"note\">Rows are the true words, columns what the model heard. Blue is right, orange wrong, stronger where it is a larger part of the row.</p>\n");
        var pairs = new List<(int Actual, int Predicted, int Count)>();
        for (int actual = 0; actual < matrix.Labels.Count; actual++)
        {
            for (int predicted = 0; predicted < matrix.Labels.Count; predicted++)
            {
                if (actual != predicted && matrix[actual, predicted] > 0)
                {
                    pairs.Add((actual, predicted, matrix[actual, predicted]));
                }
            }
        }

        if (pairs.Count > 0)
        {
            page.Append("<h3>Confused most often</h3>\n<ul class=\"pairs\">\n");
            foreach ((int actual, int predicted, int count) in pairs.OrderByDescending(pair => pair.Count).Take(6))
            {
                page.Append(CultureInfo.InvariantCulture, $"<li><b>{XmlText.Escape(matrix.Labels[actual])}</b> <span class=\"arrow\">heard as</span> <b>{XmlText.Escape(matrix.Labels[predicted])}</b> <span class=\"count\">{count}×</span></li>\n");
            }

            page.Append("</ul>\n");
        }

        page.Append("</section>\n");
    }
}
