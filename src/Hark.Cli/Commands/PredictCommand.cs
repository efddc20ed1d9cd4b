using Hark.Audio;
using Hark.Data;
using Hark.Evaluation;
using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using System.CommandLine;

namespace Hark.Cli.Commands;

/// <summary><c>hark predict</c>: what word is in a file.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "WAV files of any rate, length and channel count", Arity = ArgumentArity.ZeroOrMore };
        Option<string?> run = CommonOptions.Run();
        Option<string?> data = CommonOptions.Data();
        data.Description = "With --sample: data to draw from; without it the run's own";
        var sample = new Option<bool>("--sample") { Description = "Take a random test clip, play it, and say whether the model was right" };
        Option<long?> seed = CommonOptions.DrawSeed("With --sample: which clip is drawn (default: another each time)");
        var noPlay = new Option<bool>("--no-play") { Description = "With --sample: do not play the clip" };
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json(), quiet = CommonOptions.Quiet();
        var command = new Command("predict", "Name the word in each file, or in a random test clip.\n\nExamples:\n  hark predict my.wav\n  hark predict *.wav --run runs/20260101-120000-wave-conv --json\n  hark predict --sample")
        {
            files, run, data, sample, seed, noPlay, threads, json, quiet,
        };
        command.Validators.Add(result =>
        {
            bool any = result.GetValue(files) is { Length: > 0 };
            if (any == result.GetValue(sample))
            {
                result.AddError(any ? "Give files or --sample, not both." : "Give at least one FILE, or --sample for a random test clip.");
            }
        });
        command.SetAction(parsed =>
        {
            var screen = new Screen(parsed.GetValue(quiet), parsed.GetValue(json));
            (string path, string name) = ModelChoice.Find(parsed.GetValue(run));
            screen.Note($"model: {name}");
            return parsed.GetValue(sample)
                ? Sample(path, parsed.GetValue(data), parsed.GetValue(seed) ?? Random.Shared.Next(), parsed.GetValue(threads), screen, !parsed.GetValue(noPlay))
                : Files(path, parsed.GetValue(files)!, parsed.GetValue(threads), screen);
        });
        return command;
    }

    private static int Files(string model, string[] files, int threads, Screen screen)
    {
        using var words = Classifier.Load(model, threads);
        var heard = new List<(string File, Prediction Prediction)>();
        foreach (string file in files)
        {
            Prediction prediction = words.Predict(AudioClip.Load(file));
            heard.Add((file, prediction));
            IEnumerable<string> others = prediction.Ranked.Skip(1).Take(2).Select(p => $"{p.Label} {p.Probability:P1}");
            screen.Result($"{file}: {prediction.Label} {prediction.Probability:P1}  ({string.Join(", ", others)})");
        }

        if (screen.Json)
        {
            Console.Out.WriteLine(ToJson(heard));
        }

        return ExitCode.Done;
    }

    private static int Sample(string model, string? data, long seed, int threads, Screen screen, bool play)
    {
        (Network network, ModelSettings settings) = ModelFile.Load(model);
        using Network owned = network;
        (ClipSource clips, _, string split, _) = EvaluateCommand.ClipsFor(settings, data, "test", screen);
        using var pool = new WorkerPool(threads);
        int index = new SeededRandom(seed).NextInt32(clips.Count);
        ClipSource one = clips.Subset([index]);
        Judgement judgement = Judgement.Of(network, settings, one, pool);
        if (screen.Json)
        {
            float[] probabilities = judgement.Probabilities(0);
            int best = judgement.Predicted[0];
            var all = probabilities.Select((p, i) => (settings.Labels[i], p)).ToArray();
            Console.Out.WriteLine(ToJson([(one.Name(0), new Prediction(settings.Labels[best], probabilities[best], all))]));
            return ExitCode.Done;
        }

        screen.Note($"a random {split} clip (seed {seed})");
        SamplePrediction.Show(judgement, one, 0, screen, play);
        return ExitCode.Done;
    }

    private static string ToJson(IEnumerable<(string File, Prediction Prediction)> heard) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach ((string file, Prediction prediction) in heard)
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteString("label", prediction.Label);
            json.WriteNumber("probability", prediction.Probability);
            json.WriteStartObject("probabilities");
            foreach ((string label, float probability) in prediction.Probabilities)
            {
                json.WriteNumber(label, probability);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
