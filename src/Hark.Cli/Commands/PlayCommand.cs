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
            WavHeader header = WavHeader.Read(path);
            Console.Error.WriteLine($"{path}: {header.Duration?.TotalSeconds:F2} s, {header.SampleRate} Hz, {header.Channels} {(header.Channels == 1 ? "channel" : "channels")}");
            PlayResult played = Player.Play(path);
            return played.Played ? ExitCode.Done : throw new HarkException(played.Message);
        });
        return command;
    }
}
