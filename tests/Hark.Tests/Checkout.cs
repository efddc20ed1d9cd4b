namespace Hark.Tests;

/// <summary>Where the sources are.</summary>
internal static class Checkout
{
    /// <summary>The folder that holds Hark.slnx.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Hark.slnx")))
        {
            at = at.Parent;
        }

        return at?.FullName ?? throw new DirectoryNotFoundException("The tests run from inside a checkout of Hark.");
    }
}
