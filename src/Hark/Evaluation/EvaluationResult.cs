using System.Text.Json;

namespace Hark.Evaluation;

/// <summary>What an evaluation found: the figures of one model on one split of one data set.</summary>
/// <param name="Run">The run or model that was judged, as the user named it.</param>
/// <param name="Data">The data set, as the user named it.</param>
/// <param name="Split">test, validation, train or all.</param>
/// <param name="Loss">Mean cross-entropy a clip, in nats; NaN where there was no clip or the network diverged.</param>
/// <param name="Confusion">Every clip, counted.</param>
public sealed record EvaluationResult(string Run, string Data, string Split, double Loss, ConfusionMatrix Confusion)
{
    /// <summary>How many clips were judged.</summary>
    public int Clips => Confusion.Total;

    /// <summary>0..1; NaN where there was no clip.</summary>
    public double Accuracy => Confusion.Accuracy;

    /// <summary>How far these figures can be trusted; null where only the clips were counted.</summary>
    public EvaluationFigures? Figures { get; init; }

    /// <summary>How it does under worse conditions; empty where that was not measured.</summary>
    public IReadOnlyList<RobustnessRow> Robustness { get; init; } = [];

    /// <summary>
    /// One JSON document on one line: run, data, split, clips, loss, accuracy, labels, confusion ([true][predicted]) and perClass
    /// (label, precision, recall, f1, support); with <see cref="Figures"/> also interval, calibration and rejection,
    /// with <see cref="Robustness"/> also robustness. Numbers that are not finite are null.
    /// </summary>
    public string ToJson() => JsonFigures.Write(WriteJson);

    /// <summary>Writes that document as one value, for example inside a larger one.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteString("run", Run);
        json.WriteString("data", Data);
        json.WriteString("split", Split);
        json.WriteNumber("clips", Clips);
        json.WriteFinite("loss", Loss);
        json.WriteFinite("accuracy", Accuracy);
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
        Figures?.WriteMembers(json);
        if (Robustness.Count > 0)
        {
            json.WritePropertyName("robustness");
            RobustnessTable.WriteJson(json, Robustness);
        }

        json.WriteEndObject();
    }
}
