using Hark.Audio;
using Hark.Plots;
using Hark.Streaming;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Hark.Cli.Commands;

/// <summary><c>hark detect FILE</c>: which words are where in a recording of any length.</summary>
internal static class DetectCommand
{
    private const int FramesAtOnce = 1 << 14;

    /// <summary>Recordings do not wait: windows go through the network together.</summary>
    private const int Batch = 32;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A WAV file of any rate, length and channel count; - reads one from standard input" };
        Option<string?> run = CommonOptions.Run();
        Option<string> format = CommonOptions.Word("--format", "How the words are written", "text", "text", "json", "csv", "audacity");
        var output = new Option<string?>("--out") { Description = "Write the words to this file instead of standard output", HelpName = "FILE" };
        var plot = new Option<string?>("--plot") { Description = "Draw the sound and its words as an SVG picture", HelpName = "OUT.svg" };
        plot.Validators.Add(result => OutputPath.JudgePicture(result, plot.Name));
        var detection = new DetectionArguments();
        Option<bool> json = CommonOptions.Json(), quiet = CommonOptions.Quiet();
        json.Description = "The same as --format json";
        var command = new Command("detect", "Find the words in a recording of any length: streamed, in fixed memory.\n\nExamples:\n  hark detect meeting.wav\n  hark detect meeting.wav --format audacity --out labels.txt --plot meeting.svg\n  hark detect meeting.wav --json --threshold 0.8")
        {
            file, run, format, output, plot,
        };
        foreach (Option option in detection.All)
        {
            command.Add(option);
        }

        command.Add(json);
        command.Add(quiet);
        command.SetAction(parsed =>
        {
            string form = parsed.GetValue(json) ? "json" : parsed.GetValue(format)!;
            var screen = new Screen(parsed.GetValue(quiet), form != "text");
            DetectorOptions options = detection.Of(parsed);
            (string model, string name) = ModelChoice.Find(parsed.GetValue(run), live: true);
            string path = parsed.GetValue(file)!;
            using WavReader reader = path == "-" ? new WavReader(StandardInput.Open(), StandardInput.Name) : new WavReader(path);
            using var detector = WordDetector.Load(model, options with { SampleRate = reader.Header.SampleRate, Channels = reader.Header.Channels, Batch = Batch });
            OutputPath.CheckFile(parsed.GetValue(output));
            OutputPath.CheckFile(parsed.GetValue(plot));
            screen.Note($"model: {name}");
            Envelope? envelope = parsed.GetValue(plot) is null ? null : new Envelope();
            List<DetectedWord> words = Listen(path == "-" ? StandardInput.Name : path, reader, detector, envelope, screen, tell: parsed.GetValue(output) is null && form == "text");
            Write(form, parsed.GetValue(output), () => form switch
            {
                "json" => ToJson(path, name, reader, words) + "\n",
                "csv" => DetectedWords.ToCsv(words),
                "audacity" => DetectedWords.ToAudacity(words),
                _ => string.Concat(words.Select(word => DetectedWords.Line(word) + "\n")),
            });
            if (parsed.GetValue(plot) is { } picture)
            {
                Draw(envelope!, reader.Header.SampleRate, detector, words, Path.GetFileName(path)).Save(picture);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static List<DetectedWord> Listen(string source, WavReader reader, WordDetector detector, Envelope? envelope, Screen screen, bool tell)
    {
        int channels = reader.Header.Channels;
        var samples = new float[FramesAtOnce * channels];
        var words = new List<DetectedWord>();
        long started = Stopwatch.GetTimestamp();
        long shown = 0;
        while (reader.Read(samples) is var frames and > 0)
        {
            ReadOnlySpan<float> piece = samples.AsSpan(0, frames * channels);
            envelope?.Add(piece, channels);
            try
            {
                Take(detector.Push(piece));
            }
            catch (HarkException error)
            {
                throw new HarkException($"{source}: {error.Message}", error);
            }

            if (screen.Live && Stopwatch.GetElapsedTime(shown).TotalMilliseconds >= 200)
            {
                shown = Stopwatch.GetTimestamp();
                Console.Error.Write($"\r\u001b[2K{DetectedWords.Clock(detector.Position)} {(reader.Header.Frames is > 0 and { } all ? $"({(double)reader.Position / all:P0})" : "")}");
            }
        }

        Take(detector.Flush());
        double seconds = (double)reader.Position / reader.Header.SampleRate;
        double took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        ClearProgress(screen);
        screen.Note(string.Create(CultureInfo.InvariantCulture, $"{words.Count} {(words.Count == 1 ? "word" : "words")} in {DetectedWords.Clock(TimeSpan.FromSeconds(seconds))} of sound, listened to at {seconds / took:N0} times real time"));
        return words;

        void Take(ReadOnlySpan<DetectedWord> told)
        {
            foreach (DetectedWord word in told)
            {
                words.Add(word);
                if (tell)
                {
                    ClearProgress(screen);
                    Console.Out.WriteLine(DetectedWords.Line(word));
                }
            }
        }
    }

    private static void ClearProgress(Screen screen)
    {
        if (screen.Live)
        {
            Console.Error.Write("\r\u001b[2K");
        }
    }

    private static void Write(string form, string? path, Func<string> text)
    {
        if (path is not null)
        {
            WriteFile(path, text());
        }
        else if (form != "text")
        {
            Console.Out.Write(text());
        }
    }

    /// <summary>The words have cost their time: where the file does not take them after all, standard output does.</summary>
    private static void WriteFile(string path, string text)
    {
        try
        {
            AtomicFile.WriteText(path, text);
        }
        catch (HarkException error)
        {
            Console.Out.Write(text);
            throw new HarkException($"{error.Message} The words went to standard output instead.", error);
        }
    }

    private static Picture Draw(Envelope envelope, int sampleRate, WordDetector detector, List<DetectedWord> words, string title)
        => Plot.Words(
            envelope.Low,
            envelope.High,
            (double)envelope.Frames / sampleRate,
            [.. detector.Labels.Where(label => detector.Options.Tells(label))],
            [.. words.Select(word => new PlotSpan(word.Label, word.Start.TotalSeconds, word.End.TotalSeconds, DetectedWords.Line(word)))],
            title);

    private static string ToJson(string path, string run, WavReader reader, List<DetectedWord> words) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("file", path);
        json.WriteString("run", run);
        json.WriteNumber("seconds", Math.Round((double)reader.Position / reader.Header.SampleRate, 3));
        json.WriteStartArray("words");
        foreach (DetectedWord word in words)
        {
            json.WriteStartObject();
            DetectedWords.WriteMembers(json, word);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
