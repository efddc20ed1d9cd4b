namespace Hark.Audio;

/// <summary>A program that plays a WAV file.</summary>
/// <param name="Name">Its file name, without ending.</param>
/// <param name="Arguments">What it is given; <see cref="FilePlaceholder"/> stands for the file. Each is one word: no shell is asked.</param>
internal sealed record PlayerProgram(string Name, params string[] Arguments)
{
    public const string FilePlaceholder = "{file}";

    /// <summary>PowerShell joins its arguments to one script, so the file's name reaches it by this variable instead.</summary>
    public const string FileVariable = "HARK_PLAY_FILE";

    /// <summary>Those that are looked for, in this order.</summary>
    public static IReadOnlyList<PlayerProgram> Known { get; } = OperatingSystem.IsWindows()
        ?
        [
            new("powershell", "-NoProfile", "-NonInteractive", "-Command", $"(New-Object System.Media.SoundPlayer $env:{FileVariable}).PlaySync()"),
            new("ffplay", "-nodisp", "-autoexit", "-loglevel", "error", FilePlaceholder),
        ]
        :
        [
            new("afplay", FilePlaceholder),
            new("pw-play", FilePlaceholder),
            new("paplay", FilePlaceholder),
            new("aplay", "-q", FilePlaceholder),
            new("ffplay", "-nodisp", "-autoexit", "-loglevel", "error", FilePlaceholder),
            new("play", "-q", FilePlaceholder),
        ];

    /// <summary>Where the program stands on <paramref name="searchPath"/> (as in the variable PATH); null where it does not.</summary>
    public string? Find(string? searchPath) => SearchPath.Find(Name, searchPath);
}
