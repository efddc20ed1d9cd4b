using Hark.Audio;
using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;

namespace Hark.Cli.Tests;

public class DetectCommandTests(SpokenTones tones)
{
    [Fact]
    public void The_words_of_a_recording_are_told_with_their_places()
    {
        using var folder = new TemporaryFolder();
        SpokenTones.Make(8000).Save(folder["긴 녹음.wav"]);
        HarkProcess.Outcome outcome = folder.Run("detect", "긴 녹음.wav", "--run", tones.Run, "--json", "--plot", "그림.svg").Expect(0);
        using JsonDocument json = JsonDocument.Parse(outcome.Out);
        Assert.Equal(["file", "run", "seconds", "words"], json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(SpokenTones.Seconds, json.RootElement.GetProperty("seconds").GetDouble(), 1e-3);
        JsonElement[] words = [.. json.RootElement.GetProperty("words").EnumerateArray()];
        Assert.Equal(SpokenTones.Spoken, words.Select(word => word.GetProperty("label").GetString()!));
        foreach ((JsonElement word, (int _, double start)) in words.Zip(SpokenTones.Words))
        {
            Assert.Equal(["label", "start", "end", "time", "confidence"], word.EnumerateObject().Select(p => p.Name));
            Assert.Equal(start, word.GetProperty("start").GetDouble(), 0.03);
            Assert.InRange(word.GetProperty("end").GetDouble(), start, start + SpokenTones.WordSeconds + 0.03);
            Assert.InRange(word.GetProperty("time").GetDouble(), start, start + SpokenTones.WordSeconds + 0.5);
            Assert.InRange(word.GetProperty("confidence").GetDouble(), 0.7, 1);
        }

        string[] texts = [.. XDocument.Load(folder["그림.svg"]).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];
        Assert.Subset(texts.ToHashSet(StringComparer.Ordinal), new HashSet<string>([.. SpokenTones.Labels, "긴 녹음.wav", "time (s)"], StringComparer.Ordinal));
    }

    [Fact]
    public void Every_form_tells_the_same_words()
    {
        using var folder = new TemporaryFolder();
        SpokenTones.Make(44100).ToChannels(2).Save(folder["a.wav"]);
        HarkProcess.Outcome text = folder.Run("detect", "a.wav", "--run", tones.Run).Expect(0);
        Assert.Equal(SpokenTones.Words.Length, text.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Matches(@"^0:00:01[.][0-9] - 0:00:0[0-9.]+  네  [0-9]+ ?%\n", text.Out);
        Assert.Matches(@"\n5 words in 0:00:14[.]0 of sound, listened to at [0-9,]+ times real time\n$", text.Error);

        HarkProcess.Outcome csv = folder.Run("detect", "a.wav", "--run", tones.Run, "--format", "csv", "--quiet").Expect(0);
        Assert.Empty(csv.Error);
        string[] lines = csv.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("label,start,end,time,confidence", lines[0]);
        Assert.Equal(SpokenTones.Spoken, lines[1..].Select(line => line.Split(',')[0]));

        folder.Run("detect", "a.wav", "--run", tones.Run, "--format", "audacity", "--out", "labels.txt").Expect(0);
        string[][] labels = [.. File.ReadAllLines(folder["labels.txt"]).Select(line => line.Split('\t'))];
        Assert.Equal(SpokenTones.Spoken, labels.Select(label => label[2]));
        Assert.Equal(
            lines[1..].Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture)),
            labels.Select(label => Math.Round(double.Parse(label[0], CultureInfo.InvariantCulture), 3)));
    }

    [Fact]
    public void A_recording_may_come_through_a_pipe()
    {
        using var folder = new TemporaryFolder();
        HarkProcess.Outcome outcome = HarkProcess.RunWithInput(SpokenTones.Make(8000).ToWavBytes(), "detect", "-", "--run", tones.Run, "--quiet", "--format", "csv").Expect(0);
        Assert.Equal(1 + SpokenTones.Words.Length, outcome.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("--out", "no/such/words.csv", "^no/such/words.csv: cannot be written [(]there is no folder no/such[)]. Check that the folder exists, may be written to and has room[.]$")]
    [InlineData("--plot", "no/such/picture.svg", "^no/such/picture.svg: cannot be written [(]there is no folder no/such[)]. Check that the folder exists, may be written to and has room[.]$")]
    [InlineData("--out", "folder", "^folder: is a folder[.] Give the name of the file to write[.]$")]
    public void An_output_that_cannot_be_is_told_before_the_sound_is_listened_to(string option, string path, string message)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["folder"]);
        SpokenTones.Make(8000).Save(folder["a.wav"]);
        HarkProcess.Outcome outcome = folder.Run("detect", "a.wav", "--run", tones.Run, option, path);
        Assert.Matches(message, outcome.ExpectFailure());
        Assert.Single(outcome.ErrorLines);
        Assert.Empty(outcome.Out);
        Assert.Equal(["a.wav", "folder"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_stream_of_another_format_is_told_how_to_be_sent()
    {
        string message = HarkProcess.RunWithInput([.. "fLaC"u8, .. new byte[1000]], "detect", "-", "--run", tones.Run).ExpectFailure();
        Assert.Equal("standard input: is FLAC; expected a WAV file (RIFF). Convert the file first, or send here what this makes of it: ffmpeg -i FILE -c:a pcm_s16le -f wav -   or: sox FILE -t wav -e signed-integer -b 16 -", message);
        string cut = HarkProcess.RunWithInput(SpokenTones.Make(8000).ToWavBytes()[..100_000], "detect", "-", "--run", tones.Run).ExpectFailure();
        Assert.EndsWith("it is cut off. Send it whole, or keep what is there with: sox --ignore-length FILE KEPT.wav", cut, StringComparison.Ordinal);
    }

    [Fact]
    public void A_high_threshold_tells_nothing_and_a_cut_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        byte[] wav = SpokenTones.Make(8000).ToWavBytes();
        File.WriteAllBytes(folder["a.wav"], wav);
        Assert.Empty(folder.Run("detect", "a.wav", "--run", tones.Run, "--threshold", "1").Expect(0).Out);
        File.WriteAllBytes(folder["cut.wav"], wav[..100_000]);
        Assert.Contains("it is cut off", folder.Run("detect", "cut.wav", "--run", tones.Run).ExpectFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_recording_in_float_with_samples_that_are_no_sound_is_refused()
    {
        using var folder = new TemporaryFolder();
        float[] samples = SpokenTones.Make(8000).Samples.ToArray();
        (samples[9], samples[10]) = (3e38f, -3e38f);
        new AudioClip(samples, 8000).Save(folder["a.wav"], WavEncoding.Float32);
        Assert.Equal(
            "a.wav: Sample 9 of the signal is 3E+38, expected -1 to 1, and at most 1000 either way: divide whole numbers by their full scale (16 bits by 32768), or mend the recording.",
            folder.Run("detect", "a.wav", "--run", tones.Run).ExpectFailure());
    }
}
