namespace Hark.Studio.Training;

/// <summary>What a training that Studio started said.</summary>
internal static class TrainingLog
{
    private const string ErrorPrefix = "hark: ";

    /// <summary>The log begins with what was typed; null where there is none.</summary>
    public static string? Command(string runPath)
    {
        try
        {
            return File.ReadLines(RunLocations.LogFile(runPath)).FirstOrDefault()?.TrimStart('$', ' ');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Begins the log of a training that is asked for.</summary>
    public static void Begin(string runPath, IReadOnlyList<string> arguments)
        => AtomicFile.WriteText(RunLocations.LogFile(runPath), $"$ hark {string.Join(' ', arguments.Select(a => a.Contains(' ', StringComparison.Ordinal) ? $"\"{a}\"" : a))}\n");

    /// <summary>The one line with which it failed; null where it said none.</summary>
    public static string? Problem(string runPath)
    {
        try
        {
            return File.ReadLines(RunLocations.LogFile(runPath)).LastOrDefault(l => l.StartsWith(ErrorPrefix, StringComparison.Ordinal))?[ErrorPrefix.Length..];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
