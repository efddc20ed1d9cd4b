using Hark.Layers;
using Hark.Models;
using Spectre.Console;
using System.CommandLine;
using System.CommandLine.Parsing;

namespace Hark.Cli.Commands;

/// <summary><c>hark models</c>: the networks there are, or the layers of one.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "A model whose layers to show", Arity = ArgumentArity.ZeroOrOne };
        Option<int> classes = CommonOptions.Whole("--classes", "Labels to tell apart", 1, 12, most: 100_000);
        Option<FrontEndKind?> frontEnd = FrontEnd("With NAME: another front end than the model's own");
        name.Validators.Add(RequireKnown);
        Option<bool> json = CommonOptions.Json();
        var command = new Command("models", "Each network with its input, parameters, multiply-accumulates and file size; of one, the table of its layers.\n\nExamples:\n  hark models\n  hark models wave-skip") { name, classes, frontEnd, json };
        command.SetAction(parsed =>
        {
            var screen = new Screen(quiet: false, parsed.GetValue(json));
            if (parsed.GetValue(name) is { } one)
            {
                ModelDefinition model = ModelCatalog.Get(one);
                ShowLayers(model, model.FrontEnd(parsed.GetValue(frontEnd)), parsed.GetValue(classes), screen);
            }
            else
            {
                ShowAll(parsed.GetValue(classes), screen);
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The option that picks a front end.</summary>
    public static Option<FrontEndKind?> FrontEnd(string description) => CommonOptions.Choice(
        "--front-end", description, ("waveform", FrontEndKind.Waveform), ("magnitude", FrontEndKind.Magnitude), ("db", FrontEndKind.Db), ("logmel", FrontEndKind.LogMel), ("mfcc", FrontEndKind.Mfcc));

    /// <summary>A misspelt model is wrong usage.</summary>
    public static void RequireKnown(SymbolResult result)
    {
        try
        {
            foreach (Token token in result.Tokens)
            {
                ModelCatalog.Get(token.Value);
            }
        }
        catch (HarkException error)
        {
            result.AddError(error.Message);
        }
    }

    private static void ShowAll(int classes, Screen screen)
    {
        Table table = Screen.NewTable("model", "input", "parameters", "multiply-accumulates", "file", "what it is");
        var rows = new List<(ModelDefinition Model, Network Network)>();
        foreach (ModelDefinition model in ModelCatalog.All)
        {
            using Network network = model.Build(model.DefaultFrontEnd.Shape(), classes);
            table.AddRow(model.Name, $"{network.Input.OutputShape}", $"{network.TrainableCount:N0}", $"{network.MultiplyAccumulates / 1e6:N1} M", $"{network.ParameterCount * 4 / 1e6:N1} MB", model.Summary);
            rows.Add((model, network));
        }

        screen.Result(table);
        if (screen.Json)
        {
            Console.Out.WriteLine(JsonText.Write(json =>
            {
                json.WriteStartArray();
                foreach ((ModelDefinition model, Network network) in rows)
                {
                    json.WriteStartObject();
                    json.WriteString("model", model.Name);
                    json.WriteString("input", network.Input.OutputShape.ToString());
                    json.WriteString("frontEnd", model.DefaultFrontEnd.Kind.ToString().ToLowerInvariant());
                    json.WriteNumber("sampleRate", model.DefaultFrontEnd.SampleRate);
                    json.WriteNumber("parameters", network.TrainableCount);
                    json.WriteNumber("multiplyAccumulates", network.MultiplyAccumulates);
                    json.WriteNumber("bytes", network.ParameterCount * 4L);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }));
        }
    }

    private static void ShowLayers(ModelDefinition model, FrontEndSettings frontEnd, int classes, Screen screen)
    {
        using Network network = model.Build(frontEnd.Shape(), classes);
        if (screen.Json)
        {
            Console.Out.WriteLine(JsonText.Write(json =>
            {
                json.WriteStartArray();
                for (int i = 0; i < network.Layers.Count; i++)
                {
                    json.WriteStartObject();
                    json.WriteString("layer", network.Names[i]);
                    json.WriteString("kind", network.Layers[i].Kind);
                    json.WriteString("output", network.Layers[i].OutputShape.ToString());
                    json.WriteNumber("parameters", network.Layers[i].Parameters.Sum(p => p.Length));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }));
            return;
        }

        Console.Out.Write(NetworkSummary.Of(network, model.Name));
    }
}
