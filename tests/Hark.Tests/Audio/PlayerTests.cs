using Hark.Audio;

namespace Hark.Tests.Audio;

public sealed class PlayerTests : IDisposable
{
    private const string Remedy = "copy it";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_player_the_result_says_so_and_how_to_hear_it()
    {
        PlayResult result = Play("/nowhere", new PlayerProgram("one"), new PlayerProgram("two"));

        Assert.False(result.Played);
        Assert.Null(result.Player);
        Assert.Equal("Not played: no player was found (one, two). To hear it, install one (for example alsa-utils, ffmpeg or sox) or copy it.", result.Message);
    }

    [Fact]
    public void The_file_is_one_argument_whatever_its_name()
    {
        string player = Script("good", "printf '%s|' \"$@\" > \"$(dirname \"$0\")/arguments\"");
        string sound = _folder["a b; touch \"$(x)\" ' & .wav"];
        Sounds.Speechlike(10).Save(sound);

        PlayResult result = Player.Play(sound, TimeSpan.Zero, Remedy, [new("good", "-q", PlayerProgram.FilePlaceholder)], player, CancellationToken.None);

        Assert.Equal(new PlayResult(true, "good", "Played by good."), result);
        Assert.Equal($"-q|{sound}|", File.ReadAllText(_folder["arguments"]));
    }

    [Fact]
    public void A_player_that_fails_is_followed_by_the_next()
    {
        Script("bad", "echo 'looking' >&2; echo 'no sound card' >&2; exit 3");
        string path = Script("good", "exit 0");

        Assert.Equal(new PlayResult(true, "good", "Played by good."), Play(path, new PlayerProgram("bad"), new PlayerProgram("good")));
        PlayResult failed = Play(path, new PlayerProgram("bad"));
        Assert.Equal("Not played: no player could (bad: no sound card). To hear it, check that the machine has a sound device, or copy it.", failed.Message);
        Assert.False(failed.Played);
    }

    [Fact]
    public void A_silent_failure_tells_its_code()
        => Assert.Contains("(bad: ended with code 4)", Play(Script("bad", "exit 4"), new PlayerProgram("bad")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Playing_can_be_stopped()
    {
        string path = Script("slow", "touch \"$(dirname \"$0\")/started\"; exec sleep 600");
        using var stop = new CancellationTokenSource();
        Task<PlayResult> playing = Task.Run(() => Player.Play(_folder["x.wav"], TimeSpan.FromHours(1), Remedy, [new("slow")], path, stop.Token));
        Assert.True(SpinWait.SpinUntil(() => File.Exists(_folder["started"]), TimeSpan.FromSeconds(60)));
        await stop.CancelAsync();

        Assert.Equal(new PlayResult(false, null, "Stopped."), await playing);
    }

    [Fact]
    public void A_file_that_is_not_there_is_told_before_any_player_starts()
        => Assert.Throws<HarkException>(() => Player.Play(_folder["none.wav"]));

    private PlayResult Play(string searchPath, params PlayerProgram[] programs)
        => Player.Play(_folder["x.wav"], TimeSpan.Zero, Remedy, programs, searchPath, CancellationToken.None);

    /// <summary>Puts a program into the folder; returns the folder as a search path.</summary>
    private string Script(string name, string body)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the stand-in players are shell scripts");
            return "";
        }

        string path = _folder.Write(name, System.Text.Encoding.UTF8.GetBytes($"#!/bin/sh\n{body}\n"));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Path.GetDirectoryName(path)!;
    }
}
