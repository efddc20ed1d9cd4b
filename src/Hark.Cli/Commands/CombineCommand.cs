using Hark.Layers;
using Hark.Models;
using System.CommandLine;
using System.Globalization;

namespace Hark.Cli.Commands;

/// <summary><c>hark combine</c>: several models trained alike become one that averages their probabilities.</summary>
internal static class CombineCommand
{
    public static Command Create()
    {
        var models = new Argument<string[]>("RUN") { Description = "Runs or weights files with the same labels and features, of one kind of network, trained with other seeds, data or sizes", Arity = new ArgumentArity(2, Committee.Largest) };
        var output = new Option<string>("--out") { Description = "The model to write", HelpName = "OUT.safetensors", Required = true };
        var weights = new Option<string?>("--weights") { Description = "How much each counts in the mean, for example 0,1,1: the first then only listens for the others, which decide", HelpName = "W,W,..." };
        var command = new Command("combine",
            "Make one model of several: the mean of their probabilities usually errs less than each of them. On a stream the first hears all, the others only what may be a word, "
            + "so it costs little more than the first alone: let the smallest be the first. Thresholds are chosen anew: see 'hark measure-detection'.\n\nExample:\n  hark combine runs/a runs/b runs/c --out words.safetensors\n  hark combine models/bc-resnet-3.safetensors runs/large --weights 0,1 --out words.safetensors")
        {
            models, weights, output,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(output)!;
            string[] runs = parsed.GetValue(models)!;
            (Network network, ModelSettings settings) = Committee.Combine([.. runs.Select(run => ModelChoice.Find(run).Path)], Weights(parsed.GetValue(weights)));
            using (network)
            {
                ModelFile.Save(path, network, settings);
                Console.Out.WriteLine($"{path}: {string.Join(" + ", settings.Committee.Select(member => member.Model))}, {network.TrainableCount:N0} trainable parameters, {settings.Labels.Count} labels");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static float[]? Weights(string? typed) => typed is null ? null : [.. typed.Split(',').Select(word => float.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out float weight)
        ? weight
        : throw new UsageException($"'{word}' in --weights is no number. Give one for each model, separated by commas."))];
}
