using System.Diagnostics;
using System.Text;

namespace Hark.Cli.Tests;

public class SampleTests(SpokenTones tones)
{
    [Fact]
    public void The_voice_command_app_hears_the_words_of_a_recording()
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string app = Path.Combine(Checkout.Root, "samples", "VoiceCommands", "bin", configuration, "net10.0", "VoiceCommands.dll");
        Assert.SkipUnless(File.Exists(app), "samples/VoiceCommands is not built");
        using var folder = new TemporaryFolder();
        SpokenTones.Make(8000).Save(folder["recording.wav"]);
        var start = new ProcessStartInfo("dotnet", ["exec", app, tones.Run, folder["recording.wav"]]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        Assert.Equal(SpokenTones.Spoken, said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]));
        Assert.Matches("^(.+ [(][0-9]+ ?%[)]: the lamp is off\n)+$", said);
    }
}
