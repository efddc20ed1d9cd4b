using Hark.Audio;
using System.CommandLine;

namespace Hark.Cli.Commands;

/// <summary><c>hark play FILE</c>.</summary>
internal static class PlayCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A WAV file" };
        var command = new Command("play", "Play a WAV file through the system.\n\nExample:\n  hark play my.wav") { file };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(file)!;
            AudioClip clip = AudioClip.Load(path);
            Console.Error.WriteLine($"{path}: {clip.Duration.TotalSeconds:F2} s, {clip.SampleRate} Hz, {clip.Channels} {(clip.Channels == 1 ? "channel" : "channels")}");
            PlayResult played = Player.Play(path);
            return played.Played ? ExitCode.Done : throw new HarkException(played.Message);
        });
        return command;
    }
}
