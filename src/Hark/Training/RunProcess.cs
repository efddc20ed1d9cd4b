using System.Diagnostics;
using System.Globalization;

namespace Hark.Training;

/// <summary>Which process trains into a run folder: written there while it does, so that others can tell a run under way from one that ended or was killed.</summary>
public sealed class RunProcess : IDisposable
{
    private readonly string _path;

    private RunProcess(string path) => _path = path;

    /// <summary>Takes the folder for this process until disposed.</summary>
    /// <exception cref="HarkException">Another process trains into it.</exception>
    public static RunProcess Hold(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (Of(folder) is { } other && other != Environment.ProcessId)
        {
            throw new HarkException($"{folder.Path}: process {other} is training into it. Stop that one first, or wait for its end.");
        }

        // An order meant for an earlier process; from here on orders are meant for this one.
        File.Delete(folder.Control);
        using Process self = Process.GetCurrentProcess();
        AtomicFile.WriteText(folder.Process, string.Create(CultureInfo.InvariantCulture, $"{self.Id} {self.StartTime.ToUniversalTime():O}\n"));
        return new RunProcess(folder.Process);
    }

    /// <summary>The number of the process that trains into the folder; null where none does, or it has died.</summary>
    public static int? Of(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string text;
        try
        {
            text = File.ReadAllText(folder.Process);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        string[] parts = text.Trim().Split(' ');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            && DateTime.TryParse(parts[1], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime started)
            && LivingProcess.Is(id, started)
                ? id
                : null;
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What is left names a process that will be dead.
        }
    }
}
