using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Hark.Evaluation;

/// <summary>What an evaluation found: the figures of one model on one split of one data set.</summary>
/// <param name="Run">The run or model that was judged, as the user named it.</param>
/// <param name="Data">The data set, as the user named it.</param>
/// <param name="Split">test, validation, train or all.</param>
/// <param name="Loss">Mean cross-entropy a clip, in nats; NaN where there was no clip or the network diverged.</param>
/// <param name="Confusion">Every clip, counted.</param>
public sealed record EvaluationResult(string Run, string Data, string Split, double Loss, ConfusionMatrix Confusion)
{
    // Labels of any script stay readable; what HTML could misread is still escaped.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>How many clips were judged.</summary>
    public int Clips => Confusion.Total;

    /// <summary>0..1; NaN where there was no clip.</summary>
    public double Accuracy => Confusion.Accuracy;

    /// <summary>
    /// One JSON document on one line: run, data, split, clips, loss, accuracy, labels, confusion ([true][predicted]) and perClass
    /// (label, precision, recall, f1, support). Numbers that are not finite are null.
    /// </summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Readable))
        {
            WriteJson(json);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Writes that document as one value, for example inside a larger one.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteString("run", Run);
        json.WriteString("data", Data);
        json.WriteString("split", Split);
        json.WriteNumber("clips", Clips);
        WriteFinite(json, "loss", Loss);
        WriteFinite(json, "accuracy", Accuracy);
        json.WriteStartArray("labels");
        foreach (string label in Confusion.Labels)
        {
            json.WriteStringValue(label);
        }

        json.WriteEndArray();
        json.WriteStartArray("confusion");
        for (int row = 0; row < Confusion.Labels.Count; row++)
        {
            json.WriteStartArray();
            for (int column = 0; column < Confusion.Labels.Count; column++)
            {
                json.WriteNumberValue(Confusion[row, column]);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("perClass");
        foreach (ClassMetrics metrics in Confusion.PerClass())
        {
            json.WriteStartObject();
            json.WriteString("label", metrics.Label);
            json.WriteNumber("precision", metrics.Precision);
            json.WriteNumber("recall", metrics.Recall);
            json.WriteNumber("f1", metrics.F1);
            json.WriteNumber("support", metrics.Support);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFinite(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
