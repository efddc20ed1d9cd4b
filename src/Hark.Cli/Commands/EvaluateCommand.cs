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
        var robustness = new Option<bool>("--robustness") { Description = "Judge it under worse conditions too: each background noise at four levels, soft, shifted, by telephone" };
        var output = new Option<string?>("--out") { Description = "Also write the figures and pictures into this folder: JSON, SVG; with --robustness CSV and Markdown", HelpName = "FOLDER" };
        Option<long> seed = CommonOptions.Seed();
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json(), quiet = CommonOptions.Quiet();
        var command = new Command("evaluate", "Loss, accuracy with its interval, per-class figures, confusion matrix, calibration and rejection of a trained model.\n\nExamples:\n  hark evaluate\n  hark evaluate runs/20260101-120000-wave-conv --split validation --json\n  hark evaluate runs/20260101-120000-wave-conv --robustness --out card")
        {
            run, data, split, robustness, output, seed, threads, json, quiet,
        };
        command.SetAction(parsed =>
        {
            var screen = new Screen(parsed.GetValue(quiet), parsed.GetValue(json));
            (string path, string name) = ModelChoice.Find(parsed.GetValue(run));
            (Network network, ModelSettings settings) = ModelFile.Load(path);
            using Network owned = network;
            OutputPath.MakeFolder(parsed.GetValue(output), output.Name);
            JudgedClips judged = ClipsFor(settings, parsed.GetValue(data), parsed.GetValue(split)!, screen);
            using var pool = new WorkerPool(parsed.GetValue(threads));
            Judgement judgement = Judgement.Of(network, settings, judged.Clips, pool);
            long draws = parsed.GetValue(seed);
            var result = new EvaluationResult(name, judged.Data, judged.Split, judgement.Loss, judgement.Confusion)
            {
                Figures = judgement.Figures(draws),
                Robustness = parsed.GetValue(robustness) ? MeasureRobustness(network, settings, judged, pool, draws, screen) : [],
            };
            if (parsed.GetValue(output) is { } folder)
            {
                EvaluationFiles.Write(folder, result);
            }

            if (screen.Json)
            {
                Console.Out.WriteLine(result.ToJson());
            }
            else
            {
                screen.Result($"{name} on {judged.Data}, {judged.Split}: {judged.Clips.Count:N0} clips");
                EvaluationText.Print(result, screen, details: true);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static IReadOnlyList<RobustnessRow> MeasureRobustness(Network network, ModelSettings settings, JudgedClips judged, WorkerPool pool, long seed, Screen screen)
    {
        screen.Note($"noise: {judged.Set.Noise.Origin} ({string.Join(", ", judged.Set.Noise.Names)})");
        int done = 0;
        return Robustness.Measure(network, settings, judged.Clips, judged.Set.Noise, pool, seed, (row, rows) =>
            screen.Note($"  {++done}/{rows}  {row.Condition}{(row.Noise is null ? "" : $", {row.Noise}")}: {row.Accuracy:P1}"));
    }

    /// <summary>The clips of a split, delivered as the model takes them; an empty test split gives way to validation, and says so.</summary>
    public static JudgedClips ClipsFor(ModelSettings settings, string? path, string split, Screen screen)
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
        return new JudgedClips(clips, chosen ?? "bundled", split, set);
    }

    /// <summary>What a model is judged on.</summary>
    /// <param name="Clips">As the model takes them.</param>
    /// <param name="Data">As the user named it.</param>
    /// <param name="Split">The one that was taken.</param>
    /// <param name="Set">All of the data.</param>
    internal sealed record JudgedClips(ClipSource Clips, string Data, string Split, DataSet Set);
}
