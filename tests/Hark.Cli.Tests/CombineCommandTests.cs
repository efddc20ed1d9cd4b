using Hark.Audio;

namespace Hark.Cli.Tests;

public class CombineCommandTests
{
    private static readonly string Weights = Path.Combine(Checkout.Root, "tests", "Hark.Tests", "Models", "Golden", "pytorch", "bc-resnet-1.safetensors");
    private static readonly string Labels = string.Join(',', Enumerable.Range(1, 10).Select(i => $"낱말{i}"));

    [Fact]
    public void Two_models_become_one_that_predicts_and_is_no_member_again()
    {
        using var folder = new TemporaryFolder();
        folder.Run("import", Weights, "하나.safetensors", "--model", "bc-resnet-1", "--labels", Labels).Expect(0);
        Assert.Equal("둘.safetensors: bc-resnet-1 + bc-resnet-1, 18,332 trainable parameters, 10 labels\n", folder.Run("combine", "하나.safetensors", "하나.safetensors", "--out", "둘.safetensors").Expect(0).Out);
        new ComplexWave(new Partial(440, 0.5)).ToClip(44100, 0.7).Save(folder["a.wav"]);
        string one = folder.Run("predict", "a.wav", "--run", "하나.safetensors").Expect(0).Out, two = folder.Run("predict", "a.wav", "--run", "둘.safetensors").Expect(0).Out;
        Assert.Equal(one, two);
        Assert.StartsWith("둘.safetensors: is a committee itself", folder.Run("combine", "하나.safetensors", "둘.safetensors", "--out", "셋.safetensors").ExpectFailure(), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["셋.safetensors"]));
    }

    [Fact]
    public void Weights_that_do_not_fit_are_told()
    {
        using var folder = new TemporaryFolder();
        folder.Run("import", Weights, "a.safetensors", "--model", "bc-resnet-1", "--labels", Labels).Expect(0);
        string[] combine = ["combine", "a.safetensors", "a.safetensors", "--out", "b.safetensors", "--weights"];
        Assert.Contains("'x' in --weights is no number", folder.Run([.. combine, "0,x"]).Expect(2).Error, StringComparison.Ordinal);
        Assert.Equal("2 models need as many weights of at least 0, one above; given 0, 0.", folder.Run([.. combine, "0,0"]).ExpectFailure());
        Assert.Equal("2 models need as many weights of at least 0, one above; given 1.", folder.Run([.. combine, "1"]).ExpectFailure());
        folder.Run([.. combine, "0,1"]).Expect(0);
    }

    [Fact]
    public void One_model_alone_and_a_missing_output_are_wrong_usage()
    {
        using var folder = new TemporaryFolder();
        folder.Run("combine", "a.safetensors", "--out", "b.safetensors").Expect(2);
        folder.Run("combine", "a.safetensors", "b.safetensors").Expect(2);
    }
}
