namespace Hark.Cli.Tests;

public class HelpTests
{
    [Fact]
    public void Every_command_explains_itself_with_an_example()
    {
        var found = new List<string>();
        Visit([], found);

        string[] promised =
        [
            "tone", "quantize", "info", "convert", "play", "features", "plot waveform", "plot spectrum", "plot spectrogram", "plot mel", "plot mfcc", "plot filterbank",
            "data summary", "data sample", "data export", "data download", "models", "import", "train", "evaluate", "compare", "predict", "detect", "listen", "measure-detection", "export", "data check", "studio",
        ];
        Assert.Subset(found.ToHashSet(StringComparer.Ordinal), promised.ToHashSet(StringComparer.Ordinal));
    }

    private static void Visit(string[] command, List<string> found)
    {
        HarkProcess.Outcome help = HarkProcess.Run(".", [.. command, "--help"]).Expect(0);
        Assert.Empty(help.Error);
        Assert.Contains("\nExample", help.Out, StringComparison.Ordinal);
        string named = string.Join(' ', ["hark", .. command]);
        Assert.Contains($"\n  {named}", help.Out[help.Out.IndexOf("\nExample", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains($"Usage:\n  {named}", help.Out, StringComparison.Ordinal);
        found.Add(string.Join(' ', command));
        Parallel.ForEach(CommandsIn(help.Out), new ParallelOptions { MaxDegreeOfParallelism = 2 }, below =>
        {
            var inside = new List<string>();
            Visit([.. command, below], inside);
            lock (found)
            {
                found.AddRange(inside);
            }
        });
    }

    private static IEnumerable<string> CommandsIn(string help)
    {
        int start = help.IndexOf("\nCommands:\n", StringComparison.Ordinal);
        return start < 0
            ? []
            : help[(start + "\nCommands:\n".Length)..].Split('\n').TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0]);
    }
}
