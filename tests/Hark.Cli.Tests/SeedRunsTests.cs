using System.Text.Json;

namespace Hark.Cli.Tests;

/// <summary><c>hark train --seeds N</c>.</summary>
public class SeedRunsTests(TinyRun tiny)
{
    [Fact]
    public void Seeds_are_trained_each_into_its_folder_and_told_with_mean_and_spread()
    {
        using var folder = new TemporaryFolder();
        HarkProcess.Outcome outcome = folder.Run([.. Train(), "--seeds", "3", "--json"]).Expect(0);
        using JsonDocument json = JsonDocument.Parse(outcome.Out);
        Assert.Equal(["run", "seeds", "valAccuracy", "testAccuracy"], json.RootElement.EnumerateObject().Select(p => p.Name));
        JsonElement[] seeds = [.. json.RootElement.GetProperty("seeds").EnumerateArray()];
        Assert.Equal([5, 6, 7], seeds.Select(seed => seed.GetProperty("seed").GetInt32()));
        double[] accuracies = [.. seeds.Select(seed => seed.GetProperty("valAccuracy").GetDouble())];
        JsonElement spread = json.RootElement.GetProperty("valAccuracy");
        double mean = accuracies.Average(), deviation = Math.Sqrt(accuracies.Sum(x => (x - mean) * (x - mean)) / 2);
        Assert.Equal(mean, spread.GetProperty("mean").GetDouble(), 1e-12);
        Assert.Equal(deviation, spread.GetProperty("standardDeviation").GetDouble(), 1e-12);
        Assert.Equal(deviation / Math.Sqrt(3), spread.GetProperty("standardError").GetDouble(), 1e-12);
        Assert.Equal(["seed-5", "seed-6", "seed-7", "seeds.json"], Directory.GetFileSystemEntries(folder["many"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(outcome.Out, File.ReadAllText(folder["many/seeds.json"]));

        // The same as that seed's run alone, to the bit.
        folder.Run([.. Train(), "--seed", "6", "--out", "alone"]).Expect(2);
        string[] alone = [.. Train().Select(a => a switch { "5" => "6", "many" => "alone", _ => a })];
        folder.Run(alone).Expect(0);
        Assert.Equal(File.ReadAllBytes(folder["alone/history.csv"]), File.ReadAllBytes(folder["many/seed-6/history.csv"]));
    }

    [Fact]
    public void Done_seeds_are_not_trained_again_and_a_broken_one_goes_on()
    {
        using var folder = new TemporaryFolder();
        folder.Run([.. Train(), "--seeds", "1"]).Expect(0);
        DateTime done = File.GetLastWriteTimeUtc(folder["many/seed-5/weights.safetensors"]);
        HarkProcess.Outcome outcome = folder.Run([.. Train().Where(a => a != "--quiet"), "--seeds", "2"]).Expect(0);
        Assert.Equal(done, File.GetLastWriteTimeUtc(folder["many/seed-5/weights.safetensors"]));
        Assert.Equal(2, outcome.ErrorLines.Count(line => line.StartsWith("epoch ", StringComparison.Ordinal)));
        Assert.Matches("(?m)^validation accuracy: mean [0-9.]+ % of 2 seeds, standard deviation [0-9.]+ %, standard error [0-9.]+ %$", outcome.Out);
        Assert.DoesNotContain("loss value", outcome.Out, StringComparison.Ordinal);

        byte[] history = File.ReadAllBytes(folder["many/seed-6/history.csv"]);
        File.Delete(folder["many/seed-6/metrics.json"]);
        folder.Run([.. Train(), "--seeds", "2"]).Expect(0);
        Assert.Equal(history, File.ReadAllBytes(folder["many/seed-6/history.csv"]));
    }

    [Fact]
    public void Seeds_of_another_recipe_are_not_mixed_in()
    {
        using var folder = new TemporaryFolder();
        folder.Run([.. Train(), "--seeds", "1"]).Expect(0);
        Assert.Equal(
            $"{Path.Combine("many", "seed-5")}: was trained in another way than this command asks for. Name another folder with --out, or repeat the command that began it.",
            folder.Run([.. Train(), "--seeds", "2", "--lr", "0.01"]).ExpectFailure());
    }

    [Theory]
    [InlineData("네=2,예=1", "label '예' is unknown, expected one of: 네, 아니요, 위. Correct it, or add it to the labels.")]
    [InlineData("네=-1", "Class weights: '네=-1' is no LABEL=WEIGHT with a weight of at least 0. Write 'balanced', or for example 네=2.")]
    [InlineData("네=1,네=2", "Class weights: label '네' is named twice. Give each label one weight.")]
    public void Class_weights_that_cannot_be_are_told(string weights, string message)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(message, folder.Run([.. Train(), "--class-weights", weights]).ExpectFailure());
    }

    [Fact]
    public void Balanced_weights_are_kept_as_numbers_in_the_run()
    {
        using var folder = new TemporaryFolder();
        folder.Run([.. Train(), "--class-weights", "balanced", "--recipe", "robust", "--batch", "8"]).Expect(0);
        using JsonDocument model = JsonDocument.Parse(File.ReadAllText(folder["many/model.json"]));
        JsonElement training = model.RootElement.GetProperty("training");
        Assert.Equal(TinyRun.Labels, training.GetProperty("classWeights").EnumerateObject().Select(p => p.Name));
        Assert.Equal("robust", training.GetProperty("recipe").GetString());
        Assert.Equal("AdamW", training.GetProperty("optimizer").GetString());
        Assert.Equal(0.7f, training.GetProperty("augmentation").GetProperty("snrProbability").GetSingle());
    }

    private string[] Train() => ["train", "--data", tiny.Data, "--model", "ds-cnn", "--epochs", "2", "--seed", "5", "--threads", "1", "--quiet", "--no-play", "--out", "many"];
}
