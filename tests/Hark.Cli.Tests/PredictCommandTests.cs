using Hark.Audio;
using System.Text.Json;

namespace Hark.Cli.Tests;

public class PredictCommandTests(TinyRun tiny)
{
    [Fact]
    public void Prints_one_document_with_the_promised_keys_for_files_of_any_rate()
    {
        using var folder = new TemporaryFolder();
        new ComplexWave(new Partial(440, 0.5)).ToClip(44100, 2).ToChannels(2).Save(folder["하나 둘.wav"]);
        HarkProcess.Outcome outcome = folder.Run("predict", "하나 둘.wav", Path.Combine(tiny.Data, "위", "1.wav"), "--run", tiny.Run, "--json").Expect(0);
        using JsonDocument json = JsonDocument.Parse(outcome.Out);
        Assert.Equal(["하나 둘.wav", Path.Combine(tiny.Data, "위", "1.wav")], json.RootElement.EnumerateArray().Select(p => p.GetProperty("file").GetString()!));
        foreach (JsonElement prediction in json.RootElement.EnumerateArray())
        {
            Assert.Equal(["file", "label", "probability", "probabilities"], prediction.EnumerateObject().Select(p => p.Name));
            var probabilities = prediction.GetProperty("probabilities").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetDouble(), StringComparer.Ordinal);
            Assert.Equal(TinyRun.Labels, probabilities.Keys);
            Assert.Equal(1, probabilities.Values.Sum(), 1e-5);
            Assert.Equal(probabilities.Values.Max(), prediction.GetProperty("probability").GetDouble());
            Assert.Equal(probabilities.MaxBy(p => p.Value).Key, prediction.GetProperty("label").GetString());
        }
    }

    [Fact]
    public void The_weights_file_alone_is_the_model()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(tiny.Run, "weights.safetensors"), folder["내 단어.safetensors"]);
        string clip = Path.Combine(tiny.Data, "네", "1.wav");
        HarkProcess.Outcome outcome = folder.Run("predict", clip, "--run", "내 단어.safetensors").Expect(0);
        Assert.Matches(@"^.*1[.]wav: (네|아니요|위) [0-9.]+ ?%  \((네|아니요|위) [0-9.]+ ?%, (네|아니요|위) [0-9.]+ ?%\)\n$", outcome.Out);
        Assert.Equal("model: 내 단어.safetensors\n", outcome.Error);
    }

    [Fact]
    public void A_sample_is_judged_and_named_by_its_seed()
    {
        string[] typed = ["predict", "--sample", "--seed", "4", "--no-play", "--run", tiny.Run];
        HarkProcess.Outcome outcome = HarkProcess.Run(".", typed).Expect(0);
        Assert.Matches(@"^sample clip: (네|아니요|위)/[0-9]+[.]wav\nlabel: (네|아니요|위)\nprediction: (네|아니요|위) .*\n\((Correct|Incorrect)!\)\n$", outcome.Out);
        Assert.Equal(outcome.Out, HarkProcess.Run(".", typed).Expect(0).Out);
        using JsonDocument json = JsonDocument.Parse(HarkProcess.Run(".", [.. typed, "--json"]).Expect(0).Out);
        Assert.Contains($"sample clip: {json.RootElement[0].GetProperty("file").GetString()}\n", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_sound_is_refused_and_prints_no_half_document()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.wav"], "no sound");
        HarkProcess.Outcome outcome = folder.Run("predict", Path.Combine(tiny.Data, "네", "1.wav"), "a.wav", "--run", tiny.Run, "--json", "--quiet");
        Assert.StartsWith("a.wav: ", outcome.ExpectFailure(), StringComparison.Ordinal);
        Assert.Empty(outcome.Out);
    }
}
