using System.Text.Json;

namespace Hark.Cli.Tests;

public class ModelsCommandTests
{
    [Fact]
    public void Lists_the_lessons_networks_with_their_exact_size()
    {
        using JsonDocument json = JsonDocument.Parse(HarkProcess.Run(".", "models", "--json").Expect(0).Out);
        Dictionary<string, JsonElement> models = json.RootElement.EnumerateArray().ToDictionary(m => m.GetProperty("model").GetString()!, StringComparer.Ordinal);
        Assert.Equal(34_681_196, models["wave-conv"].GetProperty("parameters").GetInt64());
        Assert.Equal(2541.8e6, models["wave-conv"].GetProperty("multiplyAccumulates").GetDouble(), 0.05e6);
        Assert.Equal(63_611_244, models["wave-skip"].GetProperty("parameters").GetInt64());
        Assert.Equal(2865.4e6, models["wave-skip"].GetProperty("multiplyAccumulates").GetDouble(), 0.05e6);
        Assert.Equal(461_324, models["spectrogram-conv"].GetProperty("parameters").GetInt64());
        Assert.Matches("(?m)^ *wave-conv .*34,681,196 .*2,541[.]8 M", HarkProcess.Run(".", "models").Expect(0).Out);
    }

    [Fact]
    public void Shows_the_layers_of_one_and_their_sum()
    {
        string text = HarkProcess.Run(".", "models", "spectrogram-conv", "--classes", "3").Expect(0).Out;
        Assert.Contains("184,835", text, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(HarkProcess.Run(".", "models", "spectrogram-conv", "--classes", "3", "--json").Expect(0).Out);
        Assert.Equal(184_835, json.RootElement.EnumerateArray().Sum(layer => layer.GetProperty("parameters").GetInt64()));
    }
}
