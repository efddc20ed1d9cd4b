using Hark.Models;
using System.Text.Json;

namespace Hark.Cli.Tests;

/// <summary>A training process dies at any moment, as in a power cut; the last completed checkpoint never does.</summary>
public class KillTests(TinyRun tiny)
{
    [Fact]
    public void Killing_a_run_at_random_moments_costs_no_checkpoint_and_no_bit_of_its_history()
    {
        byte[] unbroken = tiny.History;
        int kills = TestScale.Count(reduced: 3, full: 50);
        var random = new SeededRandom(42);
        for (int killed = 0; killed < kills;)
        {
            using var folder = new TemporaryFolder();
            string run = folder["run"];
            int epochs = 0;

            // One run is killed again and again until it comes to its end; then the next.
            bool ended = false;
            for (bool begun = false; !ended && killed < kills; begun = File.Exists(Path.Combine(run, "model.json")))
            {
                string[] typed = begun ? ["train", "--resume", run, "--json"] : tiny.TrainArguments(run);
                using HarkProcess.Running running = HarkProcess.Start(".", typed);
                ended = running.EndsWithin(tiny.Duration * random.NextDouble());
                if (ended)
                {
                    running.Wait().Expect(0);
                    break;
                }

                running.Kill();
                running.Wait();
                killed++;
                int there = CompletedEpochs(run);
                Assert.True(there >= epochs, $"{epochs} epochs were done, after a kill only {there} are left");
                epochs = there;
                AssertNothingHalfWritten(run);
            }

            if (!ended)
            {
                bool begun = File.Exists(Path.Combine(run, "model.json"));
                HarkProcess.Run(".", begun ? ["train", "--resume", run, "--json"] : tiny.TrainArguments(run)).Expect(0);
            }

            Assert.Equal(unbroken, File.ReadAllBytes(Path.Combine(run, "history.csv")));
            Assert.Equal(Parameters(Path.Combine(tiny.Run, "last.safetensors")), Parameters(Path.Combine(run, "last.safetensors")));
            Assert.Equal(Parameters(Path.Combine(tiny.Run, "weights.safetensors")), Parameters(Path.Combine(run, "weights.safetensors")));
            Assert.Equal(Directory.GetFiles(tiny.Run).Select(Path.GetFileName).Order(StringComparer.Ordinal), Directory.GetFiles(run).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void A_run_that_died_before_its_first_checkpoint_begins_again()
    {
        using var folder = new TemporaryFolder();
        string run = folder["run"];
        using (HarkProcess.Running running = HarkProcess.Start(".", tiny.TrainArguments(run)))
        {
            Assert.True(running.WaitUntil(() => File.Exists(Path.Combine(run, "model.json"))));
            running.Kill();
            running.Wait();
        }

        File.Delete(Path.Combine(run, "last.safetensors"));
        File.Delete(Path.Combine(run, "history.csv"));
        HarkProcess.Run(".", "train", "--resume", run, "--json").Expect(0);
        Assert.Equal(tiny.History, File.ReadAllBytes(Path.Combine(run, "history.csv")));
    }

    /// <summary>Epochs that the checkpoint has; it must be readable whenever it is there.</summary>
    private static int CompletedEpochs(string run)
    {
        string last = Path.Combine(run, "last.safetensors");
        if (!File.Exists(last))
        {
            return 0;
        }

        using SafetensorsFile file = SafetensorsFile.Open(last);
        using JsonDocument state = JsonDocument.Parse(file.Metadata.Values.Single());
        return state.RootElement.GetProperty("epoch").GetInt32();
    }

    private static void AssertNothingHalfWritten(string run)
    {
        if (!Directory.Exists(run))
        {
            return;
        }

        foreach (string path in Directory.GetFiles(run, "*.safetensors"))
        {
            SafetensorsFile.Open(path).Dispose();
        }

        string model = Path.Combine(run, "model.json");
        if (File.Exists(model))
        {
            ModelSettings.Parse(File.ReadAllText(model), model);
        }

        string history = Path.Combine(run, "history.csv");
        Assert.True(!File.Exists(history) || File.ReadAllText(history).EndsWith('\n'));
    }

    /// <summary>All bytes but the header, which carries the folder's name in the command.</summary>
    private static byte[] Parameters(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        return bytes[(8 + (int)BitConverter.ToUInt64(bytes))..];
    }
}
