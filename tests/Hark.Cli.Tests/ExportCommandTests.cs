using System.Text.Json;

namespace Hark.Cli.Tests;

public class ExportCommandTests(TinyRun tiny)
{
    [Fact]
    public void Writes_the_model_and_says_what_it_takes_and_gives()
    {
        using var folder = new TemporaryFolder();
        HarkProcess.Outcome outcome = folder.Run("export", tiny.Run, "내 단어.onnx").Expect(0);
        Assert.Matches(
            @"^내 단어[.]onnx: spectrogram-conv, float weights, [0-9,]+ bytes, opset 13\ninput: waveform \[batch, 8000\], samples from -1 to 1 at 8,000 Hz\noutputs: probabilities, logits \[batch, 3\]: 네, 아니요, 위\n$",
            outcome.Out);
        Assert.True(new FileInfo(folder["내 단어.onnx"]).Length > 700_000);
    }

    [Fact]
    public void Int8_is_calibrated_by_the_runs_own_clips_and_prints_one_document()
    {
        using var folder = new TemporaryFolder();
        HarkProcess.Outcome outcome = folder.Run("export", Path.Combine(tiny.Run, "weights.safetensors"), "a.onnx", "--input", "features", "--int8", "--calibration", "5", "--json").Expect(0);
        Assert.Contains("calibrating with 5 of them", outcome.Error, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(outcome.Out);
        JsonElement said = json.RootElement;
        Assert.Equal(
            ["run", "file", "page", "model", "parameters", "bytes", "input", "shape", "sampleRate", "labels", "weights", "calibrationClips", "opset"],
            said.EnumerateObject().Select(p => p.Name));
        Assert.Equal(new FileInfo(folder["a.onnx"]).Length, said.GetProperty("bytes").GetInt64());
        Assert.Equal("features", said.GetProperty("input").GetString());
        Assert.Equal([130, 126, 1], said.GetProperty("shape").EnumerateArray().Select(n => n.GetInt32()));
        Assert.Equal(TinyRun.Labels, said.GetProperty("labels").EnumerateArray().Select(l => l.GetString()!));
        Assert.Equal("int8", said.GetProperty("weights").GetString());
        Assert.Equal(5, said.GetProperty("calibrationClips").GetInt32());
    }

    [Fact]
    public void The_same_export_gives_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        folder.Run("export", tiny.Run, "a.onnx", "--int8").Expect(0);
        folder.Run("export", tiny.Run, "b.onnx", "--int8").Expect(0);
        Assert.Equal(File.ReadAllBytes(folder["a.onnx"]), File.ReadAllBytes(folder["b.onnx"]));
    }

    [Fact]
    public void Int8_without_data_to_calibrate_with_says_how_to_give_some()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(tiny.Run, "weights.safetensors"), folder["a.safetensors"]);
        string failure = folder.Run("export", "a.safetensors", "a.onnx", "--int8", "--data", "gone").ExpectFailure();
        Assert.StartsWith("gone: ", failure, StringComparison.Ordinal);
        Directory.CreateDirectory(folder["empty"]);
        Assert.StartsWith("empty: ", folder.Run("export", "a.safetensors", "a.onnx", "--int8", "--data", "empty").ExpectFailure(), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["a.onnx"]));
    }

    [Fact]
    public void A_folder_a_missing_folder_and_a_run_without_weights_are_refused()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["out"]);
        Assert.Equal($"out: is a folder. Give the name of the file to write, for example {Path.Combine("out", "words.onnx")}.", folder.Run("export", tiny.Run, "out").ExpectFailure());
        string missing = Path.Combine("nowhere", "words.onnx");
        Assert.Matches($@"^{missing}: cannot be written \(.+\)[.] Check that the folder exists, may be written to and has room[.]$", folder.Run("export", tiny.Run, missing).ExpectFailure());
        Directory.CreateDirectory(folder["begun"]);
        File.Copy(Path.Combine(tiny.Run, "model.json"), folder[Path.Combine("begun", "model.json")]);
        Assert.Contains("The run has not finished its first epoch", folder.Run("export", "begun", "a.onnx").ExpectFailure(), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["a.onnx"]));
    }

    [Fact]
    public void A_read_only_place_is_refused()
    {
        Assert.SkipUnless(Directory.Exists("/proc"), "there is no /proc, where nobody may write");
        Assert.StartsWith("/proc/words.onnx: cannot be written (", HarkProcess.Run(".", "export", tiny.Run, "/proc/words.onnx").ExpectFailure(), StringComparison.Ordinal);
    }
}
