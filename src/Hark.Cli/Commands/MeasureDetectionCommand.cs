using Hark.Data;
using Hark.Evaluation;
using Hark.Layers;
using Hark.Models;
using Hark.Training;
using Spectre.Console;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Hark.Cli.Commands;

/// <summary><c>hark measure-detection</c>: misses and false alarms of a model on hours of sound.</summary>
internal static class MeasureDetectionCommand
{
    private const int LargestSnr = 120;

    public static Command Create()
    {
        var usual = new DetectionMeasureOptions();
        Option<string?> run = CommonOptions.Run(), data = CommonOptions.Data();
        data.Description = "Labelled clips to make tracks of; without it the run's own";
        Option<string> split = CommonOptions.Word("--split", "Which side of the data", "validation", "test", "validation", "train");
        Option<double?> hours = CommonOptions.Number("--hours", $"Length of each of the two tracks (default {usual.Hours})", "H", least: 0, above: true);
        Option<double?> snr = CommonOptions.Number("--snr", $"Active-speech level of each clip over the noise (dB, default {usual.SnrDb})", "DB", least: -60);
        Option<double?> wordEvery = CommonOptions.Number("--word-every", $"Seconds from a word of the model to the next, about (default {usual.WordEverySeconds})", "S", least: 2);
        Option<double?> otherEvery = CommonOptions.Number("--other-every", $"Seconds from another word to the next, about (default {usual.OtherEverySeconds})", "S", least: 2);
        Option<double?> target = CommonOptions.Number("--target-fa", $"False alarms an hour, of all words together, that thresholds are chosen for (default {usual.TargetFalseAlarmsPerHour})", "N", least: 0);
        var one = new Option<bool>("--one-threshold") { Description = "Choose one threshold for all words, not one each: where a word has few clips, its own is an accident of them" };
        Option<long> seed = CommonOptions.Seed();
        seed.DefaultValueFactory = _ => usual.Seed;
        var store = new Option<bool>("--store") { Description = "Write the chosen thresholds into the model file named by --run, for everything that listens with it" };
        var output = new Option<string?>("--out") { Description = "Write detection.json, detection.md (for the model's card), detection.svg and detection-words.svg into this folder", HelpName = "DIR" };
        var save = new Option<string?>("--save-false-alarms") { Description = "Write the windows of some 30 false alarms an hour as DIR/unknown/*.wav, to be trained on (take --split train for that)", HelpName = "DIR" };
        Option<int> threads = CommonOptions.Threads();
        var detection = new DetectionArguments();
        Option<bool> json = CommonOptions.Json(), quiet = CommonOptions.Quiet();
        var command = new Command("measure-detection", "How many words a model misses and how often it fires falsely on hours of sound made of labelled clips over noise; chooses thresholds.\n\nExamples:\n  hark measure-detection --data speech-commands --hours 10 --snr 10\n  hark measure-detection --run runs/mine --target-fa 0.5 --store --out detection\n  hark measure-detection --split train --save-false-alarms mined")
        {
            run, data, split, hours, snr, wordEvery, otherEvery, target, one, seed,
        };
        foreach (Option option in (Option[])[.. detection.All.Where(option => option.Name != "--threshold"), store, output, save, threads, json, quiet])
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(store) && result.GetValue(run) is null)
            {
                result.AddError($"--store writes thresholds into a model: name it with --run. What is shipped stays as it is: copy it first{(BundledFiles.LiveModel is { } shipped ? $" (from {shipped})" : "")}.");
            }
        });
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(snr) > LargestSnr)
            {
                throw new UsageException($"--snr takes at most {LargestSnr} dB.");
            }

            var screen = new Screen(parsed.GetValue(quiet), parsed.GetValue(json));
            (string path, string name) = ModelChoice.Find(parsed.GetValue(run), live: true);
            (Network network, ModelSettings settings) = ModelFile.Load(path);
            using Network owned = network;
            OutputPath.MakeFolder(parsed.GetValue(output), output.Name);
            OutputPath.MakeFolder(parsed.GetValue(save), save.Name);
            OutputPath.CheckFile(parsed.GetValue(store) ? path : null);
            string source = parsed.GetValue(data) ?? settings.Training?.Data ?? BundledFiles.Corpus;
            string side = parsed.GetValue(split)!;
            var options = new DetectionMeasureOptions
            {
                Hours = parsed.GetValue(hours) ?? usual.Hours,
                SnrDb = parsed.GetValue(snr) ?? usual.SnrDb,
                WordEverySeconds = parsed.GetValue(wordEvery) ?? usual.WordEverySeconds,
                OtherEverySeconds = parsed.GetValue(otherEvery) ?? usual.OtherEverySeconds,
                TargetFalseAlarmsPerHour = parsed.GetValue(target) ?? usual.TargetFalseAlarmsPerHour,
                OneThreshold = parsed.GetValue(one),
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(threads),
                Detector = detection.Of(parsed),
            };
            screen.Note(string.Create(CultureInfo.InvariantCulture, $"model: {name}\ndata: {source}, {side} split; two tracks of {options.Hours} h, {options.SnrDb} dB"));
            WarnOfShortTracks(options, screen);
            long started = Stopwatch.GetTimestamp();
            DetectionMeasurement measured = DetectionMeasurement.Of(network, settings, source, Enum.Parse<DataSplit>(side, ignoreCase: true), options, Progress(screen));
            if (screen.Live)
            {
                Console.Error.Write("\r\u001b[2K");
            }

            screen.Note(string.Create(CultureInfo.InvariantCulture, $"listened to {2 * measured.Hours:0.##} h in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s"));
            Print(measured, screen);
            string document = measured.ToJson(name, source, side);
            if (screen.Json)
            {
                Console.Out.WriteLine(document);
            }

            if (parsed.GetValue(output) is { } folder)
            {
                WriteFolder(folder, measured, document, screen);
            }

            if (parsed.GetValue(save) is { } mined)
            {
                int written = measured.SaveFalseAlarms(mined);
                screen.Note($"{mined}: {written:N0} windows of false alarms");
            }

            if (parsed.GetValue(store))
            {
                Store(path, network, settings with { Thresholds = measured.Thresholds, Smoothing = measured.Smoothing }, screen);
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>A rate of which not one alarm falls into the track cannot be told from none.</summary>
    private static void WarnOfShortTracks(DetectionMeasureOptions options, Screen screen)
    {
        if (options.Hours * options.TargetFalseAlarmsPerHour < 1)
        {
            string remedy = options.TargetFalseAlarmsPerHour > 0 ? string.Create(CultureInfo.InvariantCulture, $" Take --hours {1 / options.TargetFalseAlarmsPerHour:0.##} or more.") : "";
            screen.Note(string.Create(CultureInfo.InvariantCulture, $"warning: {options.TargetFalseAlarmsPerHour} false alarms an hour are less than one in {options.Hours} h: thresholds chosen for that are an accident.{remedy}"));
        }
    }

    private static Action<double> Progress(Screen screen)
    {
        var gate = new Lock();
        double furthest = 0;
        return done =>
        {
            lock (gate)
            {
                furthest = Math.Max(furthest, done);
                if (screen.Live)
                {
                    Console.Error.Write($"\r\u001b[2Klistening {furthest:P0}");
                }
            }
        };
    }

    private static void Print(DetectionMeasurement measured, Screen screen)
    {
        FormattableString[] lines =
        [
            $"missed: {100 * measured.MissRate:F1} % ({measured.Missed} of {measured.Spoken} words)",
            $"false alarms: {measured.FalseAlarmsPerHour:F2} an hour ({measured.FalseAlarmPlaces.OtherWords} on other words, {measured.FalseAlarmPlaces.Words} on words, {measured.FalseAlarmPlaces.Noise} in noise)",
            $"false alarms per 1,000 other words: {measured.FalseAlarmsPerThousandOtherWords:F2} ({measured.OtherClipsFired} of {measured.OtherClips} recordings fire)",
            measured.Missed == measured.Spoken
                ? (FormattableString)$"from a word's end to its telling: no word was told"
                : $"from a word's end to its telling: median {measured.LatencyMs.Median:F0} ms, 95 % within {measured.LatencyMs.Percentile95:F0} ms, at most {measured.LatencyMs.Largest:F0} ms; {measured.ToldWithin(DetectionMeasurement.PromptMs)} of {measured.Spoken - measured.Missed} within {DetectionMeasurement.PromptMs} ms",
            $"where the thresholds were chosen: {100 * measured.WhereChosen.MissRate:F1} % missed, {measured.WhereChosen.FalseAlarmsPerHour:F2} false alarms an hour",
        ];
        foreach (FormattableString line in lines)
        {
            screen.Result(line.ToString(CultureInfo.InvariantCulture));
        }

        Table words = Screen.NewTable("word", "threshold", "spoken", "missed", "false alarms");
        foreach (WordDetection word in measured.Words)
        {
            words.AddRow(Markup.Escape(word.Label), $"{word.Threshold:F3}", $"{word.Spoken}", $"{word.Missed}", $"{word.FalseAlarms}");
        }

        screen.Result(words);
        if (measured.KeptThresholds.Count > 0)
        {
            screen.Note($"not once spoken where thresholds are chosen, so they keep the model's own: {string.Join(", ", measured.KeptThresholds)}. Longer tracks (--hours) give them theirs.");
        }

        Table parts = Screen.NewTable("what each part brings", "missed", "false alarms an hour");
        foreach (DetectionPart part in measured.Parts)
        {
            parts.AddRow(Markup.Escape(part.Name), $"{part.MissRate:P1}", $"{part.FalseAlarmsPerHour:F2}");
        }

        screen.Result(parts);
    }

    private static void WriteFolder(string folder, DetectionMeasurement measured, string document, Screen screen)
    {
        AtomicFile.WriteText(Path.Combine(folder, "detection.json"), document + "\n");
        AtomicFile.WriteText(Path.Combine(folder, "detection.md"), measured.ToMarkdown());
        measured.ToPicture("misses against false alarms").Save(Path.Combine(folder, "detection.svg"));
        measured.ToPictureOfWords("each word alone").Save(Path.Combine(folder, "detection-words.svg"));
        screen.Note($"{folder}: detection.json, detection.md, detection.svg, detection-words.svg");
    }

    /// <summary>Into the weights file, and where it lies in a run folder, into the folder's own settings too.</summary>
    private static void Store(string path, Network network, ModelSettings settings, Screen screen)
    {
        ModelFile.Save(path, network, settings);
        string beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "model.json");
        if (File.Exists(beside))
        {
            AtomicFile.WriteText(beside, settings.ToJson() + "\n");
        }

        screen.Note($"{path}: the thresholds are stored");
    }
}
