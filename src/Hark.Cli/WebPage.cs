using Hark.Data;
using Hark.Export;
using Hark.Layers;
using Hark.Models;
using Hark.Streaming;
using System.Reflection;

namespace Hark.Cli;

/// <summary>
/// A model as a web page that listens, in static files: the page from this program's resources, the model, and ONNX Runtime for browsers, which is
/// taken from npm's package where the user has it.
/// </summary>
internal sealed class WebPage
{
    /// <summary>The version that the page is tested with.</summary>
    private const string RuntimeVersion = "1.30.0";

    private const string ResourcePrefix = "Web/";

    /// <summary>Names in the package, and the names that the page knows: not every web host knows what an .mjs file is.</summary>
    private static readonly (string Package, string Page)[] RuntimeFiles =
    [
        ("ort.wasm.min.mjs", "ort.js"),
        ("ort-wasm-simd-threaded.mjs", "ort-wasm.js"),
        ("ort-wasm-simd-threaded.wasm", "ort-wasm.wasm"),
    ];

    private readonly string _runtime;

    /// <param name="folder">Where to; made where it is missing.</param>
    /// <param name="runtime">Folder of onnxruntime-web; null for the one that npm installed here.</param>
    /// <exception cref="HarkException">The runtime is not there, or a file stands where the folder shall be.</exception>
    public WebPage(string folder, string? runtime)
    {
        if (File.Exists(folder))
        {
            throw new HarkException($"{folder}: is a file. Give a folder for the page; it is made where it is missing.");
        }

        Folder = folder;
        _runtime = FindRuntime(runtime);
    }

    public string Folder { get; }

    /// <summary>The model's file in the page.</summary>
    public string Model => Path.Combine(Folder, "words.onnx");

    public void Write(Network network, ModelSettings settings, ClipSource? calibration)
    {
        Directory.CreateDirectory(Path.Combine(Folder, "ort"));
        Assembly assembly = typeof(WebPage).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
        {
            using Stream resource = assembly.GetManifestResourceStream(name)!;
            AtomicFile.Write(Path.Combine(Folder, name[ResourcePrefix.Length..]), resource.CopyTo);
        }

        foreach ((string package, string page) in RuntimeFiles)
        {
            using FileStream source = File.OpenRead(Path.Combine(_runtime, package));
            AtomicFile.Write(Path.Combine(Folder, "ort", page), source.CopyTo);
        }

        AtomicFile.WriteText(Path.Combine(Folder, "words.json"), ToJson(settings) + "\n");
        OnnxModel.Export(Model, network, settings, OnnxInput.Waveform, calibration);
    }

    private static string FindRuntime(string? given)
    {
        string package = given ?? Path.Combine("node_modules", "onnxruntime-web");
        string? found = new[] { package, Path.Combine(package, "dist") }.FirstOrDefault(folder => RuntimeFiles.All(file => File.Exists(Path.Combine(folder, file.Package))));
        return found ?? throw new HarkException(
            $"{package}: the page needs the files of npm's onnxruntime-web ({string.Join(", ", RuntimeFiles.Select(file => file.Package))}), which are not there. "
            + $"Run 'npm install onnxruntime-web@{RuntimeVersion}' here and this command again, or name their folder with --runtime.");
    }

    private static string ToJson(ModelSettings settings) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("model", settings.Networks);
        json.WriteNumber("sampleRate", settings.FrontEnd.SampleRate);
        json.WriteNumber("clipSamples", settings.FrontEnd.ClipSamples);
        json.WriteStartArray("labels");
        foreach (string label in settings.Labels)
        {
            json.WriteStringValue(label);
        }

        json.WriteEndArray();
        DetectorOptions detector = new DetectorOptions().For(settings);
        json.WriteNumber("decisionMs", detector.DecisionMs);
        json.WriteNumber("smoothing", detector.Smoothing!.Value);
        json.WriteNumber("otherWordOdds", detector.OtherWordOdds);
        json.WriteNumber("lockoutMs", detector.LockoutMs);
        json.WriteNumber("refractoryMs", detector.RefractoryMs);
        json.WriteNumber("release", detector.Release);
        json.WriteNumber("riseMs", detector.RiseMs!.Value);
        json.WriteStartObject("thresholds");
        foreach (string label in settings.Labels.Where(label => float.IsFinite(detector.ThresholdOf(label))))
        {
            json.WriteNumber(label, detector.ThresholdOf(label));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });
}
