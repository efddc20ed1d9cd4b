namespace Hark.Cli;

/// <summary>Standard input as a stream of bytes.</summary>
internal static class StandardInput
{
    /// <summary>What messages call it.</summary>
    public const string Name = "standard input";

    private const int CloseOnExec = 0x80000; // O_CLOEXEC: 02000000 in octal, as Linux prints it

    /// <exception cref="HarkException">It was closed before the program began.</exception>
    public static Stream Open()
        => IsClosed()
            ? throw new HarkException($"{Name}: is closed; expected sound. Pipe some in: ... | hark, or hark ... < FILE.")
            : Console.OpenStandardInput();

    /// <summary>
    /// Where the number 0 is free at the start, the runtime takes it for a pipe to itself, in which nothing ever comes. Such a descriptor is to be closed on
    /// exec, so it cannot have been handed over by who started this program. Told by Linux only.
    /// </summary>
    private static bool IsClosed()
    {
        const string flags = "flags:";
        try
        {
            return OperatingSystem.IsLinux()
                && File.ReadLines("/proc/self/fdinfo/0").FirstOrDefault(line => line.StartsWith(flags, StringComparison.Ordinal)) is { } line
                && (Convert.ToInt64(line[flags.Length..].Trim(), 8) & CloseOnExec) != 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error is FileNotFoundException;
        }
    }
}
