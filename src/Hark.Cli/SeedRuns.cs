using Hark.Evaluation;
using Hark.Models;
using Hark.Training;
using Spectre.Console;
using System.Globalization;
using System.Text.Json;

namespace Hark.Cli;

/// <summary>
/// The same training from several seeds, each a run in a folder of its own, and what they come to together: one run says little of a recipe,
/// for another seed gives another figure.
/// </summary>
internal static class SeedRuns
{
    private const string SummaryName = "seeds.json";

    /// <summary>Trains the seeds that are not done yet, then tells mean and spread.</summary>
    /// <param name="train">Trains one seed: its settings, its folder, whether to go on with what is there, and where its words go; gives the exit code.</param>
    /// <param name="first">The settings of the first seed; the others count on from it.</param>
    /// <param name="count">Number of seeds.</param>
    /// <param name="folder">Holds their folders.</param>
    /// <param name="screen">Where words go.</param>
    public static int Go(Func<TrainingSettings, string, bool, Screen, int> train, TrainingSettings first, int count, string folder, Screen screen)
    {
        var done = new List<SeedResult>();
        for (int i = 0; i < count; i++)
        {
            long seed = first.Seed + i;
            string run = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"seed-{seed}"));
            screen.Note($"seed {seed} ({i + 1} of {count})");
            bool begun = File.Exists(Path.Combine(run, "model.json"));
            if (begun)
            {
                RequireSame(run, first);
            }

            if (!File.Exists(Path.Combine(run, "metrics.json")))
            {
                int code = train(first with { Seed = seed }, run, begun, screen.ForPart());
                if (!File.Exists(Path.Combine(run, "metrics.json")))
                {
                    screen.Note($"stopped at seed {seed}; the same command with --out {folder} goes on from there");
                    return code;
                }
            }

            done.Add(SeedResult.Read(run, seed));
        }

        string document = ToJson(folder, done);
        AtomicFile.WriteText(Path.Combine(folder, SummaryName), document + "\n");
        Print(done, screen);
        if (screen.Json)
        {
            Console.Out.WriteLine(document);
        }

        return ExitCode.Done;
    }

    /// <summary>Figures of different recipes have no common mean.</summary>
    private static void RequireSame(string run, TrainingSettings first)
    {
        TrainingSettings? there = RunFolder.Open(run).ReadSettings().Training;
        if (there is null || Text(there) != Text(first))
        {
            throw new HarkException($"{run}: was trained in another way than this command asks for. Name another folder with --out, or repeat the command that began it.");
        }

        // Class weights follow from the option and the data, which are known only when the data is open.
        static string Text(TrainingSettings training) => (EmptySettings with
        {
            Training = training with { Command = "", Seed = 0, Threads = 0, ClassWeights = null },
        }).ToJson();
    }

    private static ModelSettings EmptySettings { get; } = new() { Model = "", Labels = [], FrontEnd = ModelCatalog.Default.DefaultFrontEnd };

    private static void Print(List<SeedResult> done, Screen screen)
    {
        Table table = Screen.NewTable("seed", "validation", "test");
        foreach (SeedResult seed in done)
        {
            table.AddRow($"{seed.Seed}", Percent(seed.ValAccuracy), Percent(seed.TestAccuracy));
        }

        screen.Result(table);
        Tell("validation", done.Select(seed => seed.ValAccuracy));
        Tell("test", done.Select(seed => seed.TestAccuracy));

        void Tell(string split, IEnumerable<double?> values)
        {
            if (Spread.Of(values) is { } spread)
            {
                string around = spread.StandardDeviation is { } deviation
                    ? string.Create(CultureInfo.InvariantCulture, $", standard deviation {100 * deviation:F2} %, standard error {100 * spread.StandardError:F2} %")
                    : "";
                screen.Result(string.Create(CultureInfo.InvariantCulture, $"{split} accuracy: mean {100 * spread.Mean:F2} % of {done.Count} seeds{around}"));
            }
        }
    }

    private static string Percent(double? share) => share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:F2} %") : "-";

    private static string ToJson(string folder, List<SeedResult> done) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("run", folder);
        json.WriteStartArray("seeds");
        foreach (SeedResult seed in done)
        {
            json.WriteStartObject();
            json.WriteNumber("seed", seed.Seed);
            json.WriteString("run", seed.Run);
            JsonText.WriteNumber(json, "valAccuracy", seed.ValAccuracy);
            JsonText.WriteNumber(json, "testAccuracy", seed.TestAccuracy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteSpread(json, "valAccuracy", Spread.Of(done.Select(seed => seed.ValAccuracy)));
        WriteSpread(json, "testAccuracy", Spread.Of(done.Select(seed => seed.TestAccuracy)));
        json.WriteEndObject();
    });

    private static void WriteSpread(Utf8JsonWriter json, string name, Spread? spread)
    {
        if (spread is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        JsonText.WriteNumber(json, "mean", spread.Mean);
        JsonText.WriteNumber(json, "standardDeviation", spread.StandardDeviation);
        JsonText.WriteNumber(json, "standardError", spread.StandardError);
        json.WriteEndObject();
    }

    /// <summary>What one seed came to.</summary>
    private sealed record SeedResult(long Seed, string Run, double? ValAccuracy, double? TestAccuracy)
    {
        /// <summary>The best epoch's validation, which is also in the weights that are kept, and the test where there is one.</summary>
        public static SeedResult Read(string run, long seed)
        {
            RunFolder folder = RunFolder.Open(run);
            double? validation = null;
            foreach (string text in File.ReadLines(folder.Progress))
            {
                if (ProgressLine.TryParse(text) is { EpochEnd: true, Best: true } line)
                {
                    validation = line.ValAccuracy;
                }
            }

            using JsonDocument metrics = JsonDocument.Parse(File.ReadAllText(folder.Metrics));
            JsonElement root = metrics.RootElement;
            return new SeedResult(seed, run, validation, root.GetProperty("split").GetString() == "test" ? root.GetProperty("accuracy").GetDouble() : null);
        }
    }
}
