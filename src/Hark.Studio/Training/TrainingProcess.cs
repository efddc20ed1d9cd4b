using System.Diagnostics;

namespace Hark.Studio.Training;

/// <summary>Starts a process that neither Studio's end nor a Ctrl-C meant for Studio ends, and whose words go to a file.</summary>
internal static class TrainingProcess
{
    // A session or a job of its own, which a Ctrl-C at the terminal does not reach; the shell ends at once.
    private const string Script = """
        log=$1; shift
        if command -v setsid >/dev/null; then setsid "$@" >>"$log" 2>&1 </dev/null &
        else set -m; "$@" >>"$log" 2>&1 </dev/null &
        fi
        """;

    /// <exception cref="HarkException">It cannot be started.</exception>
    public static void Start(IReadOnlyList<string> command, string logFile)
    {
        ProcessStartInfo start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", $"/d /s /c \"{string.Join(' ', command.Select(Quoted))} >> {Quoted(logFile)} 2>&1\"") { CreateNoWindow = true }
            : new ProcessStartInfo("/bin/sh", ["-c", Script, "hark", logFile, .. command]);
        start.UseShellExecute = false;
        start.WorkingDirectory = Environment.CurrentDirectory;
        try
        {
            using Process? process = Process.Start(start);
            if (!OperatingSystem.IsWindows())
            {
                process?.WaitForExit();
            }
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new HarkException($"The training cannot be started ({error.Message.TrimEnd('.')}). Start it with 'hark train'; it will appear here.", error);
        }
    }

    /// <summary>For cmd.exe: quotation marks cannot stand in names of files, and per cent signs would be read as variables.</summary>
    private static string Quoted(string word)
        => word.AsSpan().IndexOfAny("\"%\r\n") < 0
            ? $"\"{word}\""
            : throw new HarkException($"'{word}' cannot be handed to a training on Windows: it holds a quotation or per cent sign. Rename it.");
}
