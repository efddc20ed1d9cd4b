using System.Globalization;
using System.Text;
using Hark.Plots;

namespace Hark.Evaluation;

/// <summary>The top of the report: what was judged, how good it is, what to keep in mind, how to repeat it.</summary>
internal static class ReportHeadline
{
    public static void Write(StringBuilder page, ReportData data)
    {
        EvaluationResult result = data.Evaluation;
        page.Append("<header>\n<p class=\"eyebrow\">Hark report</p>\n<h1>").Append(XmlText.Escape(data.Model)).Append("</h1>\n<p class=\"lead\">")
            .Append(CultureInfo.InvariantCulture, $"Judged on {ReportText.Count(result.Clips)} {XmlText.Escape(result.Split)} {(result.Clips == 1 ? "clip" : "clips")} of {XmlText.Escape(result.Data)}, {result.Confusion.Labels.Count} classes")
            .Append("</p>\n<div class=\"headline\">\n<div class=\"accuracy\"><div class=\"value\">").Append(ReportText.Percent(result.Accuracy)).Append("</div><div class=\"name\">accuracy</div>");
        Interval(page, data);
        page.Append("</div>\n<dl class=\"tiles\">\n");
        Tile(page, "loss", ReportText.Decimals(result.Loss));
        Tile(page, "mistakes", ReportText.Count(result.Clips - result.Confusion.Correct));
        if (data.History is { Epochs.Length: > 0 } history)
        {
            Tile(page, "epochs", Epochs(history));
        }

        if (data.TrainingTime is { } time)
        {
            Tile(page, "training time", ReportText.Time(time));
        }

        if (data.Parameters > 0)
        {
            Tile(page, "parameters", ReportText.Count(data.Parameters));
        }

        page.Append("</dl>\n</div>\n");
        Remarks(page, data.Remarks);
        Details(page, data);
        page.Append("</header>\n");
    }

    private static void Interval(StringBuilder page, ReportData data)
    {
        ConfusionMatrix confusion = data.Evaluation.Confusion;
        if (confusion.Total == 0)
        {
            page.Append("<div class=\"interval\">no clip was judged</div>");
            return;
        }

        page.Append("<div class=\"interval\">95 % interval ").Append(ReportText.Range(AccuracyInterval.Wilson(confusion.Correct, confusion.Total)));
        if (data.SpeakerInterval is { } bySpeaker)
        {
            page.Append("<br/>over speakers ").Append(ReportText.Range(bySpeaker));
        }

        page.Append("</div>");
    }

    private static string Epochs(ReportHistory history)
    {
        double[] monitored = history.ValidationLoss.Length > 0 ? history.ValidationLoss : history.TrainLoss;
        int best = -1;
        for (int i = 0; i < monitored.Length; i++)
        {
            if (double.IsFinite(monitored[i]) && (best < 0 || monitored[i] < monitored[best]))
            {
                best = i;
            }
        }

        int last = history.Epochs[^1];
        return best < 0
            ? last.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{last} <small>(best {history.Epochs[best]})</small>");
    }

    // The value is markup made here, never text from outside.
    private static void Tile(StringBuilder page, string name, string value)
        => page.Append("<div><dt>").Append(name).Append("</dt><dd>").Append(value).Append("</dd></div>\n");

    private static void Remarks(StringBuilder page, IReadOnlyList<string> remarks)
    {
        if (remarks.Count == 0)
        {
            return;
        }

        page.Append("<aside>\n<h2>Keep in mind</h2>\n<ul>\n");
        foreach (string remark in remarks)
        {
            page.Append("<li>").Append(XmlText.Escape(remark)).Append("</li>\n");
        }

        page.Append("</ul>\n</aside>\n");
    }

    private static void Details(StringBuilder page, ReportData data)
    {
        var rows = new List<KeyValuePair<string, string>> { new("run", data.Evaluation.Run) };
        if (data.Seed is { } seed)
        {
            rows.Add(new("seed", seed.ToString(CultureInfo.InvariantCulture)));
        }

        rows.AddRange(data.Details);
        if (data.Created is { } created)
        {
            rows.Add(new("made", created.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture)));
        }

        page.Append("<dl class=\"details\">\n");
        foreach ((string name, string value) in rows)
        {
            page.Append("<div><dt>").Append(XmlText.Escape(name)).Append("</dt><dd>").Append(XmlText.Escape(value)).Append("</dd></div>\n");
        }

        page.Append("</dl>\n");
        if (data.Command is { Length: > 0 } command)
        {
            page.Append("<p class=\"command\"><span>repeat it</span> <code>").Append(XmlText.Escape(command)).Append("</code></p>\n");
        }
    }
}
