using System.Text;

namespace Hark.Cli;

/// <summary>
/// A typed command as words, quoted as in a POSIX shell: '…' is literal to the next single quote, in "…" a backslash stands before ", \, $ and `, elsewhere
/// it takes the meaning from whatever follows. On Windows a backslash is a letter like any other, for paths are full of them. Nothing else is special:
/// no variable, no star, no semicolon.
/// </summary>
internal static class ShellWords
{
    /// <exception cref="UsageException">A quote is opened and never closed.</exception>
    public static IReadOnlyList<string> Split(string command) => Split(command, backslashEscapes: !OperatingSystem.IsWindows());

    internal static IReadOnlyList<string> Split(string command, bool backslashEscapes)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool begun = false;
        for (int i = 0; i < command.Length; i++)
        {
            char c = command[i];
            if (char.IsWhiteSpace(c))
            {
                End();
                continue;
            }

            begun = true;
            if (c is '\'' or '"')
            {
                i = Quoted(command, i, backslashEscapes, word);
            }
            else
            {
                word.Append(backslashEscapes && c == '\\' && i + 1 < command.Length ? command[++i] : c);
            }
        }

        End();
        return words;

        void End()
        {
            if (begun)
            {
                words.Add(word.ToString());
                word.Clear();
                begun = false;
            }
        }
    }

    /// <summary>Takes what stands between the quote at <paramref name="open"/> and its like; returns where that one is.</summary>
    private static int Quoted(string command, int open, bool backslashEscapes, StringBuilder word)
    {
        char quote = command[open];
        for (int i = open + 1; i < command.Length; i++)
        {
            if (command[i] == quote)
            {
                return i;
            }

            bool escape = backslashEscapes && quote == '"' && command[i] == '\\' && i + 1 < command.Length && "\"\\$`".Contains(command[i + 1], StringComparison.Ordinal);
            word.Append(escape ? command[++i] : command[i]);
        }

        throw new UsageException($"--exec: the quote {quote} at character {open + 1} is never closed: {command}");
    }
}
