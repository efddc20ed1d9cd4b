using Hark.Data;
using Hark.Layers;
using Hark.Models;
using System.CommandLine;

namespace Hark.Cli.Commands;

/// <summary><c>hark import</c>: weights trained in PyTorch become a model of Hark's, one file.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var weights = new Argument<string>("WEIGHTS") { Description = "A safetensors file that PyTorch saved (a state dictionary)" };
        var output = new Argument<string>("OUT.safetensors") { Description = "The model to write" };
        var model = new Option<string>("--model") { Description = "The network they belong to: see 'hark models'", HelpName = "NAME", Required = true };
        model.Validators.Add(ModelsCommand.RequireKnown);
        Option<string?> labels = CommonOptions.Labels();
        labels.Description = "All labels, in the order of the network's outputs, separated by commas";
        labels.Required = true;
        var command = new Command("import", "Make a model of weights that were trained in PyTorch.\n\nExample:\n  hark import bcresnet.safetensors words.safetensors --model bc-resnet-1 --labels yes,no,unknown,silence")
        {
            weights, output, model, labels,
        };
        command.SetAction(parsed =>
        {
            ModelDefinition definition = ModelCatalog.Get(parsed.GetValue(model)!);
            var settings = new ModelSettings
            {
                Model = definition.Name,
                Labels = [.. new LabelSet(CommonOptions.SplitLabels(parsed.GetValue(labels))!)],
                FrontEnd = definition.DefaultFrontEnd,
            };
            string path = parsed.GetValue(output)!;
            using Network network = ModelFile.ImportPyTorch(parsed.GetValue(weights)!, settings);
            ModelFile.Save(path, network, settings);
            Console.Out.WriteLine($"{path}: {definition.Name}, {network.TrainableCount:N0} trainable parameters, {settings.Labels.Count} labels");
            return ExitCode.Done;
        });
        return command;
    }
}
