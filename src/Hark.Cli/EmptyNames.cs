using System.CommandLine;
using System.CommandLine.Parsing;

namespace Hark.Cli;

/// <summary>No file or folder is called '': wherever a command takes one, that is wrong usage.</summary>
internal static class EmptyNames
{
    /// <summary>Watches over every argument and option of <paramref name="command"/> and of those below it that takes a file or folder.</summary>
    public static void Refuse(Command command)
    {
        // By the command, for an argument of any number of files asks none of its own validators.
        command.Validators.Add(result =>
        {
            foreach (Argument argument in command.Arguments)
            {
                Judge(result, result.GetResult(argument), argument.Name, argument.ValueType, argument.Name == "WEIGHTS" ? "FILE" : argument.Name);
            }

            foreach (Option option in command.Options)
            {
                Judge(result, result.GetResult(option), option.Name, option.ValueType, option.HelpName);
            }
        });
        foreach (Command below in command.Subcommands)
        {
            Refuse(below);
        }
    }

    private static void Judge(CommandResult command, SymbolResult? given, string name, Type type, string? placeholder)
    {
        if ((type == typeof(string) || type == typeof(string[])) && given?.Tokens.Any(token => token.Value.Length == 0) == true && KindOf(placeholder) is { } kind)
        {
            command.AddError($"{name} takes {kind}, not ''.");
        }
    }

    /// <summary>What a placeholder of the help stands for; null where it is no file.</summary>
    private static string? KindOf(string? placeholder) => placeholder switch
    {
        "DIR" or "FOLDER" => "the name of a folder",
        "RUN" or "OTHER" => "the name of a run folder or a weights file",
        "PATH" => "the name of a data set",
        "FILE" or "IN" or "OUT" => "the name of a file",
        not null when placeholder.StartsWith("OUT.", StringComparison.Ordinal) || placeholder.StartsWith("IN.", StringComparison.Ordinal) => "the name of a file",
        _ => null,
    };
}
