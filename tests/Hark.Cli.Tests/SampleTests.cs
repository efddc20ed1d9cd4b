using Hark.Audio;
using System.Diagnostics;

namespace Hark.Cli.Tests;

/// <summary>Every sample, built and run as a reader of the README does, with a recorder that plays a recording.</summary>
public class SampleTests(SpokenTones tones)
{
    [Fact]
    public void The_voice_command_app_reacts_to_each_word()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["sound"], SampleCodec.Encode(SpokenTones.Make(8000).Samples, WavEncoding.Pcm16));
        folder.Script("arecord", "cat \"$(dirname \"$0\")/sound\"");
        var start = new ProcessStartInfo("dotnet", ["run", "samples/voice-command.cs", "--", Path.Combine(tones.Run, "weights.safetensors")])
        {
            UseShellExecute = false,
            WorkingDirectory = LessonTests.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        start.Environment["PATH"] = folder.Path + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        using var running = new HarkProcess.Running(Process.Start(start)!);
        HarkProcess.Outcome outcome = running.Wait(seconds: 600);
        string[] lines = outcome.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal($"Listening through arecord for {string.Join(", ", SpokenTones.Labels)}.", lines[0]);
        Assert.Equal(SpokenTones.Spoken, lines[1..].Select(line => line.Split(": ")[1].Split(' ')[0]));
        Assert.Contains("The microphone is gone: arecord ended (it ended with code 0).", outcome.Error, StringComparison.Ordinal);
    }
}
