using Hark.Data;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using Hark.Streaming;
using System.Globalization;
using System.Text.Json;

namespace Hark.Export;

/// <summary>What an exported model is given.</summary>
public enum OnnxInput
{
    /// <summary>Samples −1..1: <c>waveform</c> [batch, ClipSamples]. The front end is part of the graph.</summary>
    Waveform,

    /// <summary>What the front end makes of them: <c>features</c> [batch, ...<see cref="FrontEnd.Shape"/>], channels last.</summary>
    Features,
}

/// <summary>
/// Trained models as ONNX files, for every runtime that is not .NET. One file carries all: the front end, the network, the softmax with the model's
/// temperature; labels, rate and thresholds in its metadata.
/// </summary>
/// <remarks>
/// Operator set <see cref="Opset"/>, IR version 7 (ONNX 1.8 and later). The outputs are <c>probabilities</c> and <c>logits</c>, both [batch, labels] in the order of the
/// labels. Metadata: <c>model</c>, <c>committee</c> (of several networks, each of them), <c>labels</c>, <c>sampleRate</c>, <c>clipSamples</c>, <c>temperature</c>, <c>frontEnd</c>, <c>input</c>, <c>opset</c>,
/// <c>hark</c>; lists and objects as JSON. For streams, what <see cref="DetectorOptions"/> says of each and the thresholds assume: a window every <c>decisionMs</c>, the odds of unknown times
/// <c>otherWordOdds</c>, the mean of <c>smoothing</c> decisions, <c>thresholds</c> (a label without one is never told), <c>riseMs</c>, <c>release</c>, <c>lockoutMs</c>, <c>refractoryMs</c>. A clip of another length or rate is the caller's to fit, as <see cref="Signal.ClipFit"/> does.
/// </remarks>
public static class OnnxModel
{
    /// <summary>Version of ONNX's operators in use: the oldest with a scale for each output of int8 weights.</summary>
    public const int Opset = 13;

    private const int IrVersion = 7;
    private const string Probabilities = "probabilities";
    private const string Logits = "logits";

    /// <summary>Writes a model as one ONNX file, which appears whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">Trained.</param>
    /// <param name="settings">Its labels, front end and temperature.</param>
    /// <param name="input">What the file shall take.</param>
    /// <param name="calibration">
    /// Null for float weights. Clips, some hundred and like those it will hear, for weights and activations of 8 bits: a quarter of the size; the front end,
    /// its features and the softmax stay in float.
    /// </param>
    /// <exception cref="HarkException">A layer or the front end has no form in ONNX, there is no clip to calibrate with, or the file cannot be written.</exception>
    public static void Export(string path, Network network, ModelSettings settings, OnnxInput input = OnnxInput.Waveform, ClipSource? calibration = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(settings);
        CheckCalibration(calibration, settings.FrontEnd);
        OnnxGraph graph = BuildGraph(network, settings, input, calibration);
        string model = settings.Networks;
        string what = input == OnnxInput.Waveform
            ? string.Create(CultureInfo.InvariantCulture, $"waveform [batch, {settings.FrontEnd.ClipSamples}]: samples from -1 to 1 at {settings.FrontEnd.SampleRate} Hz")
            : $"features [batch, {settings.FrontEnd.Shape()}]: the front end's output, channels last";
        string description = $"{model}, made by Hark {settings.Hark}. Input: {what}. Outputs: probabilities and logits [batch, {settings.Labels.Count}], in the order of the labels in the metadata.";

        // ModelProto: ir_version = 1, producer_name = 2, producer_version = 3, doc_string = 6, graph = 7, opset_import = 8 (version = 2), metadata_props = 14.
        ProtobufMessage file = new ProtobufMessage()
            .Integer(1, IrVersion)
            .Text(2, "Hark")
            .Text(3, settings.Hark)
            .Text(6, description)
            .Message(7, graph.ToMessage(model))
            .Message(8, new ProtobufMessage().Text(1, "").Integer(2, Opset));
        foreach ((string key, string value) in Metadata(settings, input))
        {
            file.Message(14, new ProtobufMessage().Text(1, key).Text(2, value));
        }

        AtomicFile.Write(path, file.WriteTo);
    }

    private static OnnxGraph BuildGraph(Network network, ModelSettings settings, OnnxInput input, ClipSource? calibration)
    {
        var graph = new OnnxGraph(calibration is null ? null : [Probabilities, Logits]);
        string x = input == OnnxInput.Waveform
            ? OnnxFrontEnd.Append(graph, graph.Input("waveform", settings.FrontEnd.ClipSamples), settings.FrontEnd)
            : ChannelsFirst(graph, graph.Input("features", network.Input.OutputShape.ToArray()), network.Input.OutputShape);
        OnnxQuantizer? quantizer = null;
        if (calibration is not null)
        {
            using var pool = new WorkerPool();
            quantizer = new OnnxQuantizer(graph, ActivationRanges.Measure(network, settings.FrontEnd, calibration, pool));
        }

        string logits = graph.Node("Identity", Logits, [new OnnxNetwork(graph, network, quantizer).Append(x)]);
        string tempered = settings.Temperature == 1 ? logits : graph.Node("Div", "logits.tempered", [logits, graph.Scalar(settings.Temperature)]);
        string probabilities = graph.Node("Softmax", Probabilities, [tempered], OnnxAttribute.Integer("axis", 1));
        graph.Output(probabilities, settings.Labels.Count);
        graph.Output(logits, settings.Labels.Count);
        return graph;
    }

    private static string ChannelsFirst(OnnxGraph graph, string features, TensorShape shape) => shape switch
    {
        { Channels: 1, Rank: 3 } => graph.Reshape("image", features, 1, shape.Height, shape.Width),
        { Rank: 3 } => graph.Transpose("image", features, 0, 3, 1, 2),
        _ => graph.Transpose("sequence", features, 0, 2, 1),
    };

    private static void CheckCalibration(ClipSource? clips, FrontEndSettings frontEnd)
    {
        if (clips is null)
        {
            return;
        }

        if (clips.Count == 0)
        {
            throw new HarkException("There is no clip to calibrate int8 with: give some hundred clips like those the model will hear.");
        }

        if (clips.SampleRate != frontEnd.SampleRate || clips.ClipSamples != frontEnd.ClipSamples)
        {
            throw new HarkException(
                $"The calibration clips come as {clips.ClipSamples} samples at {clips.SampleRate} Hz, but the model takes {frontEnd.ClipSamples} at {frontEnd.SampleRate} Hz. "
                + "Open the data with the model's rate and length, which resamples it.");
        }
    }

    private static IEnumerable<(string Key, string Value)> Metadata(ModelSettings settings, OnnxInput input)
    {
        yield return ("model", settings.Networks);
        if (settings.Committee.Count > 0)
        {
            yield return ("committee", JsonSerializer.Serialize(settings.Committee, ModelJson.Readable.IReadOnlyListCommitteeMember));
        }

        yield return ("labels", JsonSerializer.Serialize(settings.Labels, ModelJson.Readable.IReadOnlyListString));
        yield return ("sampleRate", settings.FrontEnd.SampleRate.ToString(CultureInfo.InvariantCulture));
        yield return ("clipSamples", settings.FrontEnd.ClipSamples.ToString(CultureInfo.InvariantCulture));
        yield return ("temperature", settings.Temperature.ToString(CultureInfo.InvariantCulture));
        yield return ("frontEnd", JsonSerializer.Serialize(settings.FrontEnd, ModelJson.Readable.FrontEndSettings));
        yield return ("input", input == OnnxInput.Waveform ? "waveform" : "features");
        yield return ("opset", Opset.ToString(CultureInfo.InvariantCulture));
        yield return ("hark", settings.Hark);
        foreach ((string key, string value) in ForStreams(new DetectorOptions().For(settings), settings.Labels))
        {
            yield return (key, value);
        }
    }

    private static IEnumerable<(string Key, string Value)> ForStreams(DetectorOptions detector, IReadOnlyList<string> labels)
    {
        IReadOnlyDictionary<string, float> thresholds = labels.Where(label => float.IsFinite(detector.ThresholdOf(label))).ToDictionary(label => label, detector.ThresholdOf, StringComparer.Ordinal);
        yield return ("decisionMs", detector.DecisionMs.ToString(CultureInfo.InvariantCulture));
        yield return ("otherWordOdds", detector.OtherWordOdds.ToString(CultureInfo.InvariantCulture));
        yield return ("smoothing", detector.Smoothing!.Value.ToString(CultureInfo.InvariantCulture));
        yield return ("thresholds", JsonSerializer.Serialize(thresholds, ModelJson.Readable.IReadOnlyDictionaryStringSingle));
        yield return ("riseMs", detector.RiseMs!.Value.ToString(CultureInfo.InvariantCulture));
        yield return ("release", detector.Release.ToString(CultureInfo.InvariantCulture));
        yield return ("lockoutMs", detector.LockoutMs.ToString(CultureInfo.InvariantCulture));
        yield return ("refractoryMs", detector.RefractoryMs.ToString(CultureInfo.InvariantCulture));
    }
}
