using Hark.Models;
using Hark.Signal;

namespace Hark.Export;

/// <summary>The front end as part of the graph: what <see cref="FrontEnd"/> computes, from samples to what the network takes, channels first.</summary>
internal static class OnnxFrontEnd
{
    private const float LeastPower = 1e-10f;
    private const float DecibelsPerNeper = 4.3429448190325182765f;

    /// <summary>Appends the front end.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="waveform">[batch, ClipSamples] at the settings' rate.</param>
    /// <param name="settings">What to compute.</param>
    /// <returns>[batch, channels, ...]: the network's input.</returns>
    /// <exception cref="HarkException">The features have no form in ONNX.</exception>
    public static string Append(OnnxGraph graph, string waveform, FrontEndSettings settings)
    {
        if (settings.Features is not { } options)
        {
            return graph.Reshape("waveform.channels", waveform, 1, settings.ClipSamples);
        }

        int frames = options.Stft.Frames(settings.ClipSamples);
        string x = Features(graph, waveform, settings.ClipSamples, options);
        if (settings.Kind == FrontEndKind.Db)
        {
            // From -range..0 dB to 0..1.
            float range = (float)options.TopDb!.Value;
            x = graph.Node("Add", "db.raised", [x, graph.Scalar(range)]);
            x = graph.Node("Div", "db.scaled", [x, graph.Scalar(range)]);
        }

        return settings.Layout switch
        {
            FeatureLayout.ImageTimeFirst => graph.Reshape("image", x, 1, frames, options.Rows),
            FeatureLayout.Image => graph.Reshape("image", graph.Transpose("features.turned", x, 0, 2, 1), 1, options.Rows, frames),
            _ => graph.Transpose("sequence", x, 0, 2, 1),
        };
    }

    /// <summary>[batch, frames, rows].</summary>
    private static string Features(OnnxGraph graph, string waveform, int samples, FeatureOptions options)
    {
        if (options.Kind is FeatureKind.Rms or FeatureKind.ZeroCrossings or FeatureKind.Centroid)
        {
            throw new HarkException($"The front end measures {options.Kind}, which has no form in ONNX: export with --input features.");
        }

        string x = OnnxSpectrum.Power(graph, waveform, samples, options.Stft);
        switch (options.Kind)
        {
            case FeatureKind.Power:
                return x;
            case FeatureKind.Magnitude:
                return graph.Node("Sqrt", "magnitude", [x]);
            case FeatureKind.Decibels:
                return Logarithms(graph, x, options, options.Reference * options.Reference);
        }

        x = options.MelOfPower ? x : graph.Node("Sqrt", "magnitude", [x]);
        var bank = new MelFilterBank(options.SampleRate, options.Stft.NFft, options.Mel);
        x = Product(graph, "mel", x, bank.Weights, bank.Bands, bank.Bins);
        if (options.Kind == FeatureKind.Mel)
        {
            return x;
        }

        x = options.LogForm == LogForm.Decibels
            ? Logarithms(graph, x, options, options.Reference)
            : graph.Node("Log", "log", [graph.Node("Add", "log.offset", [x, graph.Scalar((float)options.LogOffset)])]);
        return options.Kind == FeatureKind.LogMel
            ? x
            : Product(graph, "cepstrum", x, CosineTransform.Matrix(options.Coefficients, options.Mel.Bands, options.Lifter), options.Coefficients, options.Mel.Bands);
    }

    /// <summary>10·log10(max(1e−10, power)) against a fixed reference or the clip's largest, kept within the range below the largest.</summary>
    private static string Logarithms(OnnxGraph graph, string power, FeatureOptions options, double? reference)
    {
        string x = graph.Node("Max", "db.least", [power, graph.Scalar(LeastPower)]);
        x = graph.Node("Mul", "db", [graph.Node("Log", "db.log", [x]), graph.Scalar(DecibelsPerNeper)]);
        if (reference is { } zero)
        {
            x = graph.Node("Sub", "db.referred", [x, graph.Scalar((float)(10 * Math.Log10(Math.Max(LeastPower, zero))))]);
        }

        if (!options.NeedsWholeSound)
        {
            return x;
        }

        string largest = graph.Node("ReduceMax", "db.largest", [x], OnnxAttribute.Integers("axes", 1, 2), OnnxAttribute.Integer("keepdims", 1));
        if (reference is null)
        {
            x = graph.Node("Sub", "db.below", [x, largest]);
            return options.TopDb is { } range ? graph.Node("Max", "db.floored", [x, graph.Scalar((float)-range)]) : x;
        }

        string floor = graph.Node("Sub", "db.floor", [largest, graph.Scalar((float)options.TopDb!.Value)]);
        return graph.Node("Max", "db.floored", [x, floor]);
    }

    /// <summary>Each frame's [columns] values times a matrix [rows, columns].</summary>
    private static string Product(OnnxGraph graph, string name, string x, ReadOnlySpan<float> matrix, int rows, int columns)
    {
        var turned = new float[matrix.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                turned[(column * rows) + row] = matrix[(row * columns) + column];
            }
        }

        return graph.Node("MatMul", name, [x, graph.Constant($"{name}.matrix", [columns, rows], turned)]);
    }
}
