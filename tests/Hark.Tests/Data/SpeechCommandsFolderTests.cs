using Hark.Data;

namespace Hark.Tests.Data;

public class SpeechCommandsFolderTests
{
    private static readonly DataOptions Short = new() { Labels = ["yes", "no"], ClipSamples = 64 };

    [Fact]
    public void Words_come_first_then_a_tenth_unknown_and_a_tenth_silence()
    {
        using ClipFolder folder = Folder();
        DataSet data = DataSet.Open(folder.Path, Short);

        Assert.Equal(DataKind.SpeechCommands, data.Kind);
        Assert.Equal(["yes", "no", "unknown", "silence"], data.Labels);

        // 30 of each word: 22 train, 5 validation, 3 test; a tenth rounded up.
        Assert.Equal([22, 22, 5, 5], data.Train.CountByLabel());
        Assert.Equal([5, 5, 1, 1], data.Validation.CountByLabel());
        Assert.Equal([3, 3, 1, 1], data.Test.CountByLabel());
        Assert.Equal(54 + 12 + 8, data.All.Count);
    }

    [Fact]
    public void Each_clip_is_the_recording_that_its_name_tells()
    {
        using ClipFolder folder = Folder();
        DataSet data = DataSet.Open(folder.Path, Short);
        var samples = new float[64];
        foreach (ClipSource split in new[] { data.Train, data.Validation, data.Test })
        {
            for (int i = 0; i < split.Count; i++)
            {
                string name = split.Name(i);
                split.Read(0, i, samples);
                if (split.Label(i) == "silence")
                {
                    Assert.Null(split.Speaker(i));
                    continue;
                }

                string word = name[..name.IndexOf('/')];
                Assert.Equal(word is "yes" or "no" ? word : "unknown", split.Label(i));

                // The recording numbered n, in hexadecimal in its name, has the level n + 1.
                Assert.Equal((Convert.ToInt32(split.Speaker(i), 16) + 1) / 32768f, samples[0]);
                Assert.Equal(samples[0], samples[63]);
            }
        }
    }

    [Fact]
    public void The_ten_words_are_the_task_unless_others_are_picked()
    {
        using var folder = new ClipFolder();
        foreach (string word in (string[])["yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go", "bed"])
        {
            folder.AddWord(word, 3);
        }

        folder.WriteLists(1, 1);
        Assert.Equal(
            ["yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go", "unknown", "silence"],
            DataSet.Open(folder.Path).Labels);
    }

    [Fact]
    public void Unknown_and_silence_may_be_named_among_the_labels_and_keep_their_place()
    {
        using ClipFolder folder = Folder();
        Assert.Equal(["silence", "no", "unknown"], DataSet.Open(folder.Path, Short with { Labels = ["silence", "no"] }).Labels);
    }

    [Fact]
    public void Training_draws_by_the_seed_and_validation_and_test_never_do()
    {
        using ClipFolder folder = Folder();
        DataSet first = DataSet.Open(folder.Path, Short with { Seed = 1, RedrawEachEpoch = true });
        DataSet again = DataSet.Open(folder.Path, Short with { Seed = 1, RedrawEachEpoch = true });
        DataSet other = DataSet.Open(folder.Path, Short with { Seed = 2, RedrawEachEpoch = true });

        Assert.Equal(Waves(first.Train, 0), Waves(again.Train, 0));
        Assert.NotEqual(Waves(first.Train, 0), Waves(other.Train, 0));
        Assert.NotEqual(Waves(first.Train, 0), Waves(first.Train, 1));
        Assert.Equal(Waves(first.Train, 1), Waves(again.Train, 1));
        foreach (DataSplit side in new[] { DataSplit.Validation, DataSplit.Test })
        {
            Assert.Equal(Waves(first[side], 0), Waves(other[side], 0));
            Assert.Equal(Waves(first[side], 0), Waves(first[side], 1));
        }

        DataSet fixedDraw = DataSet.Open(folder.Path, Short with { Seed = 1 });
        Assert.Equal(Waves(fixedDraw.Train, 0), Waves(fixedDraw.Train, 3));
        Assert.Equal(Waves(first.Train, 0), Waves(fixedDraw.Train, 0));
    }

    [Theory]
    [InlineData(0.1, 5)]
    [InlineData(0.3, 14)]
    [InlineData(0.31, 14)]
    [InlineData(50.0, 22)]
    public void Training_takes_the_share_of_unknown_that_is_asked_for_as_far_as_there_are_recordings(double share, int unknown)
    {
        // 30 of each word: 22 train, 5 validation, 3 test; two words of 22 are 44.
        using ClipFolder folder = new ClipFolder().AddWord("yes", 30).AddWord("no", 30).AddWord("bed", 30).WriteLists(5, 3);
        DataSet data = DataSet.Open(folder.Path, Short with { Labels = ["yes", "no"], UnknownShare = share });
        int label = data.Labels.IndexOf("unknown");
        Assert.Equal(unknown, data.Train.CountByLabel()[label]);
        Assert.Equal((1, 1), (data.Validation.CountByLabel()[label], data.Test.CountByLabel()[label]));
    }

    [Fact]
    public void Some_unknown_clips_are_pieces_of_any_word_in_training_alone()
    {
        using ClipFolder folder = new ClipFolder().AddWord("yes", 60).AddWord("bed", 60).WriteLists(10, 10);
        DataOptions options = Short with { Labels = ["yes"], UnknownShare = 1, RedrawEachEpoch = true };
        DataSet whole = DataSet.Open(folder.Path, options), data = DataSet.Open(folder.Path, options with { CutShare = 0.5 });
        var cut = new List<string>();
        var samples = new float[64];
        for (int i = 0; i < data.Train.Count; i++)
        {
            string name = data.Train.Name(3, i);
            data.Train.Read(3, i, samples);
            if (name.EndsWith(" (cut)", StringComparison.Ordinal))
            {
                Assert.Equal("unknown", data.Train.Label(i));
                Assert.InRange(samples.Count(sample => sample != 0), 64 * 0.1 - 1, 64 * 0.5);
                Assert.True(samples[0] == 0 ^ samples[^1] == 0);
                cut.Add(name[..name.IndexOf('/')]);
            }
            else
            {
                Assert.Equal(whole.Train.Name(3, i), name);
            }
        }

        // 40 unknown clips of an even chance each: five standard deviations to either side.
        Assert.InRange(cut.Count, 20 - 16, 20 + 16);
        Assert.Equal(["bed", "yes"], cut.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Waves(whole.Validation, 3), Waves(data.Validation, 3));
        Assert.Equal(Waves(data.Train, 3), Waves(DataSet.Open(folder.Path, options with { CutShare = 0.5 }).Train, 3));
    }

    [Fact]
    public void Negatives_join_the_other_words_in_training_alone()
    {
        using ClipFolder folder = new ClipFolder().AddWord("yes", 30).AddWord("bed", 30).WriteLists(5, 5);
        using ClipFolder negatives = new ClipFolder().AddWord("yes", 7);
        DataSet data = DataSet.Open(folder.Path, Short with { Labels = ["yes"], UnknownShare = 50 });
        DataSet more = DataSet.Open(folder.Path, Short with { Labels = ["yes"], UnknownShare = 50, Negatives = negatives.Path });
        Assert.Equal([20, 20, 2], data.Train.CountByLabel());
        Assert.Equal([20, 27, 2], more.Train.CountByLabel());
        Assert.Equal(data.Validation.CountByLabel(), more.Validation.CountByLabel());
    }

    [Fact]
    public void Other_words_with_enough_recordings_are_told_apart_in_training_and_called_unknown_elsewhere()
    {
        // Of 30 recordings 20 train; of 12 two.
        using ClipFolder folder = new ClipFolder().AddWord("yes", 30).AddWord("no", 30).AddWord("zero", 30).AddWord("bed", 30).AddWord("wow", 12).WriteLists(5, 5);
        DataSet data = DataSet.Open(folder.Path, Short with { Labels = ["yes", "no"], UnknownShare = 0.1, CutShare = 0.5, ApartFrom = 20 });
        Assert.Equal(["yes", "no", "unknown", "silence"], data.Labels);
        Assert.Equal(["bed", "zero"], data.OtherWords);
        Assert.Equal(["yes", "no", "unknown", "silence", "bed", "zero"], data.Train.Labels);
        Assert.Equal(data.Labels, data.Validation.Labels);

        // A tenth of 80 words would be 8 unknown; half of them pieces, and two recordings of "wow".
        Assert.Equal([20, 20, 6, 8, 20, 20], data.Train.CountByLabel());
        Assert.Equal([5, 5, 1, 1], data.Validation.CountByLabel());
        string[] unknown = [.. Enumerable.Range(0, data.Train.Count).Where(i => data.Train.Label(i) == "unknown").Select(i => data.Train.Name(0, i))];
        Assert.All(unknown, name => Assert.True(name.StartsWith("wow/", StringComparison.Ordinal) || name.EndsWith(" (cut)", StringComparison.Ordinal), name));
        Assert.All(Enumerable.Range(0, data.Train.Count).Where(i => data.Train.Label(i) == "zero"), i => Assert.StartsWith("zero/", data.Train.Name(0, i)));
        Assert.Equal(new SplitCounts(20, 0, 0), data.Summary.Labels.Single(label => label.Label == "zero").Clips);
        data.EnsureTrainable();
    }

    [Fact]
    public void Words_apart_may_be_all_that_is_unknown()
    {
        using ClipFolder folder = new ClipFolder().AddWord("yes", 30).AddWord("bed", 30).WriteLists(5, 5);
        DataSet data = DataSet.Open(folder.Path, Short with { Labels = ["yes"], ApartFrom = 1 });
        Assert.Equal([20, 0, 4, 20], data.Train.CountByLabel());
        data.EnsureTrainable();
    }

    [Fact]
    public void What_only_other_words_can_do_is_refused_where_there_are_none()
    {
        using ClipFolder folder = Folder();
        Assert.Equal(
            "/no/such: there is no such folder. Expected one with recordings in which no word shall be heard, in a folder of any name: FOLDER/unknown/*.wav.",
            Assert.Throws<HarkException>(() => DataSet.Open(folder.Path, Short with { Negatives = "/no/such" })).Message);
        using ClipFolder plain = new ClipFolder().Add("yes/1.wav").Add("no/1.wav");
        Assert.Equal(
            $"{plain.Path}: has no label 'unknown' that the recordings of {folder.Path} could join; only a Speech Commands folder has it. Leave the negatives out, or put them into a label folder of their own.",
            Assert.Throws<HarkException>(() => DataSet.Open(plain.Path, new DataOptions { Negatives = folder.Path })).Message);
        Assert.Equal(
            $"{plain.Path}: has no other words that training could tell apart; only a Speech Commands folder has them. Leave that out, or pick them as labels.",
            Assert.Throws<HarkException>(() => DataSet.Open(plain.Path, new DataOptions { ApartFrom = 1 })).Message);
    }

    [Fact]
    public void A_cut_share_beyond_all_is_refused()
        => Assert.Equal("Data options: cut share 1.5 is not between 0 and 1.", Assert.Throws<HarkException>(() => new DataOptions { CutShare = 1.5 }.Validate()).Message);

    [Fact]
    public void An_unknown_share_of_nothing_is_refused()
        => Assert.Equal("Data options: unknown share 0 is no number above 0.", Assert.Throws<HarkException>(() => new DataOptions { UnknownShare = 0 }.Validate()).Message);

    [Fact]
    public void Several_threads_draw_the_same_as_one_even_across_passes()
    {
        using ClipFolder folder = Folder();
        ClipPipeline clips = DataSet.Open(folder.Path, Short with { RedrawEachEpoch = true }).Train.Shuffle(seed: 7).Repeat(3);
        Assert.Equal(
            clips.Batch(8).Epoch(1).Select(batch => batch.Inputs.ToArray()),
            clips.Batch(8).Prefetch(6, threads: 4).Epoch(1).Select(batch => batch.Inputs.ToArray()));
    }

    [Fact]
    public void What_judges_a_model_is_drawn_the_same_in_every_version()
    {
        using ClipFolder folder = new ClipFolder().AddWord("yes", 60).AddWord("bed", 60).WriteLists(30, 20);
        DataSet data = DataSet.Open(folder.Path, Short with { Labels = ["yes"] });

        // Pinned: another draw would make accuracies of different versions incomparable.
        Assert.Equal(
            ["bed/0000005f_nohash_0.wav", "bed/0000004f_nohash_0.wav", "bed/00000055_nohash_0.wav"],
            Enumerable.Range(30, 3).Select(i => data.Validation.Name(i)));
        Assert.Equal(["bed/00000064_nohash_0.wav", "bed/00000066_nohash_0.wav"], Enumerable.Range(20, 2).Select(i => data.Test.Name(i)));

        // The generated noise rests on sines and logarithms, whose last bit differs between systems.
        Assert.Equal(-0.024391454, data.Validation.Clip(33).Samples[0], 1e-6);
        Assert.Equal(-0.027162926, data.Validation.Clip(33).Samples[2], 1e-6);
    }

    [Fact]
    public void Silence_is_cut_from_the_noise_of_the_set()
    {
        using ClipFolder folder = Folder().Add("_background_noise_/fan.wav", level: 0.5f, frames: 500);
        DataSet data = DataSet.Open(folder.Path, Short);
        Assert.Equal("_background_noise_", data.Noise.Origin);
        foreach (float[] wave in SilenceOf(data.Train))
        {
            // One volume for the whole clip, between nothing and the noise itself.
            Assert.InRange(wave[0], 0f, 0.5f);
            Assert.All(wave, sample => Assert.Equal(wave[0], sample));
        }

        Assert.Equal(5, SilenceOf(data.Train).Select(wave => wave[0]).Distinct().Count());
    }

    [Fact]
    public void Silence_is_cut_from_generated_noise_where_the_set_has_none()
    {
        using ClipFolder folder = Folder();
        DataSet data = DataSet.Open(folder.Path, Short);
        Assert.Equal("generated noise", data.Noise.Origin);
        Assert.Contains("The set has no _background_noise_: silence is cut from generated noise.", data.Summary.Notes);
        Assert.All(SilenceOf(data.Train), wave => Assert.True(wave.Distinct().Count() > 8));
    }

    [Fact]
    public void A_folder_named_silence_gives_the_silence()
    {
        using ClipFolder folder = Folder();
        for (int i = 0; i < 30; i++)
        {
            folder.Add($"_silence_/{i:x8}_nohash_0.wav", level: 0.75f, frames: 64);
        }

        DataSet data = DataSet.Open(folder.WriteLists(5, 3).Path, Short);
        Assert.Equal(["yes", "no", "unknown", "silence"], data.Labels);
        Assert.Equal(5, SilenceOf(data.Train).Length);
        Assert.All(SilenceOf(data.Train), wave => Assert.Equal(0.75f, wave[0]));
    }

    [Fact]
    public void Without_list_files_the_hash_of_the_speaker_decides()
    {
        using ClipFolder folder = new ClipFolder().AddWord("yes", 60).AddWord("no", 60).AddWord("bed", 60);
        DataSet data = DataSet.Open(folder.Path, Short);

        Assert.Equal(180, Directory.GetFiles(folder.Path, "*.wav", SearchOption.AllDirectories).Length);
        foreach (DataSplit side in Enum.GetValues<DataSplit>())
        {
            Assert.NotEqual(0, data[side].Count);
            for (int i = 0; i < data[side].Count; i++)
            {
                if (data[side].Speaker(i) is not null)
                {
                    Assert.Equal(side, SpeakerSplit.Of(data[side].Name(i)));
                }
            }
        }

        Assert.Equal(0, data.Summary.SharedSpeakers);
    }

    [Fact]
    public void An_empty_or_missing_list_makes_an_empty_split_and_a_clip_in_both_is_a_test_clip()
    {
        using ClipFolder folder = Folder().Write("testing_list.txt", "");
        DataSet data = DataSet.Open(folder.Path, Short);
        Assert.Equal(0, data.Test.Count);
        data.EnsureTrainable();

        File.Delete(folder["testing_list.txt"]);
        data = DataSet.Open(folder.Path, Short);
        Assert.Equal(0, data.Test.Count);
        Assert.Contains("The set has no testing_list.txt: its test split is empty.", data.Summary.Notes);

        string one = File.ReadLines(folder["validation_list.txt"]).First(line => line.StartsWith("yes/", StringComparison.Ordinal));
        data = DataSet.Open(folder.Write("testing_list.txt", $"{one}\r\nyes/nobody_nohash_0.wav\r\n\r\n").Path, Short);
        Assert.Equal(one, data.Test.Name(0));
        Assert.Contains("1 clips stand in both lists: taken as test clips.", data.Summary.Notes);
        Assert.Contains("1 of 2 entries of testing_list.txt name no file of the set.", data.Summary.Notes);
    }

    [Fact]
    public void A_published_test_archive_is_a_test_split_with_its_own_unknown_and_silence()
    {
        using ClipFolder folder = new ClipFolder().AddWord("yes", 25).AddWord("no", 25).AddWord("_unknown_", 5).AddWord("_silence_", 5);
        DataSet data = DataSet.Open(folder.Path, Short);
        Assert.Equal((0, 0, 60), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.Equal([25, 25, 5, 5], data.Test.CountByLabel());
        Assert.Equal(60, Enumerable.Range(0, 60).Select(i => data.Test.Name(i)).Distinct().Count());
        Assert.Equal(["The set is a test archive: all of its clips are test clips."], data.Summary.Notes);
    }

    [Fact]
    public void Where_every_word_is_picked_nothing_is_unknown()
    {
        using ClipFolder folder = Folder();
        DataSet data = DataSet.Open(folder.Path, Short with { Labels = ["no", "yes", "bed"] });
        Assert.Equal(["no", "yes", "bed", "silence"], data.Labels);
        Assert.Contains("Every word of the set is picked, so there is no label 'unknown'.", data.Summary.Notes);
    }

    [Fact]
    public void The_labels_of_a_model_are_taken_as_they_are()
    {
        using ClipFolder folder = Folder();
        DataSet data = DataSet.Open(folder.Path, new() { ModelLabels = ["silence", "yes", "tree"], ClipSamples = 64 });
        Assert.Equal(["silence", "yes", "tree"], data.Labels);
        Assert.Equal([1, 3, 0], data.Test.CountByLabel());
        Assert.Contains("60 clips of other words are left out: the model has no label 'unknown'.", data.Summary.Notes);
    }

    /// <summary>30 recordings each of yes, no and bed, of which 5 are for validation and 3 for test.</summary>
    private static ClipFolder Folder() => new ClipFolder().AddWord("yes", 30).AddWord("no", 30).AddWord("bed", 30).WriteLists(5, 3);

    private static float[][] SilenceOf(ClipSource source)
        => [.. Enumerable.Range(0, source.Count).Where(i => source.Label(i) == "silence").Select(i => source.Clip(i).Samples.ToArray())];

    private static float[][] Waves(ClipSource source, int epoch) => [.. Enumerable.Range(0, source.Count).Select(i =>
    {
        var samples = new float[source.ClipSamples];
        source.Read(epoch, i, samples);
        return samples;
    })];
}
