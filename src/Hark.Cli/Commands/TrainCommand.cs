using Hark.Models;
using Hark.Training;
using System.CommandLine;

namespace Hark.Cli.Commands;

/// <summary><c>hark train</c>: from a folder of recordings to a run folder with a judged model.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data(), labels = CommonOptions.Labels();
        var model = new Option<string?>("--model") { Description = "The network: see 'hark models'", HelpName = "NAME" };
        model.Validators.Add(ModelsCommand.RequireKnown);
        Option<FrontEndKind?> frontEnd = ModelsCommand.FrontEnd("What the network is shown of the sound; the model's own by default");
        Option<int?> epochs = CommonOptions.Whole("--epochs", $"Times through the training clips (default {TrainingDefaults.Epochs}; on the bundled corpus {TrainingDefaults.BundledEpochs})", 1);
        Option<int?> batch = CommonOptions.Whole("--batch", $"Clips a step (default {TrainingDefaults.Batch})", 1);
        Option<double?> rate = CommonOptions.Number("--lr", "Adam's learning rate (default 0.0001 for the wave networks, 0.001 for the others)", "RATE", least: 0, above: true);
        Option<int?> patience = CommonOptions.Whole("--patience", "Stop when the validation loss has not fallen for this many epochs", 1);
        Option<int?> shift = CommonOptions.Whole("--shift", $"Move training clips in time by up to this much (ms) to either side (default 0; on the bundled corpus {TrainingDefaults.BundledShiftMs})", 0, "MS", most: 60_000);
        Option<long> seed = CommonOptions.Seed();
        Option<int> threads = CommonOptions.Threads();
        var output = new Option<string?>("--out") { Description = $"The run folder (default {ModelChoice.RunsFolder}/<time>-<model>)", HelpName = "DIR" };
        var resume = new Option<string?>("--resume") { Description = "Go on with a run that was stopped, to the very bit", HelpName = "DIR" };
        var noPlay = new Option<bool>("--no-play") { Description = "Do not play the sample clip at the end" };
        Option<bool> json = CommonOptions.Json(), quiet = CommonOptions.Quiet();
        var command = new Command("train", "Train a network, judge it, write its report and try one clip.\n\nExamples:\n  hark train\n  hark train --data my-words --model wave-conv --epochs 20\n  hark train --resume runs/20260101-120000-wave-conv")
        {
            data, model, frontEnd, labels, epochs, batch, rate, shift, patience, seed, threads, output, resume, noPlay, json, quiet,
        };
        command.SetAction(parsed =>
        {
            var screen = new Screen(parsed.GetValue(quiet), parsed.GetValue(json));
            string typed = "hark " + string.Join(' ', parsed.Tokens.Select(t => t.Value.Contains(' ', StringComparison.Ordinal) ? $"\"{t.Value}\"" : t.Value));
            if (parsed.GetValue(resume) is { } run)
            {
                // What a run is cannot change half-way; how long it goes on, and how many threads work, can.
                foreach (Option option in new Option[] { data, model, frontEnd, labels, batch, rate, shift, seed, output })
                {
                    if (parsed.GetResult(option) is { Implicit: false })
                    {
                        throw new UsageException($"{option.Name} cannot be given with --resume: the run keeps what it began with.");
                    }
                }

                return TrainRun.Resume(run, parsed.GetValue(epochs), parsed.GetResult(threads) is { Implicit: false } ? parsed.GetValue(threads) : null, screen, !parsed.GetValue(noPlay));
            }

            ModelDefinition definition = parsed.GetValue(model) is { } name ? ModelCatalog.Get(name) : ModelCatalog.Default;
            var settings = new TrainingSettings
            {
                Command = typed,
                Data = parsed.GetValue(data),
                Labels = CommonOptions.SplitLabels(parsed.GetValue(labels)),
                Epochs = parsed.GetValue(epochs) ?? (parsed.GetValue(data) is null ? TrainingDefaults.BundledEpochs : TrainingDefaults.Epochs),
                Batch = parsed.GetValue(batch) ?? TrainingDefaults.Batch,
                LearningRate = (float?)parsed.GetValue(rate) ?? TrainingDefaults.LearningRate(definition),
                ShiftMs = parsed.GetValue(shift) ?? (parsed.GetValue(data) is null ? TrainingDefaults.BundledShiftMs : 0),
                Patience = parsed.GetValue(patience),
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(threads) is > 0 and int given ? given : Environment.ProcessorCount,
            };
            return TrainRun.Start(definition, definition.FrontEnd(parsed.GetValue(frontEnd)), settings, parsed.GetValue(output), screen, !parsed.GetValue(noPlay));
        });
        return command;
    }
}

/// <summary>What a run takes where nothing is said.</summary>
internal static class TrainingDefaults
{
    /// <summary>As in the lesson.</summary>
    public const int Epochs = 10;

    /// <summary>The bundled corpus is small: enough to learn it within the first coffee.</summary>
    public const int BundledEpochs = 8;

    /// <summary>The bundled clips are trimmed and stand in the very middle of their second, as nobody speaks.</summary>
    public const int BundledShiftMs = 100;

    /// <summary>As in the lesson.</summary>
    public const int Batch = 32;

    /// <summary>The lesson's rate for its networks; Adam's usual one for the small ones.</summary>
    public static float LearningRate(ModelDefinition model) => model.Layout == FeatureLayout.Sequence ? 1e-4f : 1e-3f;
}
