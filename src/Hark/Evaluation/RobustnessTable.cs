using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Hark.Evaluation;

/// <summary>The rows of <see cref="Robustness.Measure"/> as files: for a model card, a spreadsheet, a program.</summary>
public static class RobustnessTable
{
    /// <summary>Markdown: one table of the noises, a column for each ratio, and one of everything else.</summary>
    public static string ToMarkdown(IReadOnlyList<RobustnessRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var text = new StringBuilder("| condition | accuracy | 95 % interval |\n|---|---|---|\n");
        foreach (RobustnessRow row in rows.Where(row => row.Noise is null))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row.Condition} | {Percent(row.Accuracy)} | {Percent(row.Interval.Low)} to {Percent(row.Interval.High)} |\n");
        }

        double[] ratios = [.. rows.Where(row => row.RatioDb is not null).Select(row => row.RatioDb!.Value).Distinct()];
        if (ratios.Length == 0)
        {
            return text.ToString();
        }

        text.Append("\n| noise | ").AppendJoin(" | ", ratios.Select(ratio => string.Create(CultureInfo.InvariantCulture, $"{ratio:0} dB"))).Append(" |\n|---|")
            .Insert(text.Length, "---|", ratios.Length).Append('\n');
        foreach (IGrouping<string, RobustnessRow> noise in rows.Where(row => row.Noise is not null).GroupBy(row => row.Noise!, StringComparer.Ordinal))
        {
            text.Append("| ").Append(noise.Key.Replace("|", "\\|", StringComparison.Ordinal)).Append(" | ").AppendJoin(" | ", noise.Select(row => Percent(row.Accuracy))).Append(" |\n");
        }

        return text.ToString();
    }

    /// <summary>CSV with a header: condition, noise, ratio_db, clips, accuracy, low, high.</summary>
    public static string ToCsv(IReadOnlyList<RobustnessRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var text = new StringBuilder("condition,noise,ratio_db,clips,accuracy,low,high\n");
        foreach (RobustnessRow row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Quote(row.Condition)},{Quote(row.Noise ?? "")},{row.RatioDb},{row.Clips},{row.Accuracy},{row.Interval.Low},{row.Interval.High}\n");
        }

        return text.ToString();
    }

    /// <summary>Writes a list of objects: condition, noise, ratioDb, clips, accuracy, low, high.</summary>
    public static void WriteJson(Utf8JsonWriter json, IReadOnlyList<RobustnessRow> rows)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(rows);
        json.WriteStartArray();
        foreach (RobustnessRow row in rows)
        {
            json.WriteStartObject();
            json.WriteString("condition", row.Condition);
            json.WriteString("noise", row.Noise);
            json.WriteFinite("ratioDb", row.RatioDb ?? double.NaN);
            json.WriteNumber("clips", row.Clips);
            json.WriteFinite("accuracy", row.Accuracy);
            json.WriteFinite("low", row.Interval.Low);
            json.WriteFinite("high", row.Interval.High);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Percent(double share) => double.IsFinite(share) ? string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %") : "–";

    private static string Quote(string field) => field.AsSpan().ContainsAny(",\"\n\r") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
