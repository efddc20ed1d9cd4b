using Hark.Streaming;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Hark.Cli;

/// <summary>
/// Runs a program for each word that is heard. No shell is asked: the program gets the word as an argument of its own and in its environment, whatever
/// letters are in it.
/// </summary>
internal sealed class WordCommand : IDisposable
{
    public const string Placeholder = "{word}";
    private const int MostAtOnce = 8;

    /// <summary>What a program leaves behind may hold its output open for ever: after the program's own end it is listened to for so long.</summary>
    private static readonly TimeSpan OutputAfterEnd = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<string> _words;
    private readonly Screen _screen;
    private readonly List<Task> _running = [];

    /// <param name="command">Program and arguments, quoted as <see cref="ShellWords"/> tells; {word} stands for the word.</param>
    /// <param name="screen">Takes what the program prints, as messages.</param>
    /// <exception cref="UsageException">The command is empty, or a quote in it is never closed.</exception>
    public WordCommand(string command, Screen screen)
    {
        _words = ShellWords.Split(command);
        _screen = screen;
        if (_words.Count == 0)
        {
            throw new UsageException("--exec takes a command, not ''.");
        }
    }

    /// <summary>Starts the program; does not wait for it.</summary>
    public void Run(DetectedWord word)
    {
        _running.RemoveAll(run => run.IsCompleted);
        if (_running.Count >= MostAtOnce)
        {
            _screen.Note($"{_words[0]}: not run for '{word.Label}': it has {MostAtOnce} words still to end with");
            return;
        }

        var start = new ProcessStartInfo(_words[0], _words.Skip(1).Select(argument => argument.Replace(Placeholder, word.Label, StringComparison.Ordinal)))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["HARK_WORD"] = word.Label;
        start.Environment["HARK_CONFIDENCE"] = word.Confidence.ToString("F4", CultureInfo.InvariantCulture);
        start.Environment["HARK_TIME"] = word.Time.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture);
        try
        {
            Process process = Process.Start(start)!;
            process.StandardInput.Close();
            _running.Add(FollowAsync(process, word.Label));
        }
        catch (Win32Exception error)
        {
            throw new HarkException($"--exec: {_words[0]}: cannot be run ({error.Message.TrimEnd('.')}). Give a program that is on the path, or its whole path; for a shell's own words, 'sh -c ...'.", error);
        }
    }

    /// <summary>Waits for the programs under way, and for their output.</summary>
    public void Dispose() => Task.WhenAll(_running).GetAwaiter().GetResult();

    /// <summary>Passes on what a program prints until it has ended, and tells a failure.</summary>
    private async Task FollowAsync(Process process, string word)
    {
        using Process owned = process;
        Task end = process.WaitForExitAsync();
        await PassOnAsync(process.StandardOutput, DelayAfterAsync(end)).ConfigureAwait(false);
        await end.ConfigureAwait(false);
        if (process.ExitCode != 0)
        {
            _screen.Note($"{_words[0]}: failed for '{word}': it ended with code {process.ExitCode}");
        }
    }

    private static async Task DelayAfterAsync(Task end)
    {
        await end.ConfigureAwait(false);
        await Task.Delay(OutputAfterEnd).ConfigureAwait(false);
    }

    /// <summary>Whole lines at a time, as messages: standard output is for words.</summary>
    private async Task PassOnAsync(StreamReader output, Task limit)
    {
        var buffer = new char[1 << 14];
        string held = "";
        while (true)
        {
            Task<int> read = output.ReadAsync(buffer, 0, buffer.Length);
            int count = await Task.WhenAny(read, limit).ConfigureAwait(false) == read ? await read.ConfigureAwait(false) : 0;
            held += new string(buffer, 0, count);
            int told = count == 0 || held.Length > 8 * buffer.Length ? held.Length : held.LastIndexOf('\n') + 1;
            if (told > 0)
            {
                _screen.Message(held[..told].TrimEnd('\r', '\n'));
                held = held[told..];
            }

            if (count == 0)
            {
                return;
            }
        }
    }
}
