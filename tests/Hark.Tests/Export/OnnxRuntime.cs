using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hark.Tests.Export;

/// <summary>Who judges exported files: ONNX's own checker (Debian's python3-onnx) and ONNX Runtime (npm). Tests that need one are skipped without it.</summary>
internal static class OnnxRuntime
{
    private const string Python = "/usr/bin/python3";
    private static readonly string Folder = Path.Combine(Checkout.Root, "tools", "oracles", "onnx");
    private static readonly Lazy<bool> HasChecker = new(() => File.Exists(Python) && Run(Python, "-c", "import onnx").Code == 0);

    public static void Need() => Assert.SkipUnless(
        Directory.Exists(Path.Combine(Folder, "node_modules", "onnxruntime-node")), "onnxruntime-node is not installed: npm ci --ignore-scripts --prefix tools/oracles/onnx");

    public static void NeedChecker() => Assert.SkipUnless(HasChecker.Value, "python3-onnx is not installed");

    /// <summary>Fails unless ONNX's checker accepts the file; returns what it says of itself.</summary>
    public static JsonObject Check(string model)
    {
        (int code, string output, string errors) = Run(Python, Path.Combine(Folder, "check.py"), model);
        Assert.True(code == 0, errors);
        return JsonNode.Parse(output)!.AsObject();
    }

    /// <summary>Runs a model on a batch.</summary>
    /// <param name="model">The file.</param>
    /// <param name="input">[shape].</param>
    /// <param name="shape">The batch is its first axis.</param>
    /// <returns>[batch × labels] each.</returns>
    public static (float[] Probabilities, float[] Logits) Run(string model, float[] input, params int[] shape)
    {
        string values = $"{model}.input", output = $"{model}.output", jobs = $"{model}.jobs";
        File.WriteAllBytes(values, MemoryMarshal.AsBytes(input.AsSpan()).ToArray());
        File.WriteAllText(jobs, JsonSerializer.Serialize(new[] { new { model, input = values, shape, output } }));
        (int code, _, string errors) = NodeJs.Run(Path.Combine(Folder, "run.mjs"), jobs);
        Assert.True(code == 0, errors);
        return (Floats($"{output}.probabilities"), Floats($"{output}.logits"));
    }

    private static float[] Floats(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();

    private static (int Code, string Out, string Error) Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
