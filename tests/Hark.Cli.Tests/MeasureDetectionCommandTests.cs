using Hark.Models;
using System.Text.Json;

namespace Hark.Cli.Tests;

public class MeasureDetectionCommandTests(SpokenTones tones)
{
    [Fact]
    public void Figures_are_told_and_thresholds_stored_for_all_that_listen()
    {
        using var folder = new TemporaryFolder();
        MakeData(folder["말뭉치"]);
        File.Copy(Path.Combine(tones.Run, "weights.safetensors"), folder["모델.safetensors"]);
        HarkProcess.Outcome outcome = folder.Run(
            "measure-detection", "--run", "모델.safetensors", "--data", "말뭉치", "--hours", "0.1", "--word-every", "6", "--other-every", "5", "--snr", "20", "--target-fa", "20",
            "--smoothing", "2", "--json", "--store", "--out", "figures", "--save-false-alarms", "mined").Expect(0);
        using JsonDocument json = JsonDocument.Parse(outcome.Out);
        JsonElement figures = json.RootElement;
        Assert.Equal(
            ["run", "data", "split", "hours", "snrDb", "seed", "wordEverySeconds", "otherEverySeconds", "targetFalseAlarmsPerHour", "decisionMs", "smoothing", "words", "missed", "missRate",
            "falseAlarms", "falseAlarmsPerHour", "falseAlarmsOn", "otherWords", "falseAlarmsPer1000OtherWords", "otherClips", "otherClipsFired", "latencyMs", "toldWithin300Ms", "whereChosen", "perWord", "parts", "curve", "plainCurve"],
            figures.EnumerateObject().Select(p => p.Name));
        Assert.Equal("validation", figures.GetProperty("split").GetString());
        Assert.InRange(figures.GetProperty("words").GetInt32(), 50, 60);
        Assert.Equal(figures.GetProperty("missed").GetInt32() / (double)figures.GetProperty("words").GetInt32(), figures.GetProperty("missRate").GetDouble(), 1e-5);
        Assert.Equal(SpokenTones.Labels, figures.GetProperty("perWord").EnumerateArray().Select(word => word.GetProperty("label").GetString()!));

        Assert.Equal(outcome.Out, File.ReadAllText(folder["figures/detection.json"]));
        Assert.Contains("| 아니요 |", File.ReadAllText(folder["figures/detection.md"]), StringComparison.Ordinal);
        Assert.StartsWith("<svg", File.ReadAllText(folder["figures/detection.svg"]), StringComparison.Ordinal);
        Assert.StartsWith("<svg", File.ReadAllText(folder["figures/detection-words.svg"]), StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(folder["mined/unknown"]), file => Assert.Contains("_nohash_", file, StringComparison.Ordinal));

        // What was chosen stands in the model.
        ModelSettings settings = ModelFile.ReadSettings(folder["모델.safetensors"]);
        Assert.Equal((2, 2), (settings.Smoothing, figures.GetProperty("smoothing").GetInt32()));
        IReadOnlyDictionary<string, float> stored = settings.Thresholds;
        Assert.Equal(
            figures.GetProperty("perWord").EnumerateArray().Select(word => (word.GetProperty("label").GetString()!, Math.Round(word.GetProperty("threshold").GetDouble(), 5))),
            stored.Select(pair => (pair.Key, Math.Round(pair.Value, 5))));
    }

    [Fact]
    public void The_tables_of_two_runs_are_the_same()
    {
        using var folder = new TemporaryFolder();
        MakeData(folder["data"]);
        string[] typed = ["measure-detection", "--run", tones.Run, "--data", "data", "--hours", "0.05", "--word-every", "6", "--quiet"];
        HarkProcess.Outcome first = folder.Run(typed).Expect(0);
        Assert.Matches(@"^missed: [0-9.]+ % \([0-9]+ of [0-9]+ words\)\nfalse alarms: [0-9.]+ an hour \(.*\)\nfalse alarms per 1,000 other words: .*\nfrom a word's end to its telling: .*\n", first.Out);
        Assert.Equal(first.Out, folder.Run([.. typed, "--threads", "1"]).Expect(0).Out);
    }

    [Fact]
    public void A_word_that_is_not_spoken_keeps_its_threshold_and_no_word_told_is_told()
    {
        using var folder = new TemporaryFolder();
        MakeData(folder["data"]);
        File.Copy(Path.Combine(tones.Run, "weights.safetensors"), folder["model.safetensors"]);
        HarkProcess.Outcome outcome = folder.Run("measure-detection", "--run", "model.safetensors", "--data", "data", "--hours", "0.01", "--snr", "-60", "--store", "--out", "figures").Expect(0);
        Assert.Contains("warning: 0.5 false alarms an hour are less than one in 0.01 h: thresholds chosen for that are an accident. Take --hours 2 or more.", outcome.ErrorLines);
        Assert.Contains("from a word's end to its telling: no word was told\n", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("| no word was told |", File.ReadAllText(folder["figures/detection.md"]), StringComparison.Ordinal);

        const string begin = "not once spoken where thresholds are chosen, so they keep the model's own: ";
        string kept = Assert.Single(outcome.ErrorLines, line => line.StartsWith(begin, StringComparison.Ordinal))[begin.Length..].Split('.')[0];
        IReadOnlyDictionary<string, float> stored = ModelFile.ReadSettings(folder["model.safetensors"]).Thresholds;
        Assert.All(kept.Split(", "), word => Assert.Equal(0.7f, stored[word]));
    }

    [Fact]
    public void Outputs_that_cannot_be_are_told_before_the_measurement()
    {
        using var folder = new TemporaryFolder();
        MakeData(folder["data"]);
        File.WriteAllText(folder["file"], "");
        foreach (string option in (string[])["--out", "--save-false-alarms"])
        {
            HarkProcess.Outcome outcome = folder.Run("measure-detection", "--run", tones.Run, "--data", "data", "--hours", "0.05", option, "file");
            Assert.Equal($"file: is a file; expected a folder, or none yet. Name another with {option}.", outcome.ExpectFailure());
            Assert.Single(outcome.ErrorLines);
        }

        Assert.StartsWith("file/in: the folder cannot be made (", folder.Run("measure-detection", "--run", tones.Run, "--data", "data", "--out", "file/in").ExpectFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_without_a_word_of_the_model_is_refused()
    {
        using var folder = new TemporaryFolder();
        MakeData(folder["data"]);
        Directory.Delete(folder["data/위"], recursive: true);
        Assert.Contains("has no clips of '위'", folder.Run("measure-detection", "--run", tones.Run, "--data", "data").ExpectFailure(), StringComparison.Ordinal);
    }

    /// <summary>The words and another one, by ten speakers, all of them in the validation list.</summary>
    private static void MakeData(string folder)
    {
        var names = new List<string>();
        foreach ((string word, int label) in ((string, int)[])[("네", 0), ("아니요", 1), ("위", 2), ("다른말", 3)])
        {
            Directory.CreateDirectory(Path.Combine(folder, word));
            for (int speaker = 0; speaker < 10; speaker++)
            {
                names.Add($"{word}/speaker{speaker}_nohash_0.wav");
                SpokenTones.Word(label, speaker, 8000).Save(Path.Combine(folder, names[^1]));
            }
        }

        File.WriteAllLines(Path.Combine(folder, "validation_list.txt"), names);
        File.WriteAllText(Path.Combine(folder, "testing_list.txt"), "");
    }
}
