using System.Text.Json;

namespace Hark.Cli.Tests;

public class EvaluateCommandTests(TinyRun tiny)
{
    [Fact]
    public void Prints_one_document_with_the_promised_keys()
    {
        string run = tiny.Run;
        using JsonDocument json = JsonDocument.Parse(HarkProcess.Run(".", "evaluate", run, "--split", "all", "--json", "--quiet").Expect(0).Out);
        JsonElement root = json.RootElement;
        Assert.Equal(["run", "data", "split", "clips", "loss", "accuracy", "labels", "confusion", "perClass", "interval", "calibration", "rejection"], root.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["temperature", "errorBefore", "error", "errorCrossFitted", "bins"], root.GetProperty("calibration").EnumerateObject().Select(p => p.Name));
        Assert.Equal(run, root.GetProperty("run").GetString());
        Assert.Equal(tiny.Data, root.GetProperty("data").GetString());
        Assert.Equal("all", root.GetProperty("split").GetString());
        Assert.Equal(36, root.GetProperty("clips").GetInt32());
        Assert.Equal(TinyRun.Labels, root.GetProperty("labels").EnumerateArray().Select(l => l.GetString()!));
        Assert.All(root.GetProperty("confusion").EnumerateArray(), row => Assert.Equal(12, row.EnumerateArray().Sum(count => count.GetInt32())));
        Assert.All(root.GetProperty("perClass").EnumerateArray(), label => Assert.Equal(["label", "precision", "recall", "f1", "support"], label.EnumerateObject().Select(p => p.Name)));
        double correct = Enumerable.Range(0, 3).Sum(i => root.GetProperty("confusion")[i][i].GetInt32());
        Assert.Equal(correct / 36, root.GetProperty("accuracy").GetDouble(), 1e-12);
    }

    [Fact]
    public void The_run_was_judged_by_the_same_figures()
    {
        string run = tiny.Run;
        using JsonDocument now = JsonDocument.Parse(HarkProcess.Run(".", "evaluate", run, "--threads", "1", "--json").Expect(0).Out);
        using JsonDocument then = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "metrics.json")));
        Assert.Equal(then.RootElement.GetRawText(), now.RootElement.GetRawText());
    }

    [Fact]
    public void For_people_it_prints_the_lessons_lines_and_both_tables()
    {
        string text = HarkProcess.Run(".", "evaluate", tiny.Run).Expect(0).Out;
        Assert.Matches("(?m)^loss value: [0-9.]+$", text);
        Assert.Matches("(?m)^accuracy value: [0-9.]+%$", text);
        Assert.Matches("(?m)^ *label .*precision.*recall.*F1", text);
        Assert.Contains(@"is \ taken for", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^calibration error: [0-9.]+% (\(no temperature was fitted\)|at temperature [0-9.]+, which was fitted on the run's validation clips; [0-9.]+% without)", text);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void The_interval_says_what_it_is_taken_over()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(" of 36 clips; names tell no speakers, clips are taken as independent)", folder.Run("evaluate", tiny.Run, "--split", "all").Expect(0).Out, StringComparison.Ordinal);
        MakeSpeakers(folder["말하는 이"]);
        Assert.Contains(", over 4 speakers)", folder.Run("evaluate", tiny.Run, "--data", "말하는 이", "--split", "all").Expect(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Robustness_is_measured_and_written_with_the_pictures_beside_it()
    {
        using var folder = new TemporaryFolder();
        HarkProcess.Outcome outcome = folder.Run("evaluate", tiny.Run, "--robustness", "--out", "모델 카드", "--json").Expect(0);
        using JsonDocument json = JsonDocument.Parse(outcome.Out);
        JsonElement[] rows = [.. json.RootElement.GetProperty("robustness").EnumerateArray()];
        Assert.Equal(22, rows.Length);
        Assert.Equal(["condition", "noise", "ratioDb", "clips", "accuracy", "low", "high"], rows[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(json.RootElement.GetProperty("accuracy").GetDouble(), rows[0].GetProperty("accuracy").GetDouble());
        Assert.Contains("22/22", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(
            ["confusion.svg", "evaluation.json", "rejection.svg", "reliability.svg", "robustness.csv", "robustness.md"],
            Directory.GetFiles(folder["모델 카드"]).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
        Assert.Equal(outcome.Out, File.ReadAllText(Path.Combine(folder["모델 카드"], "evaluation.json")));
        Assert.Equal(23, File.ReadAllLines(Path.Combine(folder["모델 카드"], "robustness.csv")).Length);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        Assert.StartsWith("file/card: the folder cannot be made (", folder.Run("evaluate", tiny.Run, "--out", "file/card").ExpectFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_of_another_rate_is_resampled_and_told()
    {
        using var folder = new TemporaryFolder();
        TinyRun.MakeWords(folder["cd"], 44100, TinyRun.Labels);
        Assert.Contains("delivered as 8,000 samples at 8,000 Hz: 36 padded, 0 cut, 36 resampled", folder.Run("evaluate", tiny.Run, "--data", "cd").Expect(0).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_of_other_labels_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        TinyRun.MakeWords(folder["others"], 8000, "yes", "no");
        string message = folder.Run("evaluate", tiny.Run, "--data", "others").ExpectFailure();
        Assert.StartsWith("others: ", message, StringComparison.Ordinal);
        Assert.Contains("네, 아니요, 위", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.json", "info {0}", "{0}: holds no model.json: it is no run folder, or the run ended before it began. Train again.")]
    [InlineData("model.json", "evaluate {0}", "{0}: holds no model.json: it is no run folder, or the run ended before it began. Train again.")]
    [InlineData("weights.safetensors", "evaluate {0}", "{0}: weights.safetensors is missing. The run has not finished its first epoch, or the file was removed. Go on with 'hark train --resume', or train again.")]
    [InlineData("weights.safetensors", "predict a.wav --run {0}", "{0}: weights.safetensors is missing. The run has not finished its first epoch, or the file was removed. Go on with 'hark train --resume', or train again.")]
    [InlineData("last.safetensors", "train --resume {0}", "{0}: last.safetensors is missing. It holds where the run stood, so the run cannot go on: put it back, or train again into another folder.")]
    public void A_file_missing_from_a_run_is_named(string file, string typed, string expected)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["run"]);
        foreach (string path in Directory.GetFiles(tiny.Run).Where(path => Path.GetFileName(path) != file))
        {
            File.Copy(path, Path.Combine(folder["run"], Path.GetFileName(path)));
        }

        Assert.Equal(expected.Replace("{0}", "run", StringComparison.Ordinal), folder.Run(typed.Replace("{0}", "run", StringComparison.Ordinal).Split(' ')).ExpectFailure());
    }

    [Fact]
    public void A_damaged_weights_file_is_told_in_one_line()
    {
        using var folder = new TemporaryFolder();
        byte[] weights = File.ReadAllBytes(Path.Combine(tiny.Run, "weights.safetensors"));
        File.WriteAllBytes(folder["cut.safetensors"], weights[..(weights.Length / 2)]);
        Assert.StartsWith("cut.safetensors: ", folder.Run("evaluate", "cut.safetensors").ExpectFailure(), StringComparison.Ordinal);
    }

    /// <summary>The words again, three clips a speaker in each.</summary>
    private static void MakeSpeakers(string folder)
    {
        TinyRun.MakeWords(folder, 8000, TinyRun.Labels);
        foreach (string file in Directory.GetFiles(folder, "*.wav", SearchOption.AllDirectories))
        {
            int number = int.Parse(Path.GetFileNameWithoutExtension(file), System.Globalization.CultureInfo.InvariantCulture);
            File.Move(file, Path.Combine(Path.GetDirectoryName(file)!, $"speaker{number % 4}_nohash_{number}.wav"));
        }
    }
}
