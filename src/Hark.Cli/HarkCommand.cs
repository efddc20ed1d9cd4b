using Hark.Cli.Commands;
using System.CommandLine;
using System.CommandLine.Help;

namespace Hark.Cli;

/// <summary>Exit codes of the command: part of its contract.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;
    public const int Interrupted = 130;
}

/// <summary>The root of the command line: all commands, and what becomes of errors.</summary>
internal static class HarkCommand
{
    private const string RequiredCommandMissing = "Required command was not provided.";

    public static int Run(string[] args)
    {
        StandardOutput.Use();
        ParseResult parsed = Create().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            // That a command is missing goes without saying where a word is no command.
            IEnumerable<string> messages = parsed.Errors.Select(e => e.Message).Distinct();
            foreach (string message in parsed.UnmatchedTokens.Count > 0 ? messages.Where(m => m != RequiredCommandMissing) : messages)
            {
                Console.Error.WriteLine($"hark: {message}");
            }

            Console.Error.WriteLine($"Try '{HelpLine(parsed)}'.");
            return ExitCode.WrongUsage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (UsageException error)
        {
            Console.Error.WriteLine($"hark: {error.Message}");
            Console.Error.WriteLine($"Try '{HelpLine(parsed)}'.");
            return ExitCode.WrongUsage;
        }
        catch (HarkException error)
        {
            Console.Error.WriteLine($"hark: {error.Message}");
            return ExitCode.Failed;
        }
        catch (AggregateException error) when (error.GetBaseException() is HarkException inner)
        {
            Console.Error.WriteLine($"hark: {inner.Message}");
            return ExitCode.Failed;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"hark: {error.Message.ReplaceLineEndings(" ")}");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("hark: interrupted");
            return ExitCode.Interrupted;
        }
        catch (OutOfMemoryException)
        {
            Console.Error.WriteLine("hark: there is not enough memory. Take a shorter sound, a smaller batch (--batch) or a smaller model ('hark models').");
            return ExitCode.Failed;
        }
#pragma warning disable CA1031 // the contract: one line and 1, no stack trace
        catch (Exception error)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine($"hark: {error.Message.ReplaceLineEndings(" ")} (this is a fault in Hark: {error.GetType().Name})");
            return ExitCode.Failed;
        }
    }

    /// <summary>Not a <see cref="RootCommand"/>, for that is called as its assembly is.</summary>
    private static Command Create()
    {
        var help = new HelpOption();
        var root = new Command("hark", "Hark tells spoken words apart: train, evaluate and use small networks on your own words.\n\nExamples:\n  hark train\n  hark predict my.wav\n  hark plot spectrogram my.wav spectrogram.svg")
        {
            TrainCommand.Create(),
            EvaluateCommand.Create(),
            CompareCommand.Create(),
            PredictCommand.Create(),
            ExportCommand.Create(),
            DetectCommand.Create(),
            ListenCommand.Create(),
            MeasureDetectionCommand.Create(),
            DataCommand.Create(),
            ModelsCommand.Create(),
            ImportCommand.Create(),
            CombineCommand.Create(),
            InfoCommand.Create(),
            PlayCommand.Create(),
            ToneCommand.Create(),
            QuantizeCommand.Create(),
            ConvertCommand.Create(),
            FeaturesCommand.Create(),
            PlotCommand.Create(),
            StudioCommand.Create(),
            help,
            new VersionOption(),
        };
        help.Action = new HelpWithExamples(root);
        EmptyNames.Refuse(root);
        return root;
    }

    private static string HelpLine(ParseResult parsed)
    {
        var names = new List<string>();
        for (System.CommandLine.Parsing.CommandResult? at = parsed.CommandResult; at is { Parent: not null }; at = at.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Insert(0, at.Command.Name);
        }

        return string.Join(' ', ["hark", .. names, "--help"]);
    }
}

/// <summary>The command was typed wrong in a way that parsing alone cannot see: exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
