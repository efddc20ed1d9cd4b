using System.Text.Json;

namespace Hark.Cli.Tests;

public class CompareCommandTests(TinyRun tiny)
{
    [Fact]
    public void A_run_and_itself_do_not_differ()
    {
        string run = tiny.Run;
        using JsonDocument json = JsonDocument.Parse(HarkProcess.Run(".", "compare", run, Path.Combine(run, "weights.safetensors"), "--split", "all", "--json", "--quiet").Expect(0).Out);
        JsonElement root = json.RootElement;
        Assert.Equal(
            ["runs", "data", "split", "clips", "accuracy", "bothRight", "onlyFirst", "onlySecond", "bothWrong", "difference", "differenceLow", "differenceHigh", "speakers", "pValue", "differ"],
            root.EnumerateObject().Select(p => p.Name));
        Assert.Equal(36, root.GetProperty("clips").GetInt32());
        Assert.Equal(1, root.GetProperty("pValue").GetDouble());
        Assert.Equal(0, root.GetProperty("difference").GetDouble());
        Assert.Empty(root.GetProperty("differ").EnumerateArray());
        Assert.Contains("These clips do not show that one is better than the other.", HarkProcess.Run(".", "compare", run, run, "--quiet").Expect(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_of_other_labels_and_rates_are_compared_on_what_both_know_and_say_so()
    {
        using var folder = new TemporaryFolder();
        folder.Run("train", "--data", tiny.Data, "--labels", "네,위", "--model", "ds-cnn", "--recipe", "quick", "--epochs", "1", "--threads", "1", "--quiet", "--no-play", "--out", "둘").Expect(0);
        HarkProcess.Outcome outcome = folder.Run("compare", tiny.Run, "둘", "--split", "all").Expect(0);
        Assert.Contains("the runs do not tell the same labels apart: compared on the 24 clips whose label both know; the one with fewer labels has the easier task", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("all: 24 clips", outcome.Out, StringComparison.Ordinal);
        Assert.Matches("(?m)^difference: [+-]?[0-9.]+ points \\(95 % interval ", outcome.Out);
        Assert.Matches("(?m)^McNemar's exact test: p = ", outcome.Out);
    }

    [Fact]
    public void Runs_of_other_data_need_to_be_told_which()
    {
        using var folder = new TemporaryFolder();
        TinyRun.MakeWords(folder["others"], 8000, TinyRun.Labels);
        folder.Run("train", "--data", "others", "--epochs", "1", "--seed", "1", "--threads", "1", "--quiet", "--no-play", "--out", "other").Expect(0);
        Assert.Equal($"{tiny.Run} was trained on {tiny.Data}, other on others. Name the data to judge both on with --data.", folder.Run("compare", tiny.Run, "other").ExpectFailure());
        Assert.Contains("others, all: 36 clips", folder.Run("compare", tiny.Run, "other", "--data", "others", "--split", "all").Expect(0).Out, StringComparison.Ordinal);
    }
}
