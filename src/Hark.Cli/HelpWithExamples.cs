using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Hark.Cli;

/// <summary>The usual help with the command's examples at its end. They are written in each description, but a list of commands is clearer without them.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private const string Mark = "\n\nExample";

    private readonly HelpAction _help = new();
    private readonly Dictionary<Command, string> _examples = [];

    /// <summary>Takes the examples out of the descriptions of <paramref name="root"/> and all below it.</summary>
    public HelpWithExamples(Command root) => Collect(root);

    /// <summary>Help is given whatever else is wrong or missing.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = _help.Invoke(parseResult);
        if (_examples.TryGetValue(parseResult.CommandResult.Command, out string? examples))
        {
            parseResult.InvocationConfiguration.Output.WriteLine(examples);
        }

        return code;
    }

    private void Collect(Command command)
    {
        string description = command.Description ?? "";
        int at = description.IndexOf(Mark, StringComparison.Ordinal);
        if (at >= 0)
        {
            _examples.Add(command, description[at..].TrimStart('\n'));
            command.Description = description[..at];
        }

        foreach (Command below in command.Subcommands)
        {
            Collect(below);
        }
    }
}
