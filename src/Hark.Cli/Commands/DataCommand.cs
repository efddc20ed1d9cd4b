using Hark.Audio;
using Hark.Data;
using Hark.Models;
using Hark.Training;
using Spectre.Console;
using System.CommandLine;

namespace Hark.Cli.Commands;

/// <summary><c>hark data</c>: look at, listen to and export a data set, and fetch the public ones.</summary>
internal static class DataCommand
{
    public static Command Create() => new("data", "Look at, listen to and export a data set; fetch the public ones.\n\nExamples:\n  hark data summary\n  hark data sample --data my-words\n  hark data download speech-commands-v2\n  hark data export words.npz --rate 8000")
    {
        Summary(),
        Sample(),
        Export(),
        DataCheckCommand.Create(),
        DataDownloadCommand.Create(),
    };

    private static Command Summary()
    {
        Option<string?> data = CommonOptions.Data(), labels = CommonOptions.Labels();
        Option<int?> rate = Rate();
        Option<long> seed = CommonOptions.Seed();
        Option<bool> json = CommonOptions.Json();
        var command = new Command("summary", "Counts by label and split, speakers, what is done to the clips, and how many recordings 'hark data check' would name.\n\nExample:\n  hark data summary --data speech_commands --labels yes,no") { data, labels, rate, seed, json };
        command.SetAction(parsed =>
        {
            var screen = new Screen(quiet: false, parsed.GetValue(json));
            DataSet set = Open(parsed.GetValue(data), parsed.GetValue(labels), parsed.GetValue(rate), parsed.GetValue(seed));
            DataSummary summary = set.Summary;
            IReadOnlyList<ClipFinding> findings = ClipCheck.Find(set);
            if (screen.Json)
            {
                Console.Out.WriteLine(ToJson(summary, findings));
                return ExitCode.Done;
            }

            Table table = Screen.NewTable("label", "train", "validation", "test");
            foreach (LabelCounts label in summary.Labels)
            {
                table.AddRow(Markup.Escape(label.Label), $"{label.Clips.Train:N0}", $"{label.Clips.Validation:N0}", $"{label.Clips.Test:N0}");
            }

            table.AddRow("[bold]all[/]", $"{summary.Clips.Train:N0}", $"{summary.Clips.Validation:N0}", $"{summary.Clips.Test:N0}");
            table.AddRow("[bold]speakers[/]", $"{summary.Speakers.Train:N0}", $"{summary.Speakers.Validation:N0}", $"{summary.Speakers.Test:N0}");
            screen.Result($"{summary.Path}: {Kind(summary.Kind)}, {summary.Recordings:N0} recordings");
            screen.Result(table);
            screen.Result(DataText.Delivered(summary));
            screen.Result($"sample rates found: {string.Join(", ", summary.SampleRates.Select(r => $"{r.SampleRate:N0} Hz ({r.Clips:N0})"))}");
            foreach (string note in summary.Notes.Concat(FindingText.Notes(findings)))
            {
                screen.Result($"note: {note}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Sample()
    {
        Option<string?> data = CommonOptions.Data(), labels = CommonOptions.Labels();
        Option<int?> rate = Rate();
        Option<long?> seed = CommonOptions.DrawSeed("Which clip is drawn (default: another each time)");
        Option<string?> augment = TrainCommand.RecipeOption("--augment", "Disturb the clip as this recipe does in training; the clip is then one of the training split: " + string.Join(", ", Recipe.All.Select(r => r.Name)));
        var save = new Option<string?>("--save") { Description = "Write the clip to this WAV file", HelpName = "OUT.wav" };
        var noPlay = new Option<bool>("--no-play") { Description = "Do not play the clip" };
        var command = new Command("sample", "A random clip: its shape, its label, its sound.\n\nExamples:\n  hark data sample --data speech_wav_8000.npz\n  hark data sample --augment robust --save heard.wav") { data, labels, rate, seed, augment, save, noPlay };
        command.SetAction(parsed =>
        {
            var screen = new Screen(quiet: false);
            DataSet set = Open(parsed.GetValue(data), parsed.GetValue(labels), parsed.GetValue(rate), 7);
            string? recipe = parsed.GetValue(augment);
            ClipSource clips = recipe is null ? set.All : set.Train;
            long draw = parsed.GetValue(seed) ?? Random.Shared.Next();
            int index = new SeededRandom(draw).NextInt32(clips.Count);
            AudioClip clip = recipe is null ? clips.Clip(index) : Augmented(Recipe.Get(recipe), set, index, draw);
            screen.Result($"clip: {clips.Name(index)}");
            screen.Result($"shape: ({clip.Frames},) at {clip.SampleRate} Hz");
            screen.Result($"label: {clips.Label(index)}");
            if (parsed.GetValue(save) is { } path)
            {
                clip.Save(path);
                screen.Result($"saved: {path}");
            }

            if (!parsed.GetValue(noPlay))
            {
                screen.Note(Player.Play(clip).Message);
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>What a network that takes waves would hear of a training clip.</summary>
    private static AudioClip Augmented(Recipe recipe, DataSet set, int index, long seed)
    {
        TrainingSettings training = recipe.Settings(ModelCatalog.Default, FrontEndKind.Waveform) with { Seed = seed };
        Batch heard = training.AugmentedWaves(set.Train.Subset([index]).Repeat(1), set).Batch(1).Epoch(0).Single();
        return new AudioClip(heard.Example(0).ToArray(), set.Train.SampleRate);
    }

    private static Command Export()
    {
        var output = new Argument<string>("OUT") { Description = "A file ending in .npz, or a folder to make" };
        Option<string?> data = CommonOptions.Data(), labels = CommonOptions.Labels();
        Option<int?> rate = Rate();
        Option<long> seed = CommonOptions.Seed();
        var command = new Command("export", "Write the clips as the lesson's NPZ (wav_vals, label_vals), or as a Speech Commands folder.\n\nExamples:\n  hark data export words.npz --rate 8000\n  hark data export words-folder --data speech_wav_8000.npz") { output, data, labels, rate, seed };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(output)!;
            DataSet set = Open(parsed.GetValue(data), parsed.GetValue(labels), parsed.GetValue(rate), parsed.GetValue(seed));
            if (path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
            {
                set.ExportNpz(path);
            }
            else
            {
                set.ExportFolder(path);
            }

            Console.Out.WriteLine($"{path}: {set.All.Count:N0} clips");
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<int?> Rate() => CommonOptions.Whole("--rate", "Deliver the clips at this rate; 16000 for folders and an NPZ's own by default", 1, "HZ", most: 10_000_000);

    private static DataSet Open(string? path, string? labels, int? rate, long seed)
        => DataSet.Open(path ?? BundledFiles.Corpus, new DataOptions { Labels = CommonOptions.SplitLabels(labels), SampleRate = rate, ClipSamples = rate, Seed = seed });

    private static string Kind(DataKind kind) => kind switch
    {
        DataKind.SpeechCommands => "Speech Commands folder",
        DataKind.Npz => "NPZ",
        _ => "folder of labels",
    };

    private static string ToJson(DataSummary summary, IReadOnlyList<ClipFinding> findings) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("data", summary.Path);
        json.WriteString("kind", summary.Kind.ToString());
        json.WriteNumber("sampleRate", summary.SampleRate);
        json.WriteNumber("clipSamples", summary.ClipSamples);
        json.WriteNumber("recordings", summary.Recordings);
        json.WriteStartArray("labels");
        foreach (LabelCounts label in summary.Labels)
        {
            json.WriteStartObject();
            json.WriteString("label", label.Label);
            WriteCounts(json, label.Clips);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("speakers");
        WriteCounts(json, summary.Speakers);
        json.WriteEndObject();
        json.WriteNumber("padded", summary.Padded);
        json.WriteNumber("cut", summary.Cut);
        json.WriteNumber("resampled", summary.Resampled);
        json.WriteNumber("mixedDown", summary.MixedDown);
        json.WriteNumber("sharedSpeakers", summary.SharedSpeakers);
        json.WriteStartArray("acrossSplits");
        foreach (ClipFinding copy in findings.Where(f => f.Fault == ClipFault.SharedCopy))
        {
            json.WriteStartArray();
            json.WriteStringValue(copy.Twin);
            json.WriteStringValue(copy.Name);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteNumber("copiesWithinSplits", findings.Count(f => f.Fault == ClipFault.Copy));
        WriteTexts(json, "silent", findings.Where(f => f.Fault == ClipFault.Silent).Select(f => f.Name));
        WriteTexts(json, "notes", [.. summary.Notes, .. FindingText.Notes(findings)]);
        json.WriteEndObject();
    });

    private static void WriteTexts(System.Text.Json.Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteCounts(System.Text.Json.Utf8JsonWriter json, SplitCounts counts)
    {
        json.WriteNumber("train", counts.Train);
        json.WriteNumber("validation", counts.Validation);
        json.WriteNumber("test", counts.Test);
    }
}
