using Hark.Data;
using Hark.Evaluation;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using Spectre.Console;
using System.CommandLine;
using System.Globalization;

namespace Hark.Cli.Commands;

/// <summary><c>hark compare RUN RUN</c>: which of two models is better, and whether the clips suffice to say so.</summary>
internal static class CompareCommand
{
    private const int ShownDisagreements = 10;

    public static Command Create()
    {
        var first = new Argument<string>("RUN") { Description = "A run folder or a weights file" };
        var second = new Argument<string>("OTHER") { Description = "The run or weights file to hold against it" };
        Option<string?> data = CommonOptions.Data();
        data.Description = "Data to judge both on; without it the runs' own, if they have the same";
        Option<string> split = CommonOptions.Word("--split", "Which side of the data", "test", "test", "validation", "train", "all");
        Option<long> seed = CommonOptions.Seed();
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json(), quiet = CommonOptions.Quiet();
        var command = new Command("compare", "Two models on the same clips: their difference with its interval, McNemar's test, and clips on which they differ.\n\nExample:\n  hark compare runs/20260101-120000-wave-conv runs/20260102-120000-bc-resnet-1 --split validation")
        {
            first, second, data, split, seed, threads, json, quiet,
        };
        command.SetAction(parsed =>
        {
            var screen = new Screen(parsed.GetValue(quiet), parsed.GetValue(json));
            using var pool = new WorkerPool(parsed.GetValue(threads));
            (string firstName, string secondName) = (parsed.GetValue(first)!, parsed.GetValue(second)!);
            string firstPath = ModelChoice.Find(firstName).Path, secondPath = ModelChoice.Find(secondName).Path;
            ModelSettings firstSettings = ModelFile.ReadSettings(firstPath), secondSettings = ModelFile.ReadSettings(secondPath);
            string? path = parsed.GetValue(data) ?? CommonData(firstName, firstSettings, secondName, secondSettings);
            (Judgement Judgement, EvaluateCommand.JudgedClips Judged) one = Judge(firstPath, path, parsed.GetValue(split)!, pool, screen);
            (Judgement Judgement, EvaluateCommand.JudgedClips Judged) other = Judge(secondPath, path, parsed.GetValue(split)!, pool, screen);
            JudgementPair pair = JudgementPair.Of(one.Judgement, one.Judged.Clips, other.Judgement, other.Judged.Clips, parsed.GetValue(seed));
            if (!firstSettings.Labels.ToHashSet(StringComparer.Ordinal).SetEquals(secondSettings.Labels))
            {
                screen.Note($"the runs do not tell the same labels apart: compared on the {pair.Comparison.Clips:N0} clips whose label both know; the one with fewer labels has the easier task");
            }
            else if (pair.Comparison.Clips < Math.Max(one.Judged.Clips.Count, other.Judged.Clips.Count))
            {
                screen.Note($"compared on the {pair.Comparison.Clips:N0} clips that both runs keep for the {one.Judged.Split} split");
            }

            if (screen.Json)
            {
                Console.Out.WriteLine(ToJson(firstName, secondName, one.Judged, pair));
            }
            else
            {
                Print(firstName, secondName, one.Judged, pair, screen);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static string? CommonData(string firstName, ModelSettings first, string secondName, ModelSettings second)
        => string.Equals(first.Training?.Data, second.Training?.Data, StringComparison.Ordinal)
            ? first.Training?.Data
            : throw new HarkException($"{firstName} was trained on {first.Training?.Data ?? "the bundled corpus"}, {secondName} on {second.Training?.Data ?? "the bundled corpus"}. Name the data to judge both on with --data.");

    private static (Judgement, EvaluateCommand.JudgedClips) Judge(string weights, string? data, string split, WorkerPool pool, Screen screen)
    {
        (Network network, ModelSettings settings) = ModelFile.Load(weights);
        using Network owned = network;
        EvaluateCommand.JudgedClips judged = EvaluateCommand.ClipsFor(settings, data, split, screen);
        return (Judgement.Of(network, settings, judged.Clips, pool), judged);
    }

    private static void Print(string first, string second, EvaluateCommand.JudgedClips judged, JudgementPair pair, Screen screen)
    {
        PairedComparison comparison = pair.Comparison;
        screen.Result($"{judged.Data}, {judged.Split}: {comparison.Clips:N0} clips");
        Table accuracies = Screen.NewTable("run", "accuracy", "right where the other is wrong");
        accuracies.AddRow(Markup.Escape(first), $"{comparison.First:P2}", $"{comparison.OnlyFirst:N0}");
        accuracies.AddRow(Markup.Escape(second), $"{comparison.Second:P2}", $"{comparison.OnlySecond:N0}");
        screen.Result(accuracies);
        screen.Result(string.Create(CultureInfo.InvariantCulture, $"difference: {100 * comparison.Difference:+0.00;-0.00;0.00} points (95 % interval {100 * comparison.DifferenceLow:+0.0;-0.0;0.0} to {100 * comparison.DifferenceHigh:+0.0;-0.0;0.0}{EvaluationText.Over(pair.Speakers)})"));
        screen.Result(string.Create(CultureInfo.InvariantCulture, $"McNemar's exact test: p = {comparison.PValue:G3}"));
        screen.Result(comparison.DifferenceLow > 0 ? $"{second} is better."
            : comparison.DifferenceHigh < 0 ? $"{first} is better."
            : "These clips do not show that one is better than the other.");
        if (pair.Disagreements.Count > 0)
        {
            Table table = Screen.NewTable("clip", "label", first, second);
            foreach (Disagreement clip in pair.Disagreements.Take(ShownDisagreements))
            {
                table.AddRow(Markup.Escape(clip.Name), Markup.Escape(clip.Label), Heard(clip.First, clip.Label), Heard(clip.Second, clip.Label));
            }

            screen.Result(table);
            if (pair.Disagreements.Count > ShownDisagreements)
            {
                screen.Result($"and {pair.Disagreements.Count - ShownDisagreements:N0} more, all of them with --json");
            }
        }
    }

    private static string Heard(string prediction, string label) => prediction == label ? $"[green]{Markup.Escape(prediction)}[/]" : $"[red]{Markup.Escape(prediction)}[/]";

    private static string ToJson(string first, string second, EvaluateCommand.JudgedClips judged, JudgementPair pair) => JsonText.Write(json =>
    {
        PairedComparison comparison = pair.Comparison;
        json.WriteStartObject();
        json.WriteStartArray("runs");
        json.WriteStringValue(first);
        json.WriteStringValue(second);
        json.WriteEndArray();
        json.WriteString("data", judged.Data);
        json.WriteString("split", judged.Split);
        json.WriteNumber("clips", comparison.Clips);
        json.WriteStartArray("accuracy");
        json.WriteNumberValue(comparison.First);
        json.WriteNumberValue(comparison.Second);
        json.WriteEndArray();
        json.WriteNumber("bothRight", comparison.BothRight);
        json.WriteNumber("onlyFirst", comparison.OnlyFirst);
        json.WriteNumber("onlySecond", comparison.OnlySecond);
        json.WriteNumber("bothWrong", comparison.BothWrong);
        json.WriteNumber("difference", comparison.Difference);
        json.WriteNumber("differenceLow", comparison.DifferenceLow);
        json.WriteNumber("differenceHigh", comparison.DifferenceHigh);
        json.WriteNumber("speakers", pair.Speakers);
        json.WriteNumber("pValue", comparison.PValue);
        json.WriteStartArray("differ");
        foreach (Disagreement clip in pair.Disagreements)
        {
            json.WriteStartObject();
            json.WriteString("clip", clip.Name);
            json.WriteString("label", clip.Label);
            json.WriteString("first", clip.First);
            json.WriteString("second", clip.Second);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
