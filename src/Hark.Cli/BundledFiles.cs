namespace Hark.Cli;

/// <summary>Finds what comes with Hark: beside the executable (a packed tool), or in the checkout above it.</summary>
internal static class BundledFiles
{
    /// <summary>The synthetic corpus.</summary>
    /// <exception cref="HarkException">It is nowhere.</exception>
    public static string Corpus => Find(Path.Combine("data", "speech-synthetic"))
        ?? throw new HarkException("The bundled corpus (data/speech-synthetic) is not beside this program. Give a data set with --data, or run from a checkout of Hark.");

    /// <summary>The shipped model of single clips, a small one; null where there is none.</summary>
    public static string? Model => Models.FirstOrDefault(path => !IsLive(path));

    /// <summary>The shipped model of streams: the same with larger networks behind it, which judge what it suspects; null where there is none.</summary>
    public static string? LiveModel => Models.FirstOrDefault(IsLive) ?? Model;

    private static IEnumerable<string> Models => Find("models") is { } folder ? Directory.EnumerateFiles(folder, "*.safetensors").Order(StringComparer.Ordinal) : [];

    private static bool IsLive(string path) => Path.GetFileName(path) == "live.safetensors";

    private static string? Find(string relative)
    {
        string program = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        for (DirectoryInfo? at = new(program); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, relative);
            if (Directory.Exists(candidate) && (at.FullName == program || File.Exists(Path.Combine(at.FullName, "Hark.slnx"))))
            {
                return candidate;
            }
        }

        return null;
    }
}
