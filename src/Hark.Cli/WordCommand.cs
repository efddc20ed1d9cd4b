using Hark.Streaming;
using System.CommandLine.Parsing;
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
    private readonly string[] _words;
    private readonly Screen _screen;
    private readonly List<Process> _running = [];

    /// <param name="command">Program and arguments, quoted as in a shell; {word} stands for the word.</param>
    /// <param name="screen">Takes what the program prints, as messages.</param>
    /// <exception cref="UsageException">The command is empty.</exception>
    public WordCommand(string command, Screen screen)
    {
        _words = [.. CommandLineParser.SplitCommandLine(command)];
        _screen = screen;
        if (_words.Length == 0)
        {
            throw new UsageException("--exec takes a command, not ''.");
        }
    }

    /// <summary>Starts the program; does not wait for it.</summary>
    public void Run(DetectedWord word)
    {
        _running.RemoveAll(process =>
        {
            bool ended = process.HasExited;
            if (ended)
            {
                process.Dispose();
            }

            return ended;
        });
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

            // Standard output is for words.
            process.OutputDataReceived += (_, line) =>
            {
                if (line.Data is not null)
                {
                    Console.Error.WriteLine(line.Data);
                }
            };
            process.BeginOutputReadLine();
            _running.Add(process);
        }
        catch (Win32Exception error)
        {
            throw new HarkException($"--exec: {_words[0]}: cannot be run ({error.Message.TrimEnd('.')}). Give a program that is on the path, or its whole path; for a shell's own words, 'sh -c ...'.", error);
        }
    }

    /// <summary>Waits for the programs under way.</summary>
    public void Dispose()
    {
        foreach (Process process in _running)
        {
            process.WaitForExit();
            process.Dispose();
        }
    }
}
