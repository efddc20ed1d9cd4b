using Hark.Streaming;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Hark.Cli;

/// <summary>How words that were heard are written.</summary>
internal static class DetectedWords
{
    /// <summary>A line for people.</summary>
    public static string Line(DetectedWord word)
        => string.Create(CultureInfo.InvariantCulture, $"{Clock(word.Start)} - {Clock(word.End)}  {word.Label}  {word.Confidence:P0}");

    public static string Clock(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}.{time.Milliseconds / 100}");

    /// <summary>The members of one word, into an object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter json, DetectedWord word)
    {
        json.WriteString("label", word.Label);
        json.WriteNumber("start", Seconds(word.Start));
        json.WriteNumber("end", Seconds(word.End));
        json.WriteNumber("time", Seconds(word.Time));
        json.WriteNumber("confidence", Math.Round(word.Confidence, 4));
    }

    public static string ToCsv(IEnumerable<DetectedWord> words)
    {
        var text = new StringBuilder("label,start,end,time,confidence\n");
        foreach (DetectedWord word in words)
        {
            string label = word.Label.AsSpan().ContainsAny(",\"\n\r") ? $"\"{word.Label.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : word.Label;
            text.Append(CultureInfo.InvariantCulture, $"{label},{Seconds(word.Start)},{Seconds(word.End)},{Seconds(word.Time)},{Math.Round(word.Confidence, 4)}\n");
        }

        return text.ToString();
    }

    /// <summary>Start, end and label, tabs between: Audacity's File, Import, Labels.</summary>
    public static string ToAudacity(IEnumerable<DetectedWord> words)
    {
        var text = new StringBuilder();
        foreach (DetectedWord word in words)
        {
            text.Append(CultureInfo.InvariantCulture, $"{word.Start.TotalSeconds:F6}\t{word.End.TotalSeconds:F6}\t{word.Label.ReplaceLineEndings(" ").Replace('\t', ' ')}\n");
        }

        return text.ToString();
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
