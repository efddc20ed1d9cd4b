using Hark.Audio;
using System.Text.Json;

namespace Hark.Cli.Tests;

public class ListenCommandTests(SpokenTones tones)
{
    /// <summary>The recording without a header.</summary>
    private static readonly byte[] Raw = SampleCodec.Encode(SpokenTones.Make(16000).Samples, WavEncoding.Pcm16);

    [Fact]
    public void Raw_samples_are_listened_to_and_each_word_is_a_line_of_json()
    {
        HarkProcess.Outcome outcome = HarkProcess.RunWithInput(Raw, "listen", "--input", "-", "--rate", "16000", "--run", tones.Run, "--json").Expect(0);
        string[] labels = [.. outcome.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            using JsonDocument word = JsonDocument.Parse(line);
            Assert.Equal(["label", "start", "end", "time", "confidence"], word.RootElement.EnumerateObject().Select(p => p.Name));
            return word.RootElement.GetProperty("label").GetString()!;
        })];
        Assert.Equal(SpokenTones.Spoken, labels);
        Assert.EndsWith("listening to standard input (raw, 16000 Hz)\n", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wav_file_in_the_pipe_tells_its_own_rate()
    {
        HarkProcess.Outcome outcome = HarkProcess.RunWithInput(SpokenTones.Make(44100).ToChannels(2).ToWavBytes(), "listen", "--input", "-", "--rate", "8000", "--run", tones.Run).Expect(0);
        Assert.Equal(SpokenTones.Spoken, outcome.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split("  ")[1]));
        Assert.EndsWith("listening to standard input (WAV, 44100 Hz)\n", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_is_told_while_the_sound_goes_on()
    {
        byte[] raw = SampleCodec.Encode(SpokenTones.Make(16000).Samples[..(4 * 16000)], WavEncoding.Pcm16);
        using HarkProcess.Running listening = HarkProcess.StartWithInput("listen", "--input", "-", "--run", tones.Run);
        listening.Write(raw);
        long deadline = Environment.TickCount64 + 60_000;
        listening.WaitUntil(() => listening.OutSoFar.Contains('\n', StringComparison.Ordinal) || Environment.TickCount64 > deadline);
        Assert.Contains("\n", listening.OutSoFar, StringComparison.Ordinal);
        listening.EndInput();
        Assert.StartsWith("0:00:01.", listening.Wait().Expect(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_is_run_for_each_word_and_no_shell_reads_the_word()
    {
        using var folder = new TemporaryFolder();
        string script = folder.Script("do it", "printf '%s|%s|%s|%s\\n' \"$#\" \"$1\" \"$2\" \"$HARK_WORD\" >> \"$0.txt\"\necho printed");
        HarkProcess.Outcome outcome = HarkProcess.RunWithInput(Raw, "listen", "--input", "-", "--run", tones.Run, "--exec", $"\"{script}\" \"$(touch x) {{word}}; ls\" '*'").Expect(0);
        Assert.Equal(
            SpokenTones.Spoken.Select(word => $"2|$(touch x) {word}; ls|*|{word}").Order(StringComparer.Ordinal),
            File.ReadAllLines(script + ".txt").Order(StringComparer.Ordinal));
        Assert.DoesNotContain("printed", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("printed\n", outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists("x"));
    }

    [Fact]
    public void A_program_that_fails_is_one_line_a_word()
    {
        HarkProcess.Outcome outcome = HarkProcess.RunWithInput(Raw, "listen", "--input", "-", "--run", tones.Run, "--exec", "sh -c 'echo \"heard $1\"; exit 3' x {word}").Expect(0);
        Assert.Equal(SpokenTones.Spoken.Select(word => $"sh: failed for '{word}': it ended with code 3").Order(StringComparer.Ordinal), outcome.ErrorLines.Where(line => line.StartsWith("sh: ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(SpokenTones.Spoken, word => Assert.Contains($"heard {word}", outcome.ErrorLines));
    }

    [Fact]
    public void All_that_a_program_prints_arrives()
    {
        HarkProcess.Outcome outcome = HarkProcess.RunWithInput(Raw, "listen", "--input", "-", "--run", tones.Run, "--exec", "seq 1 20000").Expect(0);
        Assert.Equal(20_000 * SpokenTones.Spoken.Length, outcome.ErrorLines.Count(line => line.All(char.IsAsciiDigit)));
    }

    [Fact]
    public void What_a_program_leaves_behind_is_not_waited_for()
    {
        using var folder = new TemporaryFolder();

        // A reader of a pipe that nobody writes to holds the program's output open.
        string script = folder.Script("leave", "mkfifo \"$0.fifo\" 2>&-\n(read x < \"$0.fifo\") 2>&- &\necho left");
        using HarkProcess.Running listening = HarkProcess.StartWithInput("listen", "--input", "-", "--run", tones.Run, "--exec", script);
        listening.Write(Raw);
        listening.EndInput();
        try
        {
            Assert.Equal(SpokenTones.Spoken.Length, listening.Wait(seconds: 60).Expect(0).ErrorLines.Count(line => line == "left"));
        }
        finally
        {
            File.WriteAllText(script + ".fifo", "\n");
        }
    }

    [Fact]
    public void Ctrl_C_on_a_terminal_keeps_the_words_and_gives_the_cursor_back()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["sound"], Raw);
        folder.Script("arecord", "cat \"$(dirname \"$0\")/sound\"; exec tail -f /dev/null");
        using HarkProcess.Running listening = HarkProcess.StartOnTerminal(folder.Path, "listen", "--run", tones.Run, "--exec", "echo heard {word}");
        long deadline = Environment.TickCount64 + 60_000;
        listening.WaitUntil(() => listening.OutSoFar.Contains("heard 아니요", StringComparison.Ordinal) || Environment.TickCount64 > deadline);
        listening.Write([0x03]);
        string shown = listening.Wait(seconds: 60).Expect(130).Out;
        Assert.Contains("\u001b[?25l", shown, StringComparison.Ordinal);
        Assert.True(shown.LastIndexOf("\u001b[?25h", StringComparison.Ordinal) > shown.LastIndexOf("\u001b[?25l", StringComparison.Ordinal), shown);
        Assert.Matches("0:00:0[0-9.]+ - 0:00:0[0-9.]+  네  [0-9]+ ?%\r\n", shown);
        Assert.Contains("heard 네\r\n", shown, StringComparison.Ordinal);
        Assert.EndsWith("hark: interrupted\r\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupt_while_no_sound_comes_ends_it()
    {
        using HarkProcess.Running listening = HarkProcess.StartWithInput("listen", "--input", "-", "--run", tones.Run);
        listening.Write(Raw);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals of POSIX");
        listening.WaitUntil(() => listening.OutSoFar.Contains("아니요", StringComparison.Ordinal));
        listening.Interrupt();
        Assert.StartsWith("0:00:01.", listening.Wait(seconds: 60).Expect(130).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fLaC", "FLAC")]
    [InlineData("OggS", "Ogg (Vorbis or Opus)")]
    [InlineData("FORM\0\0\0\0AIFF", "AIFF")]
    [InlineData("RIFX\0\0\0\0WAVE", "RIFX (big-endian WAV)")]
    [InlineData("ID3\u0004", "MP3")]
    public void A_file_of_another_format_is_no_raw_sound(string first, string format)
    {
        byte[] file = [.. System.Text.Encoding.Latin1.GetBytes(first), .. new byte[40_000]];
        string message = HarkProcess.RunWithInput(file, "listen", "--input", "-", "--run", tones.Run).ExpectFailure();
        Assert.StartsWith($"standard input: is {format}; expected ", message, StringComparison.Ordinal);
        Assert.EndsWith("Convert the file first, or send here what this makes of it: ffmpeg -i FILE -c:a pcm_s16le -f wav -   or: sox FILE -t wav -e signed-integer -b 16 -", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_or_closed_standard_input_is_told()
    {
        HarkProcess.Outcome empty = HarkProcess.RunWithInput([], "listen", "--input", "-", "--run", tones.Run).Expect(0);
        Assert.Equal("nothing was heard: no sample came from standard input (raw, 16000 Hz)", empty.ErrorLines[^1]);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux tells what stands at number 0");
        foreach (string[] typed in (string[][])[["listen", "--input", "-"], ["detect", "-"]])
        {
            Assert.StartsWith("standard input: is closed; expected sound.", HarkProcess.RunRedirected("<&-", ".", [.. typed, "--run", tones.Run]).ExpectFailure(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_recorder_that_gives_no_sound_makes_way_for_the_next()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["sound"], Raw);
        folder.Script("arecord", "exec /usr/bin/tail -f /dev/null");
        folder.Script("parec", "cat \"$(dirname \"$0\")/sound\"");
        HarkProcess.Outcome outcome = HarkProcess.RunWith(("PATH", folder.Path + ":/usr/bin:/bin"), folder.Path, "listen", "--run", tones.Run).Expect(1);
        Assert.Contains("no sound from the microphone yet: waiting for it", outcome.ErrorLines);
        Assert.Contains("listening to the microphone, through parec", outcome.ErrorLines);
        Assert.Equal(SpokenTones.Spoken, outcome.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split("  ")[1]));

        File.Delete(folder["parec"]);
        Assert.StartsWith("No microphone can be listened to (arecord: it gave no sound for 5 s). Check that", HarkProcess.RunWith(("PATH", folder.Path), folder.Path, "listen", "--run", tones.Run).ExpectFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_is_not_there_is_one_line()
    {
        string message = HarkProcess.RunWithInput(Raw, "listen", "--input", "-", "--run", tones.Run, "--exec", "no-such-program {word}").ExpectFailure();
        Assert.StartsWith("--exec: no-such-program: cannot be run (", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_microphone_that_disappears_is_one_line_after_the_words_it_gave()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["sound"], Raw);
        folder.Script("arecord", "echo \"$@\" > \"$(dirname \"$0\")/arguments\"; cat \"$(dirname \"$0\")/sound\"; echo 'arecord: read error: No such device' >&2; exit 1");
        HarkProcess.Outcome outcome = HarkProcess.RunWith(("PATH", folder.Path + ":/usr/bin:/bin"), folder.Path, "listen", "--run", tones.Run, "--device", "hw:9");
        Assert.Equal("The microphone is gone: arecord ended (arecord: read error: No such device). Check that it is plugged in, and start again.", Failure(outcome));
        Assert.Equal(SpokenTones.Spoken, outcome.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split("  ")[1]));
        Assert.Equal("-q -t raw -f S16_LE -c 1 -r 16000 -D hw:9\n", File.ReadAllText(folder["arguments"]));
    }

    [Fact]
    public void Without_a_microphone_the_line_says_what_to_do()
    {
        using var folder = new TemporaryFolder();
        HarkProcess.Outcome none = HarkProcess.RunWith(("PATH", folder.Path), folder.Path, "listen", "--run", tones.Run);
        Assert.Equal("No microphone can be listened to: no recorder was found (arecord, parec, ffmpeg, rec). Install one (for example alsa-utils or ffmpeg), or feed samples from elsewhere.", none.ExpectFailure());
        folder.Script("arecord", "echo 'no sound card' >&2; exit 1");
        folder.Script("rec", "exit 2");
        HarkProcess.Outcome failed = HarkProcess.RunWith(("PATH", folder.Path), folder.Path, "listen", "--run", tones.Run);
        Assert.Equal("No microphone can be listened to (arecord: no sound card; rec: it ended with code 2). Check that one is plugged in and allowed, name its device, or feed samples from elsewhere.", failed.ExpectFailure());
    }

    /// <summary>As a failure that comes after results.</summary>
    private static string Failure(HarkProcess.Outcome outcome)
    {
        outcome.Expect(1);
        return outcome.ErrorLines[^1]["hark: ".Length..];
    }
}
