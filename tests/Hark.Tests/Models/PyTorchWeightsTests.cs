using System.Text.Json;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using Hark.Tests.Oracle;

namespace Hark.Tests.Models;

/// <summary>Weights that PyTorch saved give PyTorch's logits; see <c>tools/oracles/pytorch_weights.py</c>.</summary>
public sealed class PyTorchWeightsTests : IDisposable
{
    // PyTorch's float sums and these are ordered differently; both stray from the truth as rounding takes them.
    private const double MostStrays = 8;
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private static readonly string GoldenFolder = Path.Combine(AppContext.BaseDirectory, "Models", "Golden", "pytorch");
    private readonly string _folder = Directory.CreateTempSubdirectory("hark-파이토치-").FullName;

    [Theory]
    [InlineData("ds-cnn")]
    [InlineData("bc-resnet-1")]
    [InlineData("bc-resnet-3")]
    [InlineData("spectrogram-conv")]
    public void Imported_weights_give_PyTorchs_logits(string model)
    {
        Golden golden = Load(model);
        using Network network = ModelFile.ImportPyTorch(Write(golden), Settings(model, golden.Classes));
        AssertLogits(golden, network);
    }

    [Fact]
    public void A_file_as_the_library_writes_it_needs_no_order()
    {
        Golden golden = Load("bc-resnet-1");
        using Network network = ModelFile.ImportPyTorch(Path.Combine(GoldenFolder, "bc-resnet-1.safetensors"), Settings("bc-resnet-1", golden.Classes));
        AssertLogits(golden, network);
    }

    [Fact]
    public void Weights_of_another_model_are_refused()
    {
        string path = Write(Load("ds-cnn"));
        AssertRefused(path, Settings("bc-resnet-1", 10), $"{path}: holds 19 modules with weights, bc-resnet-1 has 74. The file belongs to another model; name the one it was trained as.");
        path = Write(Load("bc-resnet-3"));
        AssertRefused(path, Settings("bc-resnet-1", 10), $"{path}: tensor 'cnn_head.0.weight' has shape [48, 1, 5, 5], expected [16, 1, 5, 5] for conv2d.kernel of bc-resnet-1. The file belongs to another model, or was trained on another number of labels.");
    }

    [Fact]
    public void Weights_for_another_number_of_labels_are_refused()
    {
        string path = Write(Load("ds-cnn"));
        AssertRefused(path, Settings("ds-cnn", 12), $"{path}: tensor 'layers.32.weight' has shape [10, 64], expected [12, 64] for dense.kernel of ds-cnn. The file belongs to another model, or was trained on another number of labels.");
    }

    [Fact]
    public void A_missing_or_strange_tensor_is_named()
    {
        Golden golden = Load("ds-cnn");
        string path = Write(golden with { Tensors = [.. golden.Tensors.Where(tensor => tensor.Name != "layers.2.running_var")] });
        AssertRefused(path, Settings("ds-cnn", 10), $"{path}: there is no tensor 'layers.2.running_var', expected [64] for batchnormalization.moving_variance of ds-cnn. The file belongs to another model, or was trained on another number of labels.");
        path = Write(golden with { Tensors = [.. golden.Tensors, new GoldenTensor("layers.2.extra", [1], 0, 1)] });
        AssertRefused(path, Settings("ds-cnn", 10), $"{path}: module 'layers.2' holds 5 tensors, expected 4 for BatchNormalization of ds-cnn. The file belongs to another model.");
    }

    [Fact]
    public void Loading_such_a_file_as_a_model_says_how_to_import_it()
    {
        string path = Write(Load("ds-cnn"));
        var error = Assert.Throws<HarkException>(() => Classifier.Load(path));
        Assert.Equal($"{path}: holds tensors but no model.json in its metadata, so nobody can tell what they hear. Weights that PyTorch saved are taken by 'hark import', with --model and --labels.", error.Message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertLogits(Golden golden, Network network)
    {
        using var pool = new WorkerPool(2);
        using var execution = new Execution(network, golden.Batch, training: false, pool);
        SeededNumbers.Fill(golden.InputSeed, execution.Input.Value);
        execution.Forward();
        Assert.Equal(golden.Logits.Length, execution.Output.Value.Length);
        for (int i = 0; i < golden.Logits.Length; i++)
        {
            Assert.Equal(golden.Logits[i], execution.Output.Value[i], MostStrays * golden.Stray);
        }
    }

    private static void AssertRefused(string path, ModelSettings settings, string message)
        => Assert.Equal(message, Assert.Throws<HarkException>(() => ModelFile.ImportPyTorch(path, settings).Dispose()).Message);

    private static ModelSettings Settings(string model, int classes) => new()
    {
        Model = model,
        Labels = [.. Enumerable.Range(0, classes).Select(i => $"word {i}")],
        FrontEnd = ModelCatalog.Get(model).DefaultFrontEnd,
    };

    private string Write(Golden golden)
    {
        var writer = new SafetensorsWriter(new Dictionary<string, string> { ["format"] = "pt" });
        for (int i = 0; i < golden.Tensors.Length; i++)
        {
            GoldenTensor tensor = golden.Tensors[i];
            int length = tensor.Shape.Aggregate(1, (product, axis) => product * axis);
            writer.Add(tensor.Name, tensor.Shape, SeededNumbers.Values(golden.TensorSeed + i, length, tensor.Scale, tensor.Offset));
        }

        string path = Path.Combine(_folder, $"{golden.Model}.safetensors");
        writer.Save(path);
        return path;
    }

    private static Golden Load(string model) => JsonSerializer.Deserialize<Golden>(File.ReadAllText(Path.Combine(GoldenFolder, $"{model}.json")), Options)!;

    private sealed record Golden(string Model, int Classes, int Batch, int InputSeed, int TensorSeed, double[] Logits, double Stray, GoldenTensor[] Tensors);

    private sealed record GoldenTensor(string Name, int[] Shape, double Offset, double Scale);
}
