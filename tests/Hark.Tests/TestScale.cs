namespace Hark.Tests;

/// <summary>Reduced counts by default; everything at full count under <c>test --long</c>.</summary>
internal static class TestScale
{
    public static bool Long { get; } = Environment.GetEnvironmentVariable("HARK_TEST_LONG") == "1";

    /// <summary>The reduced or the full count, by the way the tests were started.</summary>
    public static int Count(int reduced, int full) => Long ? full : reduced;
}
