using System.Text.Json;

namespace Hark.Evaluation;

/// <summary>How far the figures of an evaluation can be trusted, and the model's probabilities with them.</summary>
public sealed record EvaluationFigures
{
    /// <summary>95 % interval of the accuracy: over speakers where names tell them (<see cref="AccuracyInterval.ByCluster"/>), else over clips (Wilson).</summary>
    public required AccuracyInterval Interval { get; init; }

    /// <summary>Speakers that the interval is taken over; 0 where names do not tell them and clips are taken as independent.</summary>
    public required int Speakers { get; init; }

    /// <summary>Clips of no known speaker (silence, for one): each stands for itself.</summary>
    public required int ClipsWithoutSpeaker { get; init; }

    /// <summary>What the model divides its logits by. It was fitted on the validation clips of the model's run.</summary>
    public required float Temperature { get; init; }

    /// <summary>Expected calibration error of the network's own probabilities, before its temperature.</summary>
    public required double CalibrationErrorBefore { get; init; }

    /// <summary>Expected calibration error of the probabilities that the model tells. Of the clips that the temperature was fitted on it says too little.</summary>
    public required double CalibrationError { get; init; }

    /// <summary>
    /// Expected calibration error that temperature scaling reaches on speakers it was not fitted on: each half of the speakers of these clips is judged at
    /// a temperature fitted on the other half. NaN where there is but one speaker.
    /// </summary>
    public required double CalibrationErrorCrossFitted { get; init; }

    /// <summary>The reliability diagram of the probabilities that the model tells.</summary>
    public required IReadOnlyList<ReliabilityBin> Reliability { get; init; }

    /// <summary>What a threshold costs and saves.</summary>
    public required IReadOnlyList<RejectionPoint> Rejection { get; init; }

    /// <summary>The names and values as members of the object that is being written.</summary>
    internal void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteStartObject("interval");
        json.WriteNumber("low", Interval.Low);
        json.WriteNumber("high", Interval.High);
        json.WriteString("over", Speakers > 0 ? "speakers" : "clips");
        json.WriteNumber("speakers", Speakers);
        json.WriteEndObject();
        json.WriteStartObject("calibration");
        json.WriteNumber("temperature", Temperature);
        json.WriteFinite("errorBefore", CalibrationErrorBefore);
        json.WriteFinite("error", CalibrationError);
        json.WriteFinite("errorCrossFitted", CalibrationErrorCrossFitted);
        json.WriteStartArray("bins");
        foreach (ReliabilityBin bin in Reliability)
        {
            json.WriteStartObject();
            json.WriteFinite("low", bin.Low);
            json.WriteFinite("high", bin.High);
            json.WriteNumber("clips", bin.Count);
            json.WriteFinite("confidence", bin.Confidence);
            json.WriteFinite("accuracy", bin.Accuracy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("rejection");
        foreach (RejectionPoint point in Rejection)
        {
            json.WriteStartObject();
            json.WriteFinite("threshold", point.Threshold);
            json.WriteFinite("wordsKept", point.WordsKept);
            json.WriteFinite("wordsRight", point.WordsRight);
            json.WriteFinite("unknownPassed", point.UnknownPassed);
            json.WriteFinite("silencePassed", point.SilencePassed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
