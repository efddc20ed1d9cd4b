using System.ComponentModel;
using System.Diagnostics;

namespace Hark.Audio;

/// <summary>
/// Plays sound through whatever player the system has: afplay, pw-play, paplay, aplay, ffplay, sox's play, or PowerShell on Windows. Where
/// there is none, or no loudspeaker, the result says so; that is no error.
/// </summary>
public static class Player
{
    /// <summary>A player that has not ended so long after the sound should have is stopped.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>Plays <paramref name="clip"/> and waits until it is over.</summary>
    public static PlayResult Play(AudioClip clip, CancellationToken cancellation = default)
        => Play(clip, "save it (AudioClip.Save) and copy it to a machine that can play it", cancellation);

    /// <summary>Plays the WAV file <paramref name="path"/> and waits until it is over.</summary>
    /// <exception cref="HarkException">The file is missing or no WAV that Hark reads.</exception>
    public static PlayResult Play(string path, CancellationToken cancellation = default)
    {
        WavHeader header = WavHeader.Read(path);
        string remedy = $"copy {path} to a machine that can play it";

        // Not every player knows every encoding: what is short enough is handed over as 16-bit integers.
        return header.Encoding != WavEncoding.Pcm16 && header.Duration < TimeSpan.FromMinutes(10)
            ? Play(AudioClip.Load(path), remedy, cancellation)
            : Play(path, header.Duration ?? TimeSpan.Zero, remedy, PlayerProgram.Known, SearchPath.Current, cancellation);
    }

    private static PlayResult Play(AudioClip clip, string remedy, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(clip);
        string folder = Directory.CreateTempSubdirectory("hark-play-").FullName;
        try
        {
            string path = Path.Combine(folder, "clip.wav");
            clip.Save(path);
            return Play(path, clip.Duration, remedy, PlayerProgram.Known, SearchPath.Current, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Tries each of <paramref name="programs"/> that is found on <paramref name="searchPath"/> until one plays the file.</summary>
    internal static PlayResult Play(
        string path, TimeSpan duration, string remedy, IReadOnlyList<PlayerProgram> programs, string? searchPath, CancellationToken cancellation)
    {
        string? failure = null;
        foreach (PlayerProgram program in programs)
        {
            if (program.Find(searchPath) is not { } executable)
            {
                continue;
            }

            string? complaint = Run(executable, program, Path.GetFullPath(path), duration + Grace, cancellation);
            if (complaint is null)
            {
                return new PlayResult(Played: true, program.Name, $"Played by {program.Name}.");
            }

            failure ??= complaint.StartsWith(program.Name, StringComparison.Ordinal) ? complaint : $"{program.Name}: {complaint}";
            if (cancellation.IsCancellationRequested)
            {
                return new PlayResult(Played: false, Player: null, "Stopped.");
            }
        }

        string names = string.Join(", ", programs.Select(program => program.Name));
        return new PlayResult(Played: false, Player: null, failure is null
            ? $"Not played: no player was found ({names}). To hear it, install one (for example alsa-utils, ffmpeg or sox) or {remedy}."
            : $"Not played: no player could ({failure}). To hear it, check that the machine has a sound device, or {remedy}.");
    }

    /// <summary>Null where the program played the file, else what it complained of.</summary>
    private static string? Run(string executable, PlayerProgram program, string path, TimeSpan patience, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(executable)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[PlayerProgram.FileVariable] = path;
        foreach (string argument in program.Arguments)
        {
            start.ArgumentList.Add(argument.Replace(PlayerProgram.FilePlaceholder, path, StringComparison.Ordinal));
        }

        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            string said = "";
            process.ErrorDataReceived += (_, line) => said = string.IsNullOrWhiteSpace(line.Data) ? said : line.Data.Trim(); // the last line is the verdict
            process.OutputDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            process.BeginOutputReadLine();
            return Wait(process, patience, cancellation) ?? (process.ExitCode == 0 ? null : said.Length > 0 ? said : $"ended with code {process.ExitCode}");
        }
        catch (Exception error) when (error is Win32Exception or IOException or InvalidOperationException)
        {
            return error.Message;
        }
    }

    private static string? Wait(Process process, TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            process.WaitForExitAsync(limit.Token).GetAwaiter().GetResult();
            return null;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return cancellation.IsCancellationRequested ? "stopped" : "did not end in time";
        }
    }
}
