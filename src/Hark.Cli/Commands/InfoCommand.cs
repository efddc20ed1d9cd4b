using Hark.Audio;
using Hark.Data;
using Hark.Models;
using Hark.Training;
using Spectre.Console;
using System.CommandLine;

namespace Hark.Cli.Commands;

/// <summary><c>hark info FILE</c>: what a WAV, NPZ, NPY, model or run folder holds, in plain words.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A .wav, .npz, .npy or .safetensors file, or a run folder" };
        var command = new Command("info", "What a file holds, every header field explained.\n\nExamples:\n  hark info my.wav\n  hark info speech_wav_8000.npz\n  hark info runs/20260101-120000-wave-conv") { file };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(file)!;
            var screen = new Screen(quiet: false);
            if (Directory.Exists(path))
            {
                Run(RunFolder.Open(path), screen);
                return ExitCode.Done;
            }

            switch (Path.GetExtension(path).ToLowerInvariant())
            {
                case ".npz":
                    Archive(path, screen);
                    break;
                case ".npy":
                    Describe(Npy.ReadHeader(path), Path.GetFileName(path), screen);
                    break;
                case ".safetensors":
                    Weights(path, screen);
                    break;
                default:
                    Wav(path, screen);
                    break;
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void Wav(string path, Screen screen)
    {
        using var reader = new WavReader(path, allowTruncated: true);
        screen.Fields(WavDescription.Of(reader.Header).Select(f => (f.Name, f.Value, f.Meaning)));
        Loudness loudness = Loudness.Of(reader);
        screen.Fields(
        [
            ("peak", $"{loudness.PeakDbfs:F1} dBFS", "the largest sample; 0 dBFS is full scale"),
            ("level", $"{loudness.RmsDbfs:F1} dBFS", "root of the mean square: how loud it is on the whole"),
            ("mean", $"{loudness.Mean:F5}", "far from 0, the recording has a constant offset"),
            ("full-scale samples", $"{loudness.FullScaleSamples:N0}", "many of them mean that the recording clips"),
        ]);
    }

    private static void Archive(string path, Screen screen)
    {
        using NpzArchive archive = Npz.Open(path);
        foreach (string name in archive.Names)
        {
            Describe(archive.ReadHeader(name), name, screen);
        }
    }

    private static void Describe(NpyHeader header, string name, Screen screen)
        => screen.Result($"{name}: shape ({string.Join(", ", header.Shape)}{(header.Shape.Count == 1 ? "," : "")}), dtype {header.DType}");

    private static void Weights(string path, Screen screen)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Table table = Screen.NewTable("tensor", "shape", "type", "values");
        foreach (SafetensorsTensor tensor in file.Tensors)
        {
            table.AddRow(Markup.Escape(tensor.Name), $"{string.Join(" x ", tensor.Shape)}", $"{tensor.Type}", $"{tensor.Length:N0}");
        }

        screen.Result(table);
        foreach ((string key, string text) in file.Metadata)
        {
            screen.Result($"{key}: {text}");
        }
    }

    private static void Run(RunFolder run, Screen screen)
    {
        ModelSettings settings = run.ReadSettings();
        screen.Fields(
        [
            ("run", run.Path, ""),
            ("model", settings.Networks, ""),
            ("labels", string.Join(", ", settings.Labels), ""),
            ("front end", $"{settings.FrontEnd.Kind} at {settings.FrontEnd.SampleRate} Hz", ""),
            ("command", settings.Training?.Command ?? "?", ""),
            ("weights", File.Exists(run.Weights) ? "yes" : "not yet", "the best epoch's: the model to ship"),
            ("checkpoint", File.Exists(run.Last) ? "yes" : "not yet", "what --resume goes on from"),
        ]);
        if (File.Exists(run.HistoryCsv))
        {
            screen.Result(File.ReadAllText(run.HistoryCsv).TrimEnd());
        }
    }
}
