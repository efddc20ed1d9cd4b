using Hark.Audio;
using System.Diagnostics;

namespace Hark.Cli.Tests;

/// <summary>Every sample, built and run as a reader of the README does, with a recorder that plays a recording.</summary>
public class SampleTests(SpokenTones tones)
{
    [Fact]
    public void The_voice_command_app_reacts_to_each_word_at_the_microphone()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["sound"], SampleCodec.Encode(SpokenTones.Make(8000).Samples, WavEncoding.Pcm16));
        folder.Script("arecord", "cat \"$(dirname \"$0\")/sound\"");
        HarkProcess.Outcome outcome = VoiceCommand(folder.Path + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"), Model).Expect(1);
        ExpectWords("through arecord", outcome);
        Assert.Equal("The microphone is gone: arecord ended (it ended with code 0). Check that it is plugged in, and start again.\n", outcome.Error);
    }

    [Fact]
    public void The_voice_command_app_reacts_to_each_word_of_a_recording()
    {
        using var folder = new TemporaryFolder();
        SpokenTones.Make(44100).ToChannels(2).Save(folder["words.wav"]);
        HarkProcess.Outcome outcome = VoiceCommand(Environment.GetEnvironmentVariable("PATH")!, Model, folder["words.wav"]).Expect(0);
        ExpectWords($"to {folder["words.wav"]}", outcome);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public void The_voice_command_app_says_in_one_line_what_is_wrong()
    {
        string path = Environment.GetEnvironmentVariable("PATH")!;
        Assert.Equal("Name a model: dotnet run samples/voice-command.cs -- MODEL.safetensors [SOUND.wav]\n", VoiceCommand(path).Expect(1).Error);
        using var folder = new TemporaryFolder();
        Assert.Matches("^[^\n]*nothing[.]wav[^\n]*\n$", VoiceCommand(path, Model, folder["nothing.wav"]).Expect(1).Error);
        folder.Script("arecord", "echo 'no card' >&2; exit 1");
        foreach (string other in (string[])["parec", "ffmpeg", "rec"])
        {
            folder.Script(other, "exit 1");
        }

        Assert.Matches("^No microphone can be listened to [(]arecord: no card; [^\n]*[)][.] [^\n]*\n$", VoiceCommand(folder.Path + Path.PathSeparator + path, Model).Expect(1).Error);
    }

    private string Model => Path.Combine(tones.Run, "weights.safetensors");

    private static void ExpectWords(string where, HarkProcess.Outcome outcome)
    {
        string[] lines = outcome.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal($"Listening {where} for {string.Join(", ", SpokenTones.Labels)}.", lines[0]);
        Assert.Equal(SpokenTones.Spoken, lines[1..].Select(line => line.Split(": ")[1].Split(' ')[0]));
    }

    private static HarkProcess.Outcome VoiceCommand(string searchPath, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["run", "samples/voice-command.cs", "--", .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = LessonTests.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        start.Environment["PATH"] = searchPath;
        using var running = new HarkProcess.Running(Process.Start(start)!);
        return running.Wait(seconds: 600);
    }
}
