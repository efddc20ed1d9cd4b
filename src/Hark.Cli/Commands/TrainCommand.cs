using Hark.Models;
using Hark.Training;
using System.CommandLine;
using System.CommandLine.Parsing;

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
        Option<string?> recipe = RecipeOption("--recipe", "How to train, see below (default paper for bc-resnet, else quick); options that follow stand over its numbers");
        Option<int?> epochs = CommonOptions.Whole("--epochs", $"Times through the training clips (default the recipe's; on the bundled corpus, where none is named, {BundledCorpus.Epochs})", 1);
        Option<int?> batch = CommonOptions.Whole("--batch", "Clips a step (default the recipe's)", 1);
        Option<double?> rate = CommonOptions.Number("--lr", "Learning rate, with a schedule its peak (default the recipe's)", "RATE", least: 0, above: true);
        Option<int?> patience = CommonOptions.Whole("--patience", "Stop when the validation loss has not fallen for this many epochs", 1);
        Option<WeightsChoice?> chooseBy = CommonOptions.Choice("--choose-by", "What decides which epoch's weights are kept (default the recipe's, mostly loss): loss is that of the validation clips, false-alarms the words missed at 1 to 8 false alarms an hour, on an hour of noise with clips of half of the validation speakers; latest keeps the last epoch's", ("loss", WeightsChoice.Loss), ("false-alarms", WeightsChoice.FalseAlarms), ("latest", WeightsChoice.Latest));
        Option<int?> shift = CommonOptions.Whole("--shift", $"Move training clips in time by up to this much (ms) to either side (default the recipe's; on the bundled corpus, where none is named, {BundledCorpus.ShiftMs})", 0, "MS", most: 60_000);
        Option<int?> apart = CommonOptions.Whole("--apart", "Other words with at least so many training recordings are told apart in training, and called unknown all the same", 1);
        Option<double?> speech = CommonOptions.Number("--background-speech", "Chance that a training clip has other clips' voices in its background, 5 to 20 dB below it (default the recipe's, none so far)", "CHANCE", least: 0);
        Option<double?> unknownShare = CommonOptions.Number("--unknown-share", "Unknown clips of a training epoch, as a share of the words' clips (default 0.1)", "SHARE", least: 0, above: true);
        var negatives = new Option<string?>("--negatives") { Description = "A folder of recordings in which no word shall be heard (DIR/unknown/*.wav), such as 'hark measure-detection --save-false-alarms' writes: trained on as unknown", HelpName = "DIR" };
        var from = new Option<string?>("--from") { Description = "Begin with what this run or weights file knows, not with random weights: the same network, unless --model says otherwise; where its labels are others, the last layer begins anew", HelpName = "RUN" };
        var beside = new Option<string?>("--beside") { Description = "With --from and --model, a network of twice the width: this run of the same network stands beside that one, and training joins the two", HelpName = "RUN" };
        var teacher = new Option<string?>("--teacher") { Description = "Learn from what this run, weights file or committee hears in each clip, beside the clip's label: a small network so comes nearer to a large one. Same labels, --apart and features", HelpName = "RUN" };
        var classWeights = new Option<string?>("--class-weights") { Description = "How much the clips of a label count in the loss: balanced, or LABEL=WEIGHT,... with 1 for the others", HelpName = "WEIGHTS" };
        Option<long> seed = CommonOptions.Seed();
        Option<int?> seeds = CommonOptions.Whole("--seeds", "Train this many times, from --seed on, into folders of the run, and tell mean and spread; given again with --out, it goes on", 1, most: 1000);
        Option<int> threads = CommonOptions.Threads();
        threads.Description = "Threads that train; 0 takes one a processor. Processors left free make the batches ahead";
        var output = new Option<string?>("--out") { Description = $"The run folder (default {ModelChoice.RunsFolder}/<time>-<model>)", HelpName = "DIR" };
        var resume = new Option<string?>("--resume") { Description = "Go on with a run that was stopped, to the very bit", HelpName = "DIR" };
        var noPlay = new Option<bool>("--no-play") { Description = "Do not play the sample clip at the end" };
        Option<bool> json = CommonOptions.Json(), quiet = CommonOptions.Quiet();
        var command = new Command("train", "Train a network, judge it, write its report and try one clip.\n\nExamples:\n  hark train\n  hark train --data my-words --model wave-conv --epochs 20\n  hark train --data speech_commands --model bc-resnet-1 --recipe paper --epochs 30\n  hark train --model ds-cnn --seeds 5 --out runs/five\n  hark train --data my-words --from models/bc-resnet-3.safetensors --recipe quick\n  hark train --resume runs/20260101-120000-wave-conv\n\nRecipes:\n" + RecipeLines())
        {
            data, model, frontEnd, labels, recipe, epochs, batch, rate, shift, speech, chooseBy, patience, unknownShare, apart, negatives, classWeights, from, beside, teacher, seed, seeds, threads, output, resume, noPlay, json, quiet,
        };
        command.SetAction(parsed =>
        {
            var screen = new Screen(parsed.GetValue(quiet), parsed.GetValue(json));
            string typed = "hark " + string.Join(' ', parsed.Tokens.Select(t => t.Value.Contains(' ', StringComparison.Ordinal) ? $"\"{t.Value}\"" : t.Value));
            if (parsed.GetValue(speech) > 1)
            {
                throw new UsageException("--background-speech takes a chance of 0 to 1.");
            }

            if (parsed.GetValue(resume) is { } run)
            {
                // What a run is cannot change half-way; how long it goes on, and how many threads work, can.
                foreach (Option option in new Option[] { data, model, frontEnd, labels, recipe, batch, rate, shift, speech, chooseBy, unknownShare, apart, negatives, classWeights, from, beside, teacher, seed, seeds, output })
                {
                    if (parsed.GetResult(option) is { Implicit: false })
                    {
                        throw new UsageException($"{option.Name} cannot be given with --resume: the run keeps what it began with.");
                    }
                }

                return TrainRun.Resume(run, parsed.GetValue(epochs), parsed.GetResult(threads) is { Implicit: false } ? parsed.GetValue(threads) : null, screen, !parsed.GetValue(noPlay));
            }

            if (parsed.GetValue(beside) is not null && (parsed.GetValue(from) is null || parsed.GetValue(model) is null))
            {
                throw new UsageException("--beside needs --from, the run that it stands beside, and --model, a network of twice their width.");
            }

            string? beginning = parsed.GetValue(from) is { } begin ? ModelChoice.Find(begin).Path : null;
            ModelSettings? known = beginning is not null && parsed.GetValue(model) is null ? ModelFile.ReadSettings(beginning) : null;
            ModelDefinition definition = (parsed.GetValue(model) ?? known?.Model) is { } name ? ModelCatalog.Get(name) : ModelCatalog.Default;
            FrontEndSettings features = known is not null && parsed.GetValue(frontEnd) is null ? known.FrontEnd : definition.FrontEnd(parsed.GetValue(frontEnd));
            TrainingSettings numbers = Numbers(parsed.GetValue(recipe), parsed.GetValue(data), definition, features.Kind);
            TrainingSettings settings = numbers with
            {
                Command = typed,
                Data = parsed.GetValue(data),
                Labels = CommonOptions.SplitLabels(parsed.GetValue(labels)),
                Epochs = parsed.GetValue(epochs) ?? numbers.Epochs,
                Batch = parsed.GetValue(batch) ?? numbers.Batch,
                LearningRate = (float?)parsed.GetValue(rate) ?? numbers.LearningRate,
                ShiftMs = parsed.GetValue(shift) ?? numbers.ShiftMs,
                Augmentation = WithSpeech(numbers, parsed.GetValue(speech)),
                ApartFrom = parsed.GetValue(apart) ?? numbers.ApartFrom,
                UnknownShare = parsed.GetValue(unknownShare) ?? numbers.UnknownShare,
                Negatives = parsed.GetValue(negatives),
                From = beginning,
                Beside = parsed.GetValue(beside) is { } second ? ModelChoice.Find(second).Path : null,
                Teacher = parsed.GetValue(teacher) is { } taught ? ModelChoice.Find(taught).Path : null,
                ChooseBy = parsed.GetValue(chooseBy) ?? numbers.ChooseBy,
                Patience = parsed.GetValue(patience),
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(threads) is > 0 and int given ? given : Environment.ProcessorCount,
            };
            string folder = parsed.GetValue(output) ?? Path.Combine(ModelChoice.RunsFolder, $"{DateTime.Now:yyyyMMdd-HHmmss}-{definition.Name}");
            string? weights = parsed.GetValue(classWeights);
            return parsed.GetValue(seeds) is { } count
                ? SeedRuns.Go(OneSeed, settings, count, folder, screen)
                : TrainRun.Start(definition, features, settings, weights, folder, screen, !parsed.GetValue(noPlay));

            int OneSeed(TrainingSettings one, string run, bool begun, Screen part) => begun
                ? TrainRun.Resume(run, epochs: null, one.Threads, part, play: false)
                : TrainRun.Start(definition, features, one, weights, run, part, play: false);
        });
        return command;
    }

    /// <summary>The recipe's disturbances with voices in the background; where it has none, its shifts stay as they are.</summary>
    private static AugmentationSettings? WithSpeech(TrainingSettings numbers, double? chance) => chance is { } given
        ? (numbers.Augmentation ?? new AugmentationSettings { ShiftAndNoiseProbability = 1 }) with { BackgroundSpeechProbability = (float)given }
        : numbers.Augmentation;

    /// <summary>The recipe's numbers; without a recipe the bundled corpus has some of its own.</summary>
    private static TrainingSettings Numbers(string? recipe, string? data, ModelDefinition model, FrontEndKind frontEnd)
    {
        if (recipe is null && data is null)
        {
            return Recipe.Get("quick").Settings(model, frontEnd) with { Epochs = BundledCorpus.Epochs, ShiftMs = BundledCorpus.ShiftMs };
        }

        return (recipe is null ? Recipe.DefaultFor(model) : Recipe.Get(recipe)).Settings(model, frontEnd);
    }

    /// <summary>An option that names a recipe.</summary>
    public static Option<string?> RecipeOption(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "NAME" };
        option.Validators.Add(RequireKnown);
        return option;
    }

    private static string RecipeLines()
    {
        int width = Recipe.All.Max(recipe => recipe.Name.Length);
        return string.Join('\n', Recipe.All.Select(recipe => $"  {recipe.Name.PadRight(width)}  {recipe.Summary}"));
    }

    private static void RequireKnown(SymbolResult result)
    {
        try
        {
            foreach (Token token in result.Tokens)
            {
                Recipe.Get(token.Value);
            }
        }
        catch (HarkException error)
        {
            result.AddError(error.Message);
        }
    }
}

/// <summary>What a run on the bundled corpus takes where no recipe is named.</summary>
internal static class BundledCorpus
{
    /// <summary>It is small: enough to learn it within the first coffee.</summary>
    public const int Epochs = 8;

    /// <summary>Its clips are trimmed and stand in the very middle of their second, as nobody speaks.</summary>
    public const int ShiftMs = 100;
}
