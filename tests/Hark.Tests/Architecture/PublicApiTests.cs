namespace Hark.Tests.Architecture;

public class PublicApiTests
{
    /// <summary>
    /// An API change must show as a diff: after a change that is meant, copy what the test wrote over the listed file
    /// (the message names both).
    /// </summary>
    [Fact]
    public void The_public_api_is_the_listed_one()
    {
        string listed = Path.Combine(Checkout.Root, "src", "Hark", "PublicApi.txt");
        string found = PublicApi.Of(typeof(HarkException).Assembly);
        string written = Path.Combine(AppContext.BaseDirectory, "PublicApi.txt");
        File.WriteAllText(written, found);
        string expected = File.Exists(listed) ? File.ReadAllText(listed).ReplaceLineEndings("\n") : "";
        string[] gone = [.. expected.Split('\n').Except(found.Split('\n'))];
        string[] added = [.. found.Split('\n').Except(expected.Split('\n'))];
        Assert.True(
            found == expected,
            $"The public API differs from {listed}: {gone.Length} lines gone ({string.Join("; ", gone.Take(5))}), {added.Length} added ({string.Join("; ", added.Take(5))}). If that is meant, copy {written} over it.");
    }
}
