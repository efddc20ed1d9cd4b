using Spectre.Console;

namespace Hark.Cli;

/// <summary>Where a command's words go: results to standard output, progress and messages to standard error, colours on terminals only.</summary>
internal sealed class Screen
{
    public Screen(bool quiet, bool json = false)
    {
        Quiet = quiet;
        Json = json;
        Out = ConsoleOn(Console.Out, Console.IsOutputRedirected);
        Error = ConsoleOn(Console.Error, Console.IsErrorRedirected);
    }

    public bool Quiet { get; }

    public bool Json { get; }

    /// <summary>Whether what is shown is a part of something larger, which prints the results itself.</summary>
    public bool IsPart { get; private init; }

    /// <summary>For tables of results.</summary>
    public IAnsiConsole Out { get; }

    /// <summary>For tables and bars of progress.</summary>
    public IAnsiConsole Error { get; }

    /// <summary>Whether a person watches standard error on a terminal.</summary>
    public bool Live => !Quiet && !Console.IsErrorRedirected;

    /// <summary>Whether bars that renew themselves stand on standard error.</summary>
    public bool HasBars { get; set; }

    /// <summary>For a part of this command's work: messages as here, results none.</summary>
    public Screen ForPart() => new(Quiet, Json) { IsPart = true };

    /// <summary>A line of result for people; none with --json.</summary>
    public void Result(string line)
    {
        if (!Json && !IsPart)
        {
            Console.Out.WriteLine(line);
        }
    }

    /// <summary>A table of result for people; none with --json.</summary>
    public void Result(Spectre.Console.Rendering.IRenderable table)
    {
        if (!Json && !IsPart)
        {
            Out.Write(table);
        }
    }

    /// <summary>Names, values and what they mean, one a line; none with --json.</summary>
    public void Fields(IEnumerable<(string Name, string Value, string Meaning)> fields)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumns("", "", "");
        foreach ((string name, string value, string meaning) in fields)
        {
            table.AddRow(new Markup($"[bold]{Markup.Escape(name)}[/]"), new Text(value), new Markup($"[dim]{Markup.Escape(meaning)}[/]"));
        }

        Result(table);
    }

    /// <summary>A message on the way; none with --quiet.</summary>
    public void Note(string line)
    {
        if (!Quiet)
        {
            Message(line);
        }
    }

    /// <summary>Something to be said in any case; where bars stand, above them.</summary>
    public void Message(string text)
    {
        if (HasBars)
        {
            Error.WriteLine(text);
        }
        else
        {
            Console.Error.WriteLine(text);
        }
    }

    /// <summary>A table in Hark's style.</summary>
    public static Table NewTable(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)).NoWrap());
        }

        return table;
    }

    /// <summary>Files and pipes get plain text, whatever the environment says of the terminal.</summary>
    private static IAnsiConsole ConsoleOn(TextWriter writer, bool redirected) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
        ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        Out = new PlainWidthOutput(writer, redirected),
    });

    /// <summary>Redirected output has no width: tables must not be folded at 80 columns there.</summary>
    private sealed class PlainWidthOutput(TextWriter writer, bool redirected) : IAnsiConsoleOutput
    {
        private readonly AnsiConsoleOutput _inner = new(writer);

        public TextWriter Writer => _inner.Writer;

        public bool IsTerminal => !redirected;

        public int Width => redirected ? 200 : _inner.Width;

        public int Height => _inner.Height;

        public void SetEncoding(System.Text.Encoding encoding) => _inner.SetEncoding(encoding);
    }
}
