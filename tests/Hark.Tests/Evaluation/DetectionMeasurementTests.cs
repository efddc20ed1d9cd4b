using Hark.Audio;
using Hark.Data;
using Hark.Evaluation;
using Hark.Models;
using Hark.Streaming;
using Hark.Tests.Plots;
using Hark.Tests.Streaming;
using System.Text.Json;

namespace Hark.Tests.Evaluation;

public sealed class DetectionMeasurementTests : IDisposable
{
    private static readonly string[] Labels = ["네", "아니요", "unknown", "silence"];
    private static readonly DetectionMeasureOptions Short = new() { Hours = 0.1, OtherEverySeconds = 4, WordEverySeconds = 5, Detector = new DetectorOptions { OtherWordOdds = 1, Smoothing = 3, RiseMs = null } };
    private readonly string _folder = Directory.CreateTempSubdirectory("hark-재기-").FullName;

    public DetectionMeasurementTests()
    {
        foreach ((string word, int pitch) in ((string, int)[])[("네", 500), ("아니요", 900), ("위", 1500)])
        {
            string inside = Directory.CreateDirectory(Path.Combine(_folder, word)).FullName;
            for (int speaker = 0; speaker < 10; speaker++)
            {
                var wave = new ComplexWave(new Partial(pitch + (10 * speaker), 0.1 + (0.05 * speaker))) { NoiseAmplitude = 0.01, Seed = pitch + speaker };
                wave.ToClip(16000, 0.4).Save(Path.Combine(inside, $"speaker{speaker}_nohash_0.wav"));
            }
        }

        File.WriteAllLines(Path.Combine(_folder, "validation_list.txt"), Directory.GetFiles(_folder, "*.wav", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder, path).Replace('\\', '/')));
        File.WriteAllText(Path.Combine(_folder, "testing_list.txt"), "");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Speakers_are_halved_and_other_words_are_all_there()
    {
        using Classifier model = Listening.RandomModel("ds-cnn", Labels);
        DetectionClips clips = DetectionClips.Open(_folder, DataSplit.Validation, model.Settings, Short.Detector, Short.Seed);
        string?[][] speakers = [.. clips.Clips.Select(half => Enumerable.Range(0, half.Count).Select(i => half.Speaker(i)).Distinct().ToArray())];
        Assert.Empty(speakers[0].Intersect(speakers[1]));
        Assert.Equal(10, speakers[0].Length + speakers[1].Length);
        Assert.Equal(30, clips.Clips.Sum(half => half.Count));
        Assert.Equal(10, clips.Labels.Sum(half => half.Count(label => label == -1)));
        using Classifier other = Listening.RandomModel("ds-cnn", "네", "없는말");
        var error = Assert.Throws<HarkException>(() => DetectionClips.Open(_folder, DataSplit.Validation, other.Settings, Short.Detector, Short.Seed));
        Assert.Equal($"{_folder}: the validation split has no clips of '없는말' by the first half of its speakers. Give data with every word of the model, by several speakers, or another split.", error.Message);
    }

    [Fact]
    public void A_trial_tells_a_network_that_hears_from_one_that_does_not()
    {
        using Classifier model = Listening.RandomModel("ds-cnn", Labels);
        double heard = DetectionTrial.Open(_folder, model.Settings, threads: 2).Misses(model.Network);
        Assert.InRange(heard, 0, 1);
        Assert.Equal(heard, DetectionTrial.Open(_folder, model.Settings, threads: 1).Misses(model.Network));

        // Without weights every window sounds alike, and nothing is ever sure enough to be told.
        model.Network.Values.Clear();
        Assert.Equal(1, DetectionTrial.Open(_folder, model.Settings).Misses(model.Network));
    }

    [Fact]
    public void A_track_has_words_at_the_distance_and_the_level_asked_for()
    {
        DetectionTrack track = Track(Short with { SnrDb = 20 });
        Assert.Equal(12, track.Segments);
        Assert.InRange(track.Events.Count(placed => placed.Label >= 0), 65, 72);
        Assert.InRange(track.Events.Count(placed => placed.Label < 0), 80, 90);
        Assert.Equal(track.Events.Count(placed => placed.Label == 0), track.Events.Count(placed => placed.Label == 1), 1.0);
        for (int i = 1; i < track.Events.Length; i++)
        {
            Assert.True(track.Events[i].Start >= track.Events[i - 1].Start + track.Clips.ClipSamples);
        }

        float[] sound = Whole(track);
        double Level(long from, long to)
        {
            double energy = 0;
            for (long i = from; i < to; i++)
            {
                energy += sound[i] * sound[i];
            }

            return 10 * Math.Log10(energy / (to - from));
        }

        double[] speech = [.. track.Events.Select(placed => Level(placed.SpeechStart, placed.SpeechEnd))];
        Assert.All(speech, level => Assert.Equal(-26, level, 0.7));

        // Between the words there is noise alone.
        double[] pauses = [.. track.Events.Skip(1).Zip(track.Events, (next, placed) => (From: placed.Start + track.Clips.ClipSamples, To: next.Start)).Where(gap => gap.To - gap.From > 16000).Select(gap => Level(gap.From, gap.To))];
        Assert.Equal(-46, pauses.Average(), 2.5);
    }

    [Fact]
    public void A_piece_of_a_track_is_the_same_made_alone_and_the_seed_names_it()
    {
        DetectionTrack track = Track(Short);
        float[] sound = Whole(track);
        var piece = new float[track.SegmentSamples];
        foreach (int segment in (int[])[7, 0, 11])
        {
            track.Fill(segment, piece);
            Assert.Equal(sound.AsSpan(segment * piece.Length, piece.Length).ToArray(), piece);
        }

        Track(Short with { Seed = 1 }).Fill(0, piece);
        Assert.NotEqual(sound[..piece.Length], piece);
        DetectionTrack again = Track(Short);
        again.Fill(3, piece);
        Assert.Equal(sound.AsSpan(3 * piece.Length, piece.Length).ToArray(), piece);
    }

    [Fact]
    public void What_is_kept_of_a_track_is_what_a_stream_says_of_it()
    {
        using Classifier model = Listening.RandomModel("ds-cnn", Labels);
        DetectionTrack track = Track(Short);
        TrackPosteriors kept = TrackPosteriors.Of(track, model.Network, model.Settings, Short);
        var direct = new Rows();
        using var stream = new PosteriorStream(model.Network, model.Settings, Short.Detector with { ActivityGate = false }, direct);
        stream.Push(Whole(track));
        Assert.Equal(direct.Probabilities.Count, kept.Count);
        for (int i = 0; i < kept.Count; i++)
        {
            Assert.Equal(direct.Probabilities[i], kept.Probabilities(i).ToArray(), (a, b) => Math.Abs(a - b) < 1e-5f);
        }
    }

    [Fact]
    public void One_threshold_for_all_words_is_that_of_the_curve_and_its_figures_those_of_the_last_part()
    {
        using Classifier model = Listening.RandomModel("ds-cnn", Labels);
        DetectionMeasurement measured = DetectionMeasurement.Of(model.Network, model.Settings, _folder, DataSplit.Validation, Short with { OneThreshold = true, TargetFalseAlarmsPerHour = 200 });
        float threshold = Assert.Single(measured.Thresholds.Values.Distinct());
        Assert.Equal(["네", "아니요"], measured.Thresholds.Keys);
        DetPoint point = measured.Curve.Single(p => Math.Abs(p.Threshold - threshold) < 1e-6);
        Assert.Equal((point.MissRate, point.FalseAlarmsPerHour), (measured.MissRate, measured.FalseAlarmsPerHour));
        Assert.Equal(6, measured.Parts.Count);
        Assert.Equal((measured.MissRate, measured.FalseAlarmsPerHour), (measured.Parts[^1].MissRate, measured.Parts[^1].FalseAlarmsPerHour));
    }

    [Fact]
    public void The_figures_do_not_depend_on_the_threads_and_are_told_in_full()
    {
        using Classifier model = Listening.RandomModel("ds-cnn", Labels);
        DetectionMeasurement one = DetectionMeasurement.Of(model.Network, model.Settings, _folder, DataSplit.Validation, Short with { Threads = 1, TargetFalseAlarmsPerHour = 200 });
        DetectionMeasurement two = DetectionMeasurement.Of(model.Network, model.Settings, _folder, DataSplit.Validation, Short with { Threads = 2, TargetFalseAlarmsPerHour = 200 });
        string document = one.ToJson("run", "data", "validation");
        Assert.Equal(document, two.ToJson("run", "data", "validation"));
        using JsonDocument json = JsonDocument.Parse(document);
        Assert.Equal(one.Missed, json.RootElement.GetProperty("missed").GetInt32());
        Assert.Equal(["네", "아니요"], one.Thresholds.Keys);
        Assert.Equal(one.FalseAlarms, one.FalseAlarmPlaces.OtherWords + one.FalseAlarmPlaces.Words + one.FalseAlarmPlaces.Noise);
        Assert.Equal(one.Missed, one.Words.Sum(word => word.Missed));
        Assert.Equal(7, one.Parts.Count);
        Assert.Equal(one.MissRate, one.Parts[^1].MissRate);
        string card = one.ToMarkdown();
        Assert.Contains("| 아니요 |", card, StringComparison.Ordinal);
        Assert.Contains("| plain sliding window, one threshold |", card, StringComparison.Ordinal);
        SvgChecks.Parse(one.ToPicture("그림"));
        Assert.Contains("아니요", SvgChecks.Texts(SvgChecks.Parse(one.ToPictureOfWords())));

        string mined = Path.Combine(_folder, "mined");
        int written = one.SaveFalseAlarms(mined, perHour: 200);
        string[] files = Directory.GetFiles(Path.Combine(mined, "unknown"));
        Assert.Equal(written, files.Length);
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            Assert.NotNull(SpeakerSplit.SpeakerOf(file));
            Assert.Equal(16000, AudioClip.Load(file).Frames);
        });
    }

    [Fact]
    public void Wrong_options_are_told_all_at_once()
    {
        var wrong = new DetectionMeasureOptions { Hours = 0, SnrDb = 200, OtherEverySeconds = 1, WordEverySeconds = 0, TargetFalseAlarmsPerHour = -1 };
        Assert.Equal(
            "Detection measurement: hours are 0, must be above 0 and at most 10000; the signal-to-noise ratio is 200 dB, must be -60..120; other words come every 1 s, must be at least 2; "
            + "words come every 0 s, must be at least 2; the wanted false alarms an hour are -1, must be 0 or more.",
            Assert.Throws<HarkException>(wrong.Validate).Message);
    }

    private DetectionTrack Track(DetectionMeasureOptions options)
    {
        using Classifier model = Listening.RandomModel("ds-cnn", Labels);
        DetectionClips clips = DetectionClips.Open(_folder, DataSplit.Validation, model.Settings, options.Detector, options.Seed);
        return new DetectionTrack(clips.Clips[0], clips.Labels[0], clips.Noise, options, 0);
    }

    private static float[] Whole(DetectionTrack track)
    {
        var sound = new float[track.Segments * track.SegmentSamples];
        for (int segment = 0; segment < track.Segments; segment++)
        {
            track.Fill(segment, sound.AsSpan(segment * track.SegmentSamples, track.SegmentSamples));
        }

        return sound;
    }

    private sealed class Rows : IDecisionSink
    {
        public List<float[]> Probabilities { get; } = [];

        public void Decide(in Decision decision, ReadOnlySpan<float> probabilities) => Probabilities.Add(probabilities.ToArray());
    }
}
