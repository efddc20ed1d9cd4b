using Hark.Data;
using Hark.Evaluation;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using System.CommandLine;

namespace Hark.Cli.Commands;

/// <summary><c>hark evaluate RUN</c>: how well a trained model does.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var run = new Argument<string?>("RUN") { Description = "A run folder or a weights file; without it the shipped model, else the newest run", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> data = CommonOptions.Data();
        data.Description = "Data to judge on; without it the run's own";
        Option<string> split = CommonOptions.Word("--split", "Which side of the data", "test", "test", "validation", "train", "all");
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json(), quiet = CommonOptions.Quiet();
        var command = new Command("evaluate", "Loss, accuracy, per-class figures and the confusion matrix of a trained model.\n\nExamples:\n  hark evaluate\n  hark evaluate runs/20260101-120000-wave-conv --split validation --json")
        {
            run, data, split, threads, json, quiet,
        };
        command.SetAction(parsed =>
        {
            var screen = new Screen(parsed.GetValue(quiet), parsed.GetValue(json));
            (string path, string name) = ModelChoice.Find(parsed.GetValue(run));
            (Network network, ModelSettings settings) = ModelFile.Load(path);
            using Network owned = network;
            (ClipSource clips, string dataName, string splitName) = ClipsFor(settings, parsed.GetValue(data), parsed.GetValue(split)!, screen);
            using var pool = new WorkerPool(parsed.GetValue(threads));
            Judgement judgement = Judgement.Of(network, settings, clips, pool);
            var result = new EvaluationResult(name, dataName, splitName, judgement.Loss, judgement.Confusion);
            if (screen.Json)
            {
                Console.Out.WriteLine(result.ToJson());
            }
            else
            {
                screen.Result($"{name} on {dataName}, {splitName}: {clips.Count:N0} clips");
                EvaluationText.Print(result, screen, details: true);
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The clips of a split, delivered as the model takes them; an empty test split gives way to validation, and says so.</summary>
    public static (ClipSource Clips, string Data, string Split) ClipsFor(ModelSettings settings, string? path, string split, Screen screen)
    {
        string? chosen = path ?? settings.Training?.Data;
        DataSet set = DataSet.Open(chosen ?? BundledFiles.Corpus, new DataOptions
        {
            ModelLabels = settings.Labels,
            Seed = settings.Training?.Seed ?? 7,
            SampleRate = settings.FrontEnd.SampleRate,
            ClipSamples = settings.FrontEnd.ClipSamples,
        });
        if (split == "test" && set.Test.Count == 0)
        {
            screen.Note("the test split is empty: judged on validation instead");
            split = "validation";
        }

        ClipSource clips = split switch
        {
            "train" => set.Train,
            "validation" => set.Validation,
            "all" => set.All,
            _ => set.Test,
        };
        if (clips.Count == 0)
        {
            throw new HarkException($"{set.Path}: the {split} split holds no clips of the model's labels ({string.Join(", ", settings.Labels)}). Give data with these labels, or another --split.");
        }

        screen.Note($"data: {chosen ?? "the bundled synthetic corpus"}, {split} split: {clips.Count:N0} clips");
        DataText.Note(set.Summary, screen);
        return (clips, chosen ?? "bundled", split);
    }
}
