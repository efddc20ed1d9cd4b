using Hark.Audio;

namespace Hark.Cli.Tests;

public class PlayCommandTests
{
    [Fact]
    public void Where_there_is_no_player_it_says_so_and_how_to_hear_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows always has a player.");
        using var folder = new TemporaryFolder();
        new ComplexWave(new Partial(440, 0.5)).ToClip(8000, 0.1).Save(folder["a.wav"]);
        HarkProcess.Outcome outcome = HarkProcess.RunWith(("PATH", folder.Path), folder.Path, "play", "a.wav");
        string message = outcome.ExpectFailure();
        Assert.Contains("copy a.wav to a machine that can play it", message, StringComparison.Ordinal);
        Assert.StartsWith("a.wav: 0.10 s, 8000 Hz, 1 channel\n", outcome.Error, StringComparison.Ordinal);
    }
}
