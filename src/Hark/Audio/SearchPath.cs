namespace Hark.Audio;

/// <summary>Finds programs of the system.</summary>
internal static class SearchPath
{
    /// <summary>The folders that programs are looked for in.</summary>
    public static string? Current => Environment.GetEnvironmentVariable("PATH");

    /// <summary>Where the program stands on <paramref name="searchPath"/> (as in the variable PATH); null where it does not.</summary>
    public static string? Find(string name, string? searchPath)
    {
        string file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        return (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
    }
}
