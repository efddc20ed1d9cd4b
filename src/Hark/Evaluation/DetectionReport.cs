using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hark.Plots;

namespace Hark.Evaluation;

/// <summary>A measurement as JSON, as text for a model's card, and as pictures.</summary>
public static class DetectionReport
{
    /// <summary>One JSON document.</summary>
    /// <param name="measured">The figures.</param>
    /// <param name="run">What the model is called.</param>
    /// <param name="data">What the data is called.</param>
    /// <param name="split">Which split of it.</param>
    public static string ToJson(this DetectionMeasurement measured, string run, string data, string split)
    {
        ArgumentNullException.ThrowIfNull(measured);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("run", run);
            json.WriteString("data", data);
            json.WriteString("split", split);
            DetectionMeasureOptions options = measured.Options;
            json.WriteNumber("hours", measured.Hours);
            json.WriteNumber("snrDb", options.SnrDb);
            json.WriteNumber("seed", options.Seed);
            json.WriteNumber("wordEverySeconds", options.WordEverySeconds);
            json.WriteNumber("otherEverySeconds", options.OtherEverySeconds);
            json.WriteNumber("targetFalseAlarmsPerHour", options.TargetFalseAlarmsPerHour);
            json.WriteNumber("decisionMs", options.Detector.DecisionMs);
            json.WriteNumber("smoothing", measured.Smoothing);
            json.WriteNumber("words", measured.Spoken);
            json.WriteNumber("missed", measured.Missed);
            Number(json, "missRate", measured.MissRate);
            json.WriteNumber("falseAlarms", measured.FalseAlarms);
            Number(json, "falseAlarmsPerHour", measured.FalseAlarmsPerHour);
            (int otherWords, int words, int noise) = measured.FalseAlarmPlaces;
            json.WriteStartObject("falseAlarmsOn");
            json.WriteNumber("otherWords", otherWords);
            json.WriteNumber("words", words);
            json.WriteNumber("noise", noise);
            json.WriteEndObject();
            json.WriteNumber("otherWords", measured.OtherWords);
            Number(json, "falseAlarmsPer1000OtherWords", measured.FalseAlarmsPerThousandOtherWords);
            json.WriteNumber("otherClips", measured.OtherClips);
            json.WriteNumber("otherClipsFired", measured.OtherClipsFired);
            json.WriteStartObject("latencyMs");
            Number(json, "median", measured.LatencyMs.Median);
            Number(json, "p95", measured.LatencyMs.Percentile95);
            Number(json, "max", measured.LatencyMs.Largest);
            json.WriteEndObject();
            json.WriteNumber("toldWithin300Ms", measured.ToldWithin(DetectionMeasurement.PromptMs));
            json.WriteStartObject("whereChosen");
            Number(json, "missRate", measured.WhereChosen.MissRate);
            Number(json, "falseAlarmsPerHour", measured.WhereChosen.FalseAlarmsPerHour);
            json.WriteEndObject();
            json.WriteStartArray("perWord");
            foreach (WordDetection word in measured.Words)
            {
                json.WriteStartObject();
                json.WriteString("label", word.Label);
                Number(json, "threshold", word.Threshold);
                json.WriteNumber("words", word.Spoken);
                json.WriteNumber("missed", word.Missed);
                json.WriteNumber("falseAlarms", word.FalseAlarms);
                Curve(json, "curve", word.Curve);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("parts");
            foreach (DetectionPart part in measured.Parts)
            {
                json.WriteStartObject();
                json.WriteString("name", part.Name);
                Number(json, "missRate", part.MissRate);
                Number(json, "falseAlarmsPerHour", part.FalseAlarmsPerHour);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            Curve(json, "curve", measured.Curve);
            Curve(json, "plainCurve", measured.PlainCurve);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Tables for a model's card.</summary>
    public static string ToMarkdown(this DetectionMeasurement measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        DetectionMeasureOptions options = measured.Options;
        string latency = measured.Missed == measured.Spoken
            ? "no word was told"
            : string.Create(CultureInfo.InvariantCulture, $"median {measured.LatencyMs.Median:F0} ms, 95 % within {measured.LatencyMs.Percentile95:F0} ms, at most {measured.LatencyMs.Largest:F0} ms");
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            {measured.Hours:0.##} hours of track, seed {options.Seed}: a word every {options.WordEverySeconds:0.##} s, another word every {options.OtherEverySeconds:0.##} s, over noise at {options.SnrDb:0.##} dB
            (active-speech RMS of each clip over the RMS of the noise). Thresholds were chosen on a track of the other half of the speakers for {options.TargetFalseAlarmsPerHour:0.##} false alarms an hour; the mean is of {measured.Smoothing} decisions.

            | figure | |
            |---|---|
            | missed words | {100 * measured.MissRate:F1} % ({measured.Missed:N0} of {measured.Spoken:N0}) |
            | false alarms an hour | {measured.FalseAlarmsPerHour:F2} ({measured.FalseAlarms:N0}: {measured.FalseAlarmPlaces.OtherWords} on other words, {measured.FalseAlarmPlaces.Words} on the model's words, {measured.FalseAlarmPlaces.Noise} in noise) |
            | false alarms per 1,000 other words | {measured.FalseAlarmsPerThousandOtherWords:F2} ({measured.OtherClipsFired:N0} of {measured.OtherClips:N0} recordings fire) |
            | from a word's end to its telling | {latency} |
            | told within {DetectionMeasurement.PromptMs} ms | {measured.ToldWithin(DetectionMeasurement.PromptMs):N0} of {measured.Spoken - measured.Missed:N0} |
            | where the thresholds were chosen | {100 * measured.WhereChosen.MissRate:F1} % missed, {measured.WhereChosen.FalseAlarmsPerHour:F2} false alarms an hour |

            | word | threshold | missed | false alarms |
            |---|---|---|---|

            """);
        foreach (WordDetection word in measured.Words)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {word.Label.Replace("|", "\\|", StringComparison.Ordinal)} | {word.Threshold:F3} | {100.0 * word.Missed / Math.Max(1, word.Spoken):F1} % ({word.Missed} of {word.Spoken}) | {word.FalseAlarms} |\n");
        }

        text.Append("\n| what each part brings | missed | false alarms an hour |\n|---|---|---|\n");
        foreach (DetectionPart part in measured.Parts)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {part.Name} | {100 * part.MissRate:F1} % | {part.FalseAlarmsPerHour:F2} |\n");
        }

        return text.ToString();
    }

    /// <summary>The detection error trade-off: misses over false alarms an hour, the detector beside the plain sliding window.</summary>
    public static Picture ToPicture(this DetectionMeasurement measured, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(measured);
        return Draw(measured, [("detector", measured.Curve), ("plain sliding window", measured.PlainCurve)], title);
    }

    /// <summary>The same for each word alone, with the detector.</summary>
    public static Picture ToPictureOfWords(this DetectionMeasurement measured, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(measured);
        return Draw(measured, measured.Words.Select(word => (word.Label, word.Curve)), title);
    }

    private static Picture Draw(DetectionMeasurement measured, IEnumerable<(string Name, IReadOnlyList<DetPoint> Curve)> curves, string? title)
    {
        // A rate of none has no place on a logarithmic axis: half an alarm in the whole track stands for it.
        double least = 0.5 / measured.Hours;
        return Plot.Lines(
            [.. curves.Select(curve => new PlotLine(
                curve.Name,
                [.. curve.Curve.Select(point => Math.Max(least, point.FalseAlarmsPerHour))],
                [.. curve.Curve.Select(point => 100 * point.MissRate)]))],
            "false alarms an hour",
            "missed words (%)",
            title,
            logarithmicX: true);
    }

    private static void Curve(Utf8JsonWriter json, string name, IReadOnlyList<DetPoint> curve)
    {
        json.WriteStartArray(name);
        foreach (DetPoint point in curve)
        {
            json.WriteStartArray();
            foreach (double value in (double[])[point.Threshold, point.FalseAlarmsPerHour, point.MissRate])
            {
                json.WriteNumberValue(double.IsFinite(value) ? Math.Round(value, 6) : 0);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, Math.Round(value, 6));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
