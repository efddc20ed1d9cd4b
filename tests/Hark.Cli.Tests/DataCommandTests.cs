using Hark.Audio;
using Hark.Data;
using System.Text.Json;

namespace Hark.Cli.Tests;

public class DataCommandTests(TinyRun tiny)
{
    [Fact]
    public void A_summary_counts_each_label_and_split()
    {
        using JsonDocument json = JsonDocument.Parse(HarkProcess.Run(".", "data", "summary", "--data", tiny.Data, "--json").Expect(0).Out);
        JsonElement root = json.RootElement;
        Assert.Equal((36, 16000, 36), (root.GetProperty("recordings").GetInt32(), root.GetProperty("sampleRate").GetInt32(), root.GetProperty("resampled").GetInt32()));
        Assert.Equal(TinyRun.Labels, root.GetProperty("labels").EnumerateArray().Select(l => l.GetProperty("label").GetString()!));
        Assert.All(root.GetProperty("labels").EnumerateArray(), l => Assert.Equal(12, l.GetProperty("train").GetInt32() + l.GetProperty("test").GetInt32()));
        string text = HarkProcess.Run(".", "data", "summary", "--data", tiny.Data, "--rate", "8000").Expect(0).Out;
        Assert.Contains("delivered as 8,000 samples at 8,000 Hz: 36 padded, 0 cut, 0 resampled, 0 mixed to mono", text, StringComparison.Ordinal);
        Assert.Matches("(?m)^ *아니요 ", text);
    }

    [Fact]
    public void A_summary_reports_copies_across_splits_silence_and_shared_speakers()
    {
        using var folder = new TemporaryFolder();
        TinyRun.MakeWords(folder["낱말"], 8000, "네", "위");
        File.Move(folder["낱말/네/0.wav"], folder["낱말/네/anna_nohash_0.wav"]);
        File.Copy(folder["낱말/네/anna_nohash_0.wav"], folder["낱말/네/ben_nohash_0.wav"]);
        File.Move(folder["낱말/위/0.wav"], folder["낱말/위/anna_nohash_1.wav"]);
        new AudioClip(new float[8000], 8000).Save(folder["낱말/위/nothing.wav"]);
        File.WriteAllText(folder["낱말/validation_list.txt"], "네/ben_nohash_0.wav\n위/anna_nohash_1.wav\n");
        string[] arguments = ["data", "summary", "--data", "낱말", "--labels", "네,위"];
        string text = folder.Run(arguments).Expect(0).Out;
        Assert.Contains("note: 1 recordings stand in more than one split, for example 네/anna_nohash_0.wav (training) and 네/ben_nohash_0.wav (validation): the figures flatter the model. Remove one of each.", text, StringComparison.Ordinal);
        Assert.Contains("note: 1 speakers stand in more than one split, for example anna: the figures flatter the model, which has heard them.", text, StringComparison.Ordinal);
        Assert.Contains("note: 1 recordings are silent, for example 위/nothing.wav (zeros): hear them ('hark data check' names all), record them again or remove them.", text, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(folder.Run([.. arguments, "--json"]).Expect(0).Out);
        Assert.Equal(["위/nothing.wav"], json.RootElement.GetProperty("silent").EnumerateArray().Select(name => name.GetString()!));
        Assert.Equal(1, json.RootElement.GetProperty("acrossSplits").GetArrayLength());
        Assert.Equal(1, json.RootElement.GetProperty("sharedSpeakers").GetInt32());
    }

    [Fact]
    public void A_check_names_recordings_to_hear_and_with_a_model_labels_to_doubt()
    {
        using var folder = new TemporaryFolder();
        TinyRun.MakeWords(folder["낱말"], 8000, TinyRun.Labels);
        File.Move(folder["낱말/네/3.wav"], folder["낱말/위/높은 소리.wav"]);
        new AudioClip(new float[16000], 16000).Save(folder["낱말/위/nothing.wav"]);
        string[] arguments = ["data", "check", "--data", "낱말"];
        string text = folder.Run(arguments).Expect(0).Out;
        Assert.Contains("37 recordings checked, ", text, StringComparison.Ordinal);
        Assert.Matches("(?m)^silent: 1$", text);
        Assert.Matches("(?m)^ *위/nothing.wav +위 +zeros", text);
        Assert.Matches("(?m)^ *위/nothing.wav +위 +16,000 Hz, most are 8,000 Hz", text);
        Assert.DoesNotContain("label to doubt", text, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(folder.Run([.. arguments, "--run", tiny.Run, "--json"]).Expect(0).Out);
        JsonElement doubt = json.RootElement.EnumerateArray().First(f => f.GetProperty("fault").GetString() == "label to doubt" && f.GetProperty("clip").GetString() == "위/높은 소리.wav");
        Assert.StartsWith("heard as 네 (", doubt.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_tells_its_shape_and_label()
    {
        string text = HarkProcess.Run(".", "data", "sample", "--data", tiny.Data, "--rate", "8000", "--seed", "1", "--no-play").Expect(0).Out;
        Assert.Matches(@"^clip: (네|아니요|위)/[0-9]+[.]wav\nshape: \(8000,\) at 8000 Hz\nlabel: (네|아니요|위)\n$", text);
    }

    [Fact]
    public void Exports_as_the_lessons_arrays_or_as_a_folder_that_reads_back()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("낱말.npz: 36 clips\n", folder.Run("data", "export", "낱말.npz", "--data", tiny.Data, "--rate", "8000").Expect(0).Out);
        using (NpzArchive archive = Npz.Open(folder["낱말.npz"]))
        {
            Assert.Equal([36, 8000], archive["wav_vals"].Shape);
            Assert.Equal([36, 1], archive["label_vals"].Shape);
        }

        folder.Run("data", "export", "copy", "--data", "낱말.npz").Expect(0);
        Assert.Equal(TinyRun.Labels, Directory.GetDirectories(folder["copy"]).Select(d => Path.GetFileName(d)!).Where(d => !d.StartsWith('_')).Order(StringComparer.Ordinal));
        Assert.StartsWith("copy: ", folder.Run("data", "export", "copy", "--data", "낱말.npz").ExpectFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_is_heard_as_a_recipe_disturbs_it()
    {
        using var folder = new TemporaryFolder();
        TinyRun.MakeWords(folder["words"], 16000, "a", "b");
        string[] sample = ["data", "sample", "--data", "words", "--seed", "4", "--no-play", "--save"];
        Assert.Contains("saved: robust.wav", folder.Run([.. sample, "robust.wav", "--augment", "robust"]).Expect(0).Out, StringComparison.Ordinal);
        folder.Run([.. sample, "again.wav", "--augment", "robust"]).Expect(0);
        folder.Run([.. sample, "lesson.wav", "--augment", "lesson"]).Expect(0);
        AudioClip heard = AudioClip.Load(folder["robust.wav"]), plain = AudioClip.Load(folder["lesson.wav"]);
        Assert.Equal((16000, 16000), (heard.Frames, heard.SampleRate));
        Assert.Equal(File.ReadAllBytes(folder["robust.wav"]), File.ReadAllBytes(folder["again.wav"]));
        Assert.NotEqual(plain.Samples.ToArray(), heard.Samples.ToArray());
    }
}
