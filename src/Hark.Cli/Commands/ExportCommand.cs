using Hark.Data;
using Hark.Export;
using Hark.Layers;
using Hark.Models;
using System.CommandLine;
using System.CommandLine.Parsing;

namespace Hark.Cli.Commands;

/// <summary><c>hark export RUN OUT.onnx</c>: the model for runtimes elsewhere; <c>--web DIR</c>: as a page that listens.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "A run folder or a weights file" };
        var file = new Argument<string?>("OUT.onnx") { Description = "The file to write", Arity = ArgumentArity.ZeroOrOne };
        var web = new Option<string?>("--web") { Description = "Write a web page with the model into this folder: static files for any web host", HelpName = "DIR" };
        var runtime = new Option<string?>("--runtime") { Description = "With --web: the folder of npm's onnxruntime-web; without it node_modules/onnxruntime-web here", HelpName = "DIR" };
        Option<string> input = CommonOptions.Word("--input", "What the exported model takes: the sound, with the front end inside, or the front end's features", "waveform", "waveform", "features");
        var int8 = new Option<bool>("--int8") { Description = "Weights and activations of 8 bits, scaled by calibration clips: the weights take a quarter of their size, so small models, with their front end, gain less" };
        Option<int> calibration = CommonOptions.Whole("--calibration", "With --int8: training clips to calibrate with", 1, 256, "CLIPS");
        Option<string?> data = CommonOptions.Data();
        data.Description = "With --int8: data to take the calibration clips from; without it the run's own";
        Option<bool> json = CommonOptions.Json(), quiet = CommonOptions.Quiet();
        var command = new Command("export", "Write the model as ONNX: waveform in, probabilities out, labels and rate in its metadata.\n\nExamples:\n  hark export runs/20260101-120000-ds-cnn words.onnx\n  hark export weights.safetensors words.onnx --int8 --data my-words\n  hark export weights.safetensors --web site")
        {
            run, file, web, runtime, input, int8, calibration, data, json, quiet,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is null && result.GetValue(web) is null)
            {
                result.AddError("Give the file to write (OUT.onnx), --web DIR, or both.");
            }

            if (result.GetValue(web) is not null && result.GetValue(input) == "features")
            {
                result.AddError("--web takes the sound itself: leave --input out.");
            }

            RequireWith(result, web, runtime);
            RequireWith(result, int8, calibration);
            RequireWith(result, int8, data);
        });
        command.SetAction(parsed =>
        {
            var screen = new Screen(parsed.GetValue(quiet), parsed.GetValue(json));
            (string path, string name) = ModelChoice.Find(parsed.GetValue(run));
            string? target = parsed.GetValue(file);
            if (Directory.Exists(target))
            {
                throw new HarkException($"{target}: is a folder. Give the name of the file to write, for example {Path.Combine(target, "words.onnx")}.");
            }

            WebPage? page = parsed.GetValue(web) is { } folder ? new WebPage(folder, parsed.GetValue(runtime)) : null;
            (Network network, ModelSettings settings) = ModelFile.Load(path);
            using Network owned = network;
            ClipSource? clips = parsed.GetValue(int8) ? CalibrationClips(settings, parsed.GetValue(data), parsed.GetValue(calibration), screen) : null;
            OnnxInput takes = parsed.GetValue(input) == "features" ? OnnxInput.Features : OnnxInput.Waveform;
            page?.Write(network, settings, clips);
            if (target is not null)
            {
                OnnxModel.Export(target, network, settings, takes, clips);
            }

            Show(new Exported(name, target ?? page!.Model, page?.Folder, settings, takes, network.TrainableCount, clips?.Count), screen);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>An option that means something only beside another.</summary>
    private static void RequireWith(CommandResult result, Option needed, Option given)
    {
        if (result.GetResult(given) is { Implicit: false } && result.GetResult(needed) is null or { Implicit: true })
        {
            result.AddError($"{given.Name} is for {needed.Name}.");
        }
    }

    /// <summary>Spread evenly over the training clips.</summary>
    private static ClipSource CalibrationClips(ModelSettings settings, string? data, int most, Screen screen)
    {
        ClipSource clips = EvaluateCommand.ClipsFor(settings, data, "train", screen).Clips;
        int count = Math.Min(most, clips.Count);
        screen.Note($"calibrating with {count:N0} of them");
        return clips.Subset([.. Enumerable.Range(0, count).Select(i => (int)((long)i * clips.Count / count))]);
    }

    private static void Show(Exported exported, Screen screen)
    {
        ModelSettings settings = exported.Settings;
        int[] shape = exported.Input == OnnxInput.Waveform ? [settings.FrontEnd.ClipSamples] : settings.FrontEnd.Shape().ToArray();
        string input = exported.Input == OnnxInput.Waveform ? "waveform" : "features";
        long bytes = new FileInfo(exported.File).Length;
        string weights = exported.CalibrationClips is null ? "float" : "int8";
        screen.Result($"{exported.File}: {settings.Networks}, {weights} weights, {bytes:N0} bytes, opset {OnnxModel.Opset}");
        screen.Result($"input: {input} [batch, {string.Join(", ", shape)}]{(exported.Input == OnnxInput.Waveform ? $", samples from -1 to 1 at {settings.FrontEnd.SampleRate:N0} Hz" : "")}");
        screen.Result($"outputs: probabilities, logits [batch, {settings.Labels.Count}]: {string.Join(", ", settings.Labels)}");
        if (exported.Page is not null)
        {
            screen.Result($"page: {exported.Page}: serve this folder by any web host; browsers give the microphone to https:// and localhost only");
        }

        if (screen.Json)
        {
            Console.Out.WriteLine(JsonText.Write(json =>
            {
                json.WriteStartObject();
                json.WriteString("run", exported.Run);
                json.WriteString("file", exported.File);
                json.WriteString("page", exported.Page);
                json.WriteString("model", settings.Networks);
                json.WriteNumber("parameters", exported.Parameters);
                json.WriteNumber("bytes", bytes);
                json.WriteString("input", input);
                json.WriteStartArray("shape");
                foreach (int length in shape)
                {
                    json.WriteNumberValue(length);
                }

                json.WriteEndArray();
                json.WriteNumber("sampleRate", settings.FrontEnd.SampleRate);
                json.WriteStartArray("labels");
                foreach (string label in settings.Labels)
                {
                    json.WriteStringValue(label);
                }

                json.WriteEndArray();
                json.WriteString("weights", weights);
                JsonText.WriteNumber(json, "calibrationClips", exported.CalibrationClips);
                json.WriteNumber("opset", OnnxModel.Opset);
                json.WriteEndObject();
            }));
        }
    }

    private sealed record Exported(string Run, string File, string? Page, ModelSettings Settings, OnnxInput Input, int Parameters, int? CalibrationClips);
}
