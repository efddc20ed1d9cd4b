using Hark.Models;
using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;

namespace Hark.Cli.Tests;

public class TrainCommandTests(TinyRun tiny)
{
    [Fact]
    public void A_run_prints_one_document_with_the_promised_keys()
    {
        string run = tiny.Run;
        using JsonDocument json = JsonDocument.Parse(tiny.Outcome.Out);
        Assert.Equal(
            ["run", "model", "parameters", "epochs", "bestEpoch", "bestValLoss", "bestValAccuracy", "testAccuracy", "clipsPerSecond", "dataWaitShare", "seconds"],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(run, json.RootElement.GetProperty("run").GetString());
        Assert.Equal("spectrogram-conv", json.RootElement.GetProperty("model").GetString());
        Assert.Equal(TinyRun.Epochs, json.RootElement.GetProperty("epochs").GetInt32());
        Assert.InRange(json.RootElement.GetProperty("testAccuracy").GetDouble(), 0, 1);
        Assert.True(json.RootElement.GetProperty("clipsPerSecond").GetDouble() > 0);
        Assert.InRange(json.RootElement.GetProperty("dataWaitShare").GetDouble(), 0, 1);
    }

    [Fact]
    public void The_run_folder_holds_every_file_whole_and_nothing_else()
    {
        string run = tiny.Run;
        Assert.Equal(
            ["history.csv", "history.svg", "last.safetensors", "metrics.json", "model.json", "progress.jsonl", "report.html", "weights.safetensors"],
            Directory.GetFileSystemEntries(run).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(TinyRun.Epochs + 1, File.ReadAllLines(Path.Combine(run, "history.csv")).Length);
        Assert.Equal("svg", XDocument.Load(Path.Combine(run, "history.svg")).Root!.Name.LocalName);
        Assert.EndsWith("</html>", File.ReadAllText(Path.Combine(run, "report.html")).TrimEnd(), StringComparison.Ordinal);
        using JsonDocument model = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "model.json")));
        Assert.Equal("spectrogram-conv", model.RootElement.GetProperty("model").GetString());
        Assert.Equal(TinyRun.Labels, model.RootElement.GetProperty("labels").EnumerateArray().Select(l => l.GetString()!));
        Assert.StartsWith("hark train --data ", model.RootElement.GetProperty("training").GetProperty("command").GetString(), StringComparison.Ordinal);
        using JsonDocument metrics = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "metrics.json")));
        Assert.Equal("test", metrics.RootElement.GetProperty("split").GetString());
        int ends = 0;
        foreach (string line in File.ReadAllLines(Path.Combine(run, "progress.jsonl")))
        {
            using JsonDocument step = JsonDocument.Parse(line);
            ends += step.RootElement.GetProperty("epochEnd").GetBoolean() ? 1 : 0;
        }

        Assert.Equal(TinyRun.Epochs, ends);
    }

    [Fact]
    public void Progress_goes_to_standard_error_as_plain_lines_and_says_what_flatters()
    {
        Assert.NotEmpty(tiny.Run);
        string[] lines = tiny.Outcome.ErrorLines;
        Assert.Equal(TinyRun.Epochs, lines.Count(line => line.StartsWith("epoch ", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Contains("delivered as 8,000 samples at 8,000 Hz: 36 padded", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("The validation clips are the test clips, as in the lesson.", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', tiny.Outcome.Error);
    }

    [Fact]
    public void Without_json_it_ends_with_the_figures_of_the_lesson_and_one_clip()
    {
        using var folder = new TemporaryFolder();
        HarkProcess.Outcome outcome = folder.Run("train", "--data", tiny.Data, "--epochs", "1", "--labels", "위,네", "--quiet", "--no-play").Expect(0);
        Assert.Empty(outcome.Error);
        string run = Assert.Single(Directory.GetDirectories(folder["runs"]));
        Assert.Matches("/[0-9]{8}-[0-9]{6}-spectrogram-conv$", run);
        Assert.Matches("(?m)^loss value: [0-9.]+$", outcome.Out);
        Assert.Matches("(?m)^accuracy value: [0-9]+[.][0-9]{4}%$", outcome.Out);
        Assert.Matches("(?m)^report: .*report[.]html$", outcome.Out);
        Assert.Matches("(?m)^label: (위|네)\nprediction: (위|네) .*\n[(](Correct|Incorrect)![)]$", outcome.Out);
    }

    [Theory]
    [InlineData("wave-conv", "db")]
    [InlineData("ds-cnn", "mfcc")]
    [InlineData("bc-resnet-1", "logmel")]
    public void Other_networks_and_front_ends_go_from_training_to_a_prediction(string model, string frontEnd)
    {
        using var folder = new TemporaryFolder();
        string clip = Path.Combine(tiny.Data, "네", "1.wav");
        HarkProcess.Outcome outcome = folder.Run("train", "--data", tiny.Data, "--model", model, "--front-end", frontEnd, "--epochs", "1", "--out", "run", "--json").Expect(0);
        using JsonDocument json = JsonDocument.Parse(outcome.Out);
        Assert.Equal(model, json.RootElement.GetProperty("model").GetString());
        using JsonDocument prediction = JsonDocument.Parse(folder.Run("predict", clip, "--run", "run", "--json").Expect(0).Out);
        Assert.Contains(prediction.RootElement[0].GetProperty("label").GetString(), TinyRun.Labels);
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_not_trained_over()
    {
        string run = tiny.Run;
        byte[] before = File.ReadAllBytes(Path.Combine(run, "last.safetensors"));
        Assert.Equal($"{run}: holds a run already. Go on with it (--resume {run}) or name another folder (--out).", HarkProcess.Run(".", tiny.TrainArguments(run)).ExpectFailure());
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(run, "last.safetensors")));
    }

    [Fact]
    public void Data_that_cannot_be_trained_on_is_refused_before_a_folder_is_made()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["empty"]);
        Assert.StartsWith("empty: ", folder.Run("train", "--data", "empty").ExpectFailure(), StringComparison.Ordinal);
        Assert.Contains("unknown label '예' in --labels. The set knows 네, 아니요, 위", folder.Run("train", "--data", tiny.Data, "--labels", "네,예").ExpectFailure(), StringComparison.Ordinal);
        Assert.StartsWith("spectrogram-conv looks at a picture", folder.Run("train", "--data", tiny.Data, "--front-end", "waveform").ExpectFailure(), StringComparison.Ordinal);
        Assert.Equal(["empty"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_run_that_begins_with_anothers_weights_goes_on_from_what_they_know()
    {
        using var folder = new TemporaryFolder();
        using JsonDocument begun = JsonDocument.Parse(tiny.Outcome.Out);
        HarkProcess.Outcome outcome = folder.Run(["train", "--data", tiny.Data, "--from", tiny.Run, "--epochs", "1", "--batch", "8", "--lr", "1e-12", "--seed", "3", "--threads", "1", "--json", "--out", "on"]).Expect(0);
        using JsonDocument json = JsonDocument.Parse(outcome.Out);
        Assert.Equal(begun.RootElement.GetProperty("bestValLoss").GetDouble(), json.RootElement.GetProperty("bestValLoss").GetDouble(), 1e-4);
        Assert.Contains($"begins with the weights of {Path.Combine(tiny.Run, "weights.safetensors")}\n", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_other_words_takes_over_all_but_the_last_layer_and_says_so()
    {
        using var folder = new TemporaryFolder();
        TinyRun.MakeWords(folder["other"], 8000, "하나", "둘");
        HarkProcess.Outcome outcome = folder.Run("train", "--data", "other", "--from", tiny.Run, "--epochs", "1", "--batch", "8", "--threads", "1", "--no-play", "--out", "on").Expect(0);
        Assert.Contains($"begins with the weights of {Path.Combine(tiny.Run, "weights.safetensors")}; its labels are others, so the last layer, dense, begins anew\n", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_network_is_that_of_the_weights_to_begin_with_unless_it_is_named()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["train", "--data", tiny.Data, "--model", "ds-cnn", "--epochs", "1", "--batch", "8", "--threads", "1", "--quiet", "--no-play", "--out"];
        folder.Run([.. arguments, "first"]).Expect(0);
        folder.Run("train", "--data", tiny.Data, "--from", "first", "--epochs", "1", "--batch", "8", "--threads", "1", "--quiet", "--no-play", "--out", "second").Expect(0);
        Assert.Equal("ds-cnn", ModelFile.ReadSettings(folder["second/weights.safetensors"]).Model);
    }

    [Fact]
    public void Weights_can_be_chosen_by_the_words_missed_on_a_track()
    {
        using var folder = new TemporaryFolder();
        folder.Run("train", "--model", "ds-cnn", "--recipe", "quick", "--epochs", "1", "--quiet", "--no-play", "--choose-by", "false-alarms", "--out", "heard").Expect(0);
        string[] lines = File.ReadAllLines(folder["heard/history.csv"]);
        Assert.EndsWith(",misses", lines[0], StringComparison.Ordinal);
        Assert.InRange(double.Parse(Assert.Single(lines[1..]).Split(',')[^1], CultureInfo.InvariantCulture), 0.01, 1);
        string message = folder.Run("train", "--data", tiny.Data, "--quiet", "--choose-by", "false-alarms", "--out", "few").ExpectFailure();
        Assert.EndsWith("half of its speakers. Give data with every word of the model, by several speakers, or another split.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Voices_in_the_background_are_part_of_a_run()
    {
        using var folder = new TemporaryFolder();
        folder.Run("train", "--data", tiny.Data, "--model", "ds-cnn", "--recipe", "quick", "--shift", "50", "--background-speech", "0.5", "--epochs", "1", "--batch", "8", "--quiet", "--no-play", "--out", "crowd").Expect(0);
        TrainingSettings training = ModelFile.ReadSettings(folder["crowd/weights.safetensors"]).Training!;
        Assert.Equal((0.5f, 1f, 50), (training.Augmentation!.BackgroundSpeechProbability, training.Augmentation.ShiftAndNoiseProbability, training.ShiftMs));
        folder.Run("train", "--data", tiny.Data, "--model", "ds-cnn", "--recipe", "quick", "--shift", "50", "--epochs", "1", "--batch", "8", "--quiet", "--no-play", "--out", "alone").Expect(0);
        Assert.NotEqual(File.ReadAllText(folder["alone/history.csv"]), File.ReadAllText(folder["crowd/history.csv"]));
        Assert.Equal("--background-speech takes a chance of 0 to 1.", folder.Run("train", "--background-speech", "2").Expect(2).ErrorLines[0].Replace("hark: ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void The_latest_weights_can_be_kept_however_they_are_judged()
    {
        using var folder = new TemporaryFolder();
        string json = folder.Run("train", "--data", tiny.Data, "--model", "ds-cnn", "--recipe", "quick", "--lr", "0.05", "--epochs", "5", "--batch", "8", "--json", "--choose-by", "latest", "--out", "latest").Expect(0).Out;
        Assert.Equal(5, JsonDocument.Parse(json).RootElement.GetProperty("bestEpoch").GetInt32());
        double[] losses = [.. File.ReadAllLines(folder["latest/history.csv"])[1..].Select(line => double.Parse(line.Split(',')[4], CultureInfo.InvariantCulture))];
        Assert.InRange(Array.IndexOf(losses, losses.Min()), 0, losses.Length - 2);
    }

    [Fact]
    public void Other_words_are_told_apart_in_training_and_called_unknown_in_use()
    {
        using var folder = new TemporaryFolder();
        HarkProcess.Outcome trained = folder.Run("train", "--model", "ds-cnn", "--recipe", "quick", "--labels", "yes,no,up,down,left,right,stop,go,on,off", "--apart", "20", "--epochs", "1", "--no-play", "--out", "run").Expect(0);
        Assert.Contains("12 labels; told apart in training: bed, bird, cat, ", trained.Error, StringComparison.Ordinal);
        ModelSettings settings = ModelFile.ReadSettings(folder["run/weights.safetensors"]);
        Assert.Equal(["unknown", "silence"], settings.Labels.Skip(10));
        Assert.Equal((20, "bed", "zero"), (settings.OtherWords.Count, settings.OtherWords[0], settings.OtherWords[^1]));

        folder.Run("train", "--resume", "run", "--epochs", "2", "--quiet", "--no-play").Expect(0);
        Assert.Equal(3, File.ReadAllLines(folder["run/history.csv"]).Length);
        string clip = Directory.EnumerateFiles(Path.Combine(Checkout.Root, "data", "speech-synthetic", "zero")).First();
        using JsonDocument heard = JsonDocument.Parse(folder.Run("predict", clip, "--run", "run", "--json").Expect(0).Out);
        Assert.Equal(settings.Labels, heard.RootElement[0].GetProperty("probabilities").EnumerateObject().Select(label => label.Name));
    }

    [Fact]
    public void Two_runs_side_by_side_begin_a_network_of_twice_their_width()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["train", "--data", tiny.Data, "--recipe", "quick", "--epochs", "1", "--batch", "8", "--threads", "1", "--no-play"];
        folder.Run([.. arguments, "--model", "bc-resnet-1", "--seed", "1", "--quiet", "--out", "left"]).Expect(0);
        folder.Run([.. arguments, "--model", "bc-resnet-1", "--seed", "2", "--quiet", "--out", "right"]).Expect(0);
        string left = Path.Combine("left", "weights.safetensors"), right = Path.Combine("right", "weights.safetensors");
        HarkProcess.Outcome joined = folder.Run([.. arguments, "--model", "bc-resnet-2", "--from", "left", "--beside", "right", "--out", "joined"]).Expect(0);
        Assert.Contains($"begins with the weights of {left} and {right}, side by side\n", joined.Error, StringComparison.Ordinal);
        TrainingSettings training = ModelFile.ReadSettings(folder["joined/weights.safetensors"]).Training!;
        Assert.Equal((left, right), (training.From, training.Beside));
        string message = folder.Run([.. arguments, "--model", "bc-resnet-3", "--from", "left", "--beside", "right", "--out", "no"]).ExpectFailure();
        Assert.StartsWith($"{left}: two of bc-resnet-1 side by side do not make a bc-resnet-3.", message, StringComparison.Ordinal);
        Assert.Contains("--beside needs --from", folder.Run([.. arguments, "--from", "left", "--beside", "right", "--out", "no"]).Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_can_be_taught_by_another_also_across_a_stop()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["train", "--data", tiny.Data, "--model", "spectrogram-conv", "--seed", "4", "--epochs", "1", "--batch", "8", "--threads", "1", "--no-play", "--out"];
        HarkProcess.Outcome taught = folder.Run([.. arguments, "taught", "--teacher", tiny.Run]).Expect(0);
        Assert.Contains($"teacher: {Path.Combine(tiny.Run, "weights.safetensors")}, ", taught.Error, StringComparison.Ordinal);
        folder.Run([.. arguments, "alone", "--quiet"]).Expect(0);
        Assert.NotEqual(File.ReadAllText(folder["alone/history.csv"]), File.ReadAllText(folder["taught/history.csv"]));
        Assert.Contains("teacher: ", folder.Run("train", "--resume", "taught", "--epochs", "2", "--no-play").Expect(0).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_teacher_that_is_missing_or_of_other_words_or_features_is_told()
    {
        using var folder = new TemporaryFolder();
        string teacher = Path.Combine(tiny.Run, "weights.safetensors");
        Assert.Contains("nowhere", folder.Run("train", "--data", tiny.Data, "--teacher", "nowhere", "--out", "a", "--quiet").ExpectFailure(), StringComparison.Ordinal);
        TinyRun.MakeWords(folder["other"], 8000, "하나", "둘");
        Assert.Equal(
            $"{teacher}: was trained to tell {string.Join(", ", TinyRun.Labels)} apart, but 둘, 하나 are to be learned. Give --labels and --apart as for the teacher.",
            folder.Run("train", "--data", "other", "--model", "spectrogram-conv", "--teacher", tiny.Run, "--out", "b", "--quiet").ExpectFailure());
        Assert.StartsWith($"{teacher}: hears ", folder.Run("train", "--data", tiny.Data, "--model", "wave-conv", "--teacher", tiny.Run, "--out", "c", "--quiet").ExpectFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_to_begin_with_that_are_missing_or_of_another_network_are_told()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("nowhere", folder.Run("train", "--data", tiny.Data, "--from", "nowhere", "--out", "a", "--quiet").ExpectFailure(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["a"]));
        string message = folder.Run("train", "--data", tiny.Data, "--model", "ds-cnn", "--from", tiny.Run, "--out", "b", "--quiet").ExpectFailure();
        Assert.Equal(Path.Combine(tiny.Run, "weights.safetensors") + ": holds weights of spectrogram-conv, but ds-cnn is to be trained. Train spectrogram-conv, or begin with other weights.", message);
    }
}
