using Hark.Streaming;
using Spectre.Console;
using System.CommandLine;

namespace Hark.Cli.Commands;

/// <summary><c>hark listen</c>: words told as they are spoken.</summary>
internal static class ListenCommand
{
    private const int GoneBySignalMilliseconds = 200;

    public static Command Create()
    {
        Option<string?> run = CommonOptions.Run();
        var device = new Option<string?>("--device") { Description = "The microphone, as the recorder calls it (arecord -L, pactl list sources); the system's own choice by default; a recorder that gives no sound for 5 s makes way for the next", HelpName = "NAME" };
        var input = new Option<string?>("--input") { Description = "- listens to standard input instead of a microphone: raw 16-bit mono samples, or a WAV file", HelpName = "-" };
        input.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is not "-")
            {
                result.AddError("--input takes -, for standard input. For a file: 'hark detect FILE'.");
            }
        });
        Option<int> rate = CommonOptions.Whole("--rate", "Samples a second of the microphone or the raw input", 1, 16000, "HZ", most: 1_000_000);
        var exec = new Option<string?>("--exec")
        {
            Description = $"A command to run for each word: {WordCommand.Placeholder} in its arguments, and HARK_WORD in its environment, are the word; quotes as in a shell, but no shell is asked",
            HelpName = "COMMAND",
        };
        var detection = new DetectionArguments();
        Option<bool> json = CommonOptions.Json(), quiet = CommonOptions.Quiet();
        json.Description = "One JSON document a word, each on a line of its own";
        var command = new Command("listen", "Listen to the microphone and tell the words as they are spoken, until it is interrupted.\n\nExamples:\n  hark listen\n  hark listen --exec \"notify-send {word}\" --json\n  arecord -q -t raw -f S16_LE -r 16000 | hark listen --input - --rate 16000")
        {
            run, device, input, rate, exec,
        };
        foreach (Option option in detection.All)
        {
            command.Add(option);
        }

        command.Add(json);
        command.Add(quiet);
        command.Validators.Add(result =>
        {
            if (result.GetValue(input) is not null && result.GetValue(device) is not null)
            {
                result.AddError("Give --device or --input, not both.");
            }
        });
        command.SetAction(parsed =>
        {
            var screen = new Screen(parsed.GetValue(quiet), parsed.GetValue(json));
            DetectorOptions options = detection.Of(parsed);
            using WordCommand? program = parsed.GetValue(exec) is { } typed ? new WordCommand(typed, screen) : null;
            (string model, string name) = ModelChoice.Find(parsed.GetValue(run), live: true);
            using LiveSound sound = parsed.GetValue(input) is null
                ? LiveSound.OfMicrophone(parsed.GetValue(rate), parsed.GetValue(device), screen)
                : LiveSound.OfStandardInput(parsed.GetValue(rate));
            using var detector = WordDetector.Load(model, options with { SampleRate = sound.SampleRate, Channels = sound.Channels });
            screen.Note($"model: {name}\nlistening to {sound.Name}");
            using var stop = new CancellationTokenSource();
            bool heard = false;
            using (new InterruptHandlers(stop.Cancel))
            {
                LiveBars.Around(screen, detector, redraw => heard = Listen(sound, detector, program, screen, redraw, stop.Token));
            }

            if (!heard)
            {
                screen.Note($"nothing was heard: no sample came from {sound.Name}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Whether there was any sound.</summary>
    private static bool Listen(LiveSound sound, WordDetector detector, WordCommand? program, Screen screen, Action redraw, CancellationToken stop)
    {
        // A tenth of a second: decisions are no closer.
        var pieces = new SoundQueue(sound, Math.Max(1, sound.SampleRate / 10) * sound.Channels);
        bool heard = false;
        try
        {
            while (pieces.Take(stop) is { } samples)
            {
                heard = true;
                Tell(detector.Push(samples));
                redraw();
            }
        }
        catch (HarkException) when (stop.WaitHandle.WaitOne(GoneBySignalMilliseconds))
        {
            // The recorder heard the same Ctrl-C, and was the first to end.
            stop.ThrowIfCancellationRequested();
        }

        Tell(detector.Flush());
        return heard;

        void Tell(ReadOnlySpan<DetectedWord> words)
        {
            foreach (DetectedWord word in words)
            {
                Say(screen.Json ? ToJson(word) : DetectedWords.Line(word), screen);
                program?.Run(word);
            }
        }
    }

    /// <summary>Where bars stand on the same terminal, the line goes above them.</summary>
    private static void Say(string line, Screen screen)
    {
        if (screen.Live && !Console.IsOutputRedirected)
        {
            screen.Error.WriteLine(line);
        }
        else
        {
            Console.Out.WriteLine(line);
        }
    }

    private static string ToJson(DetectedWord word) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        DetectedWords.WriteMembers(json, word);
        json.WriteEndObject();
    });
}
