using Hark.Audio;

namespace Hark.Cli.Tests;

public class ImportCommandTests
{
    private static readonly string Weights = Path.Combine(Checkout.Root, "tests", "Hark.Tests", "Models", "Golden", "pytorch", "bc-resnet-1.safetensors");

    [Fact]
    public void Weights_of_PyTorch_become_a_model_that_predicts()
    {
        using var folder = new TemporaryFolder();
        string[] labels = [.. Enumerable.Range(1, 10).Select(i => $"낱말{i}")];
        Assert.Equal("모델.safetensors: bc-resnet-1, 9,166 trainable parameters, 10 labels\n", folder.Run("import", Weights, "모델.safetensors", "--model", "bc-resnet-1", "--labels", string.Join(',', labels)).Expect(0).Out);
        new ComplexWave(new Partial(440, 0.5)).ToClip(44100, 0.7).Save(folder["a.wav"]);
        Assert.Contains("낱말", folder.Run("predict", "a.wav", "--run", "모델.safetensors", "--json").Expect(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_number_of_labels_is_refused_and_nothing_written()
    {
        using var folder = new TemporaryFolder();
        string message = folder.Run("import", Weights, "out.safetensors", "--model", "bc-resnet-1", "--labels", "yes,no").ExpectFailure();
        Assert.EndsWith("tensor 'classifier.5.weight' has shape [10, 32, 1, 1], expected [2, 32] for dense.kernel of bc-resnet-1. The file belongs to another model, or was trained on another number of labels.", message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["out.safetensors"]));
    }

    [Fact]
    public void A_label_twice_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("label 'yes' stands twice, at 1 and 2 of 2. Name each label once.", folder.Run("import", Weights, "out.safetensors", "--model", "bc-resnet-1", "--labels", "yes,yes").ExpectFailure());
    }
}
