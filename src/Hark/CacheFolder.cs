namespace Hark;

/// <summary>Where a user's machine keeps what can be made or fetched again.</summary>
internal static class CacheFolder
{
    /// <summary><c>hark/...</c> below <c>XDG_CACHE_HOME</c> where that is an absolute path, else below the platform's cache folder. It need not exist.</summary>
    public static string Of(params ReadOnlySpan<string> below) => Path.Combine([Root(), "hark", .. below]);

    private static string Root()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } given && Path.IsPathFullyQualified(given))
        {
            return given;
        }

        if (OperatingSystem.IsWindows())
        {
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        }

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches") : Path.Combine(home, ".cache");
    }
}
