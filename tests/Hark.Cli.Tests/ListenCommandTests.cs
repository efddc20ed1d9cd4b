using Hark.Audio;
using System.Text.Json;

namespace Hark.Cli.Tests;

public class ListenCommandTests(SpokenTones tones)
{
    [Fact]
    public void Raw_samples_are_listened_to_and_each_word_is_a_line_of_json()
    {
        byte[] raw = SampleCodec.Encode(SpokenTones.Make(16000).Samples, WavEncoding.Pcm16);
        HarkProcess.Outcome outcome = HarkProcess.RunWithInput(raw, "listen", "--input", "-", "--rate", "16000", "--run", tones.Run, "--json").Expect(0);
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
        byte[] raw = SampleCodec.Encode(SpokenTones.Make(16000).Samples, WavEncoding.Pcm16);
        HarkProcess.Outcome outcome = HarkProcess.RunWithInput(raw, "listen", "--input", "-", "--run", tones.Run, "--exec", $"\"{script}\" \"$(touch x) {{word}}; ls\" '*'").Expect(0);
        Assert.Equal(
            SpokenTones.Spoken.Select(word => $"2|$(touch x) {word}; ls|'*'|{word}").Order(StringComparer.Ordinal),
            File.ReadAllLines(script + ".txt").Order(StringComparer.Ordinal));
        Assert.DoesNotContain("printed", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("printed\n", outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists("x"));
    }

    [Fact]
    public void A_program_that_is_not_there_is_one_line()
    {
        byte[] raw = SampleCodec.Encode(SpokenTones.Make(16000).Samples, WavEncoding.Pcm16);
        string message = HarkProcess.RunWithInput(raw, "listen", "--input", "-", "--run", tones.Run, "--exec", "no-such-program {word}").ExpectFailure();
        Assert.StartsWith("--exec: no-such-program: cannot be run (", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_microphone_that_disappears_is_one_line_after_the_words_it_gave()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["sound"], SampleCodec.Encode(SpokenTones.Make(16000).Samples, WavEncoding.Pcm16));
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
