namespace Hark.Data;

/// <summary>Whether a disk has room, asked before it is filled.</summary>
internal static class FreeSpace
{
    /// <param name="folder">An existing folder on the disk.</param>
    /// <param name="bytes">What is to be written there.</param>
    /// <param name="purpose">What for, as in "the archive".</param>
    /// <exception cref="HarkException">There is less.</exception>
    public static void Require(string folder, long bytes, string purpose)
    {
        if (Of(folder) is { } free && free < bytes)
        {
            throw new HarkException(
                $"{folder}: {bytes:N0} bytes are needed ({purpose}), but {free:N0} bytes are free. Make room, or name a folder on another disk with --out.");
        }
    }

    /// <summary>Bytes that this user may write; null where the system does not tell.</summary>
    private static long? Of(string folder)
    {
        try
        {
            string full = Path.GetFullPath(folder);
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(full)! : full).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
