using Hark.Models;
using Hark.Streaming;

namespace Hark.Tests.Streaming;

public class WordDetectorTests
{
    /// <summary>A random model is sure of little: low thresholds let it speak.</summary>
    private static readonly DetectorOptions Talkative = new() { OtherWordOdds = 1, Threshold = 0.3f, RefractoryMs = 600, LockoutMs = 200, RiseMs = null };

    public static TheoryData<int, int> Rates => new() { { 16000, 1 }, { 8000, 1 }, { 44100, 1 }, { 48000, 2 } };

    [Theory, MemberData(nameof(Rates))]
    public void The_words_do_not_depend_on_how_the_sound_is_cut(int rate, int channels)
    {
        using Classifier model = Listening.RandomModel("ds-cnn");
        DetectorOptions options = Talkative with { SampleRate = rate, Channels = channels, RemoveOffset = true, SpeechLevelDbfs = -20 };
        float[] mono = Listening.Sound(rate, 12);
        float[] sound = [.. mono.SelectMany(sample => Enumerable.Repeat(sample, channels))];
        DetectedWord[]? first = null;
        foreach ((int largest, bool random) in ((int, bool)[])[(10 * rate, false), (1, false), (160, false), (rate / 3, true), (5000, true), (rate, false)])
        {
            using var detector = new WordDetector(model, options);
            DetectedWord[] words = Listen(detector, sound, largest, random, channels);
            first ??= words;
            Assert.Equal(first, words);
        }

        Assert.InRange(first!.Length, 3, 40);
        Assert.All(first, word =>
        {
            Assert.InRange(word.Start, TimeSpan.Zero, word.End);
            Assert.True(word.End <= word.Time && word.Time - word.Start <= TimeSpan.FromSeconds(1.3));
            Assert.InRange(word.Confidence, 0.3f, 1f);
            Assert.DoesNotContain(word.Label, DetectorOptions.UsualIgnored);
        });
    }

    [Fact]
    public void A_detector_that_was_flushed_is_as_new()
    {
        using Classifier model = Listening.RandomModel("ds-cnn");
        using var detector = new WordDetector(model, Talkative with { SampleRate = 22050 });
        float[] sound = Listening.Sound(22050, 6);
        DetectedWord[] first = Listen(detector, sound, 3000, random: true);
        Assert.NotEmpty(first);
        Assert.Equal(first, Listen(detector, sound, 4000, random: true));
        Assert.Equal(TimeSpan.Zero, detector.Position);
    }

    [Theory]
    [InlineData("ds-cnn", 16000)]
    [InlineData("bc-resnet-1", 48000)]
    [InlineData("spectrogram-conv", 44100)]
    public void A_piece_allocates_nothing(string name, int rate)
    {
        using Classifier model = Listening.RandomModel(name);
        using var detector = new WordDetector(model, Talkative with { SampleRate = rate, ActivityGate = false });
        float[] sound = Listening.Sound(rate, 4);
        Listen(detector, sound, rate / 10, random: false);
        int at = 0;
        Assert.Equal(0, Allocation.OfCall(() =>
        {
            for (int i = 0; i < 8; i++)
            {
                detector.Push(sound.AsSpan(at, rate / 10));
                at += rate / 10;
            }
        }));
    }

    [Fact]
    public void Many_detectors_share_one_model_on_many_threads()
    {
        using Classifier model = Listening.RandomModel("ds-cnn");
        float[][] sounds = [.. Enumerable.Range(0, 8).Select(i => Listening.Sound(16000, 5, seed: i))];
        DetectedWord[] Words(int i)
        {
            using var detector = new WordDetector(model, Talkative);
            return Listen(detector, sounds[i], 1600, random: false);
        }

        DetectedWord[][] alone = [.. Enumerable.Range(0, 8).Select(Words)];
        var together = new DetectedWord[8][];
        Parallel.For(0, 8, i => together[i] = Words(i));
        Assert.Equal(alone, together);
    }

    [Fact]
    public void A_day_of_digital_silence_tells_nothing_and_leaves_no_trace()
    {
        using Classifier model = Listening.RandomModel("spectrogram-conv");
        int rate = model.Settings.FrontEnd.SampleRate;
        using var detector = new WordDetector(model, Talkative with { RemoveOffset = true, SpeechLevelDbfs = -20 });
        int hours = TestScale.Count(2, 24);
        var silence = new float[60 * rate];
        detector.Push(Listening.Sound(rate, 1));
        detector.Push(silence);
        for (int minute = 0; minute < hours * 60; minute++)
        {
            Assert.Equal(0, detector.Push(silence).Length);
        }

        Assert.Equal(TimeSpan.FromHours(hours) + TimeSpan.FromSeconds(61), detector.Position);
        float[] sound = Listening.Sound(rate, 8);
        using var fresh = new WordDetector(model, Talkative);
        TimeSpan[] expected = [.. Listen(fresh, sound, rate, random: false).Select(word => word.Time)];
        TimeSpan start = detector.Position;
        using var other = new WordDetector(model, Talkative);
        other.Push(new float[rate * 3600]);
        TimeSpan[] found = [.. Listen(other, sound, rate, random: false).Select(word => word.Time - TimeSpan.FromHours(1))];
        Assert.NotEmpty(expected);
        Assert.Equal(expected, found);
        Assert.Contains(Listen(detector, sound, rate, random: false), word => word.Time > start);
    }

    [Fact]
    public void A_sample_that_is_not_finite_is_refused_and_the_stream_goes_on()
    {
        using Classifier model = Listening.RandomModel("ds-cnn");
        using var detector = new WordDetector(model, Talkative);
        using var undisturbed = new WordDetector(model, Talkative);
        float[] sound = Listening.Sound(16000, 4);
        undisturbed.Push(sound);
        detector.Push(sound.AsSpan(0, 20_000));
        var error = Assert.Throws<HarkException>(() => { detector.Push([0, float.NaN, 0]); });
        Assert.Equal("Sample 20001 of the signal is NaN, expected a finite number: mend the recording or the step that made it.", error.Message);
        detector.Push(sound.AsSpan(20_000));
        Assert.Equal(undisturbed.Probabilities.ToArray(), detector.Probabilities.ToArray());
        Assert.Equal(undisturbed.Position, detector.Position);
    }

    [Theory]
    [InlineData(3e38f, "3E+38")]
    [InlineData(-1e20f, "-1E+20")]
    [InlineData(1000.5f, "1000.5")]
    public void A_sample_larger_than_any_of_sound_is_refused_and_the_stream_goes_on(float sample, string said)
    {
        using Classifier model = Listening.RandomModel("ds-cnn");
        DetectorOptions options = Talkative with { RemoveOffset = true, SpeechLevelDbfs = -20 };
        using var detector = new WordDetector(model, options);
        using var undisturbed = new WordDetector(model, options);
        float[] sound = Listening.Sound(16000, 12);
        DetectedWord[] expected = Listen(undisturbed, sound, 1600, random: false);
        Assert.NotEmpty(expected);
        DetectedWord[] begun = detector.Push(sound.AsSpan(0, 20_000)).ToArray();

        // In the vectors of the check, and behind them.
        foreach ((int at, int length) in ((int, int)[])[(0, 3), (1, 64), (40, 64), (63, 64), (64, 65)])
        {
            var piece = new float[length];
            piece[at] = sample;
            Assert.Equal(
                $"Sample {20_000 + at} of the signal is {said}, expected -1 to 1, and at most 1000 either way: divide whole numbers by their full scale (16 bits by 32768), or mend the recording.",
                Assert.Throws<HarkException>(() => { detector.Push(piece); }).Message);
        }

        DetectedWord[] found = [.. begun, .. Listen(detector, sound[20_000..], 1600, random: false)];
        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData(16000)]
    [InlineData(48000)]
    public void The_largest_samples_that_are_taken_are_forgotten_with_their_window(int rate)
    {
        using Classifier model = Listening.RandomModel("ds-cnn");
        DetectorOptions options = Talkative with { SampleRate = rate, RemoveOffset = true };
        using var detector = new WordDetector(model, options);
        using var undisturbed = new WordDetector(model, options);
        float[] sound = Listening.Sound(rate, 20);
        float[] clicks = [WordDetector.LargestSample, -WordDetector.LargestSample, WordDetector.LargestSample];
        detector.Push([.. clicks, .. new float[rate - 3]]);
        undisturbed.Push(new float[rate]);
        DetectedWord[] found = Listen(detector, sound, rate / 10, random: false), expected = Listen(undisturbed, sound, rate / 10, random: false);

        // The offset that they leave fades with a time of 0.25 s: from 1000 / 4000 to nothing that a float of sound has room for within five.
        ExpectSame(expected, found, word => word.Time.TotalSeconds > 6);
    }

    [Fact]
    public void A_rate_that_changes_on_the_way_changes_no_word()
    {
        using Classifier model = Listening.RandomModel("bc-resnet-1");
        DetectorOptions options = Talkative with { SampleRate = 16000 };
        using var detector = new WordDetector(model, options);
        var words = new List<DetectedWord>();
        foreach (int rate in (int[])[16000, 48000, 44100, 16000])
        {
            detector.SampleRate = rate;
            words.AddRange(detector.Push(Listening.Sound(rate, 10)).ToArray());
        }

        Assert.InRange(detector.Position.TotalSeconds, 39.99, 40.01);
        foreach (int part in (int[])[0, 10, 20, 30])
        {
            Assert.Contains(words, word => word.Time.TotalSeconds > part && word.Time.TotalSeconds < part + 10);
        }

        Assert.Contains("must be at least 1", Assert.Throws<HarkException>(() => detector.SampleRate = 0).Message, StringComparison.Ordinal);
        Assert.Equal(16000, detector.SampleRate);
    }

    [Theory]
    [InlineData("dropped", -2)]
    [InlineData("doubled", 2)]
    [InlineData("clipped", 0)]
    [InlineData("silenced", 0)]
    public void Pieces_dropped_doubled_or_clipped_change_no_word_but_those_of_their_windows(string damage, int longer)
    {
        using Classifier model = Listening.RandomModel("ds-cnn");
        const int piece = 1600, first = 200, last = 201;
        float[] sound = Listening.Sound(16000, 40);
        using var whole = new WordDetector(model, Talkative);
        DetectedWord[] expected = Listen(whole, sound, piece, random: false);
        using var detector = new WordDetector(model, Talkative);
        var found = new List<DetectedWord>();
        for (int at = 0; at < sound.Length / piece; at++)
        {
            float[] samples = sound.AsSpan(at * piece, piece).ToArray();
            float[] heard = at is < first or > last ? samples : damage switch
            {
                "dropped" => [],
                "doubled" => [.. samples, .. samples],
                "clipped" => [.. samples.Select(sample => Math.Clamp(40 * sample, -1, 1))],
                _ => new float[piece],
            };
            found.AddRange(detector.Push(heard));
        }

        found.AddRange(detector.Flush());

        // What follows is heard as much earlier or later as there is less or more of it. The damaged pieces are in windows for a second, and then in the mean, and a word that they
        // told may keep the next of its like from being told for the refractory time.
        TimeSpan shift = TimeSpan.FromSeconds(longer * 0.1);
        double damaged = first * 0.1, over = ((last + 1) * 0.1) + 1 + (3 * 0.1) + 0.6;
        DetectedWord[] after = [.. found.Where(word => (word.Time - shift).TotalSeconds > damaged).Select(word => word with { Time = word.Time - shift })];
        ExpectSame(expected, [.. found.Where(word => word.Time.TotalSeconds <= damaged), .. after], word => word.Time.TotalSeconds <= damaged || word.Time.TotalSeconds > over);
        Assert.InRange(expected.Count(word => word.Time.TotalSeconds <= damaged), 5, 100);
        Assert.InRange(expected.Count(word => word.Time.TotalSeconds > over), 5, 100);
    }

    [Fact]
    public void An_offset_of_the_microphone_can_be_taken_out()
    {
        using Classifier model = Listening.RandomModel("ds-cnn");
        float[] sound = Listening.Sound(16000, 6);
        float[] Heard(float offset, bool remove)
        {
            using var detector = new WordDetector(model, Talkative with { RemoveOffset = remove, ActivityGate = false });
            detector.Push([.. sound.Select(sample => sample + offset)]);
            return detector.Probabilities.ToArray();
        }

        float Distance(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
        Assert.InRange(Distance(Heard(0.3f, remove: true), Heard(0, remove: true)), 0, 1e-3f);
        Assert.True(Distance(Heard(0.3f, remove: false), Heard(0, remove: false)) > 0.01f);
    }

    [Fact]
    public void Soft_speech_can_be_brought_to_a_level()
    {
        using Classifier model = Listening.RandomModel("ds-cnn");
        float[] sound = Listening.Sound(16000, 30);
        float[] Heard(float gain, double? level)
        {
            using var detector = new WordDetector(model, Talkative with { SpeechLevelDbfs = level, ActivityGate = false });
            detector.Push([.. sound.Select(sample => sample * gain)]);
            return detector.Probabilities.ToArray();
        }

        float Distance(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
        Assert.True(Distance(Heard(0.3f, -20), Heard(0.8f, -20)) < 0.5f * Distance(Heard(0.3f, null), Heard(0.8f, null)));
    }

    [Fact]
    public void Thresholds_come_from_the_model_unless_given()
    {
        using Classifier random = Listening.RandomModel("ds-cnn");
        var settings = random.Settings with { Thresholds = new Dictionary<string, float> { ["네"] = 0.6f, ["아니요"] = 0.9f } };
        float[] Of(DetectorOptions options) => options.For(settings).ThresholdsOf(settings.Labels);
        Assert.Equal([0.6f, 0.9f, 0.7f, float.PositiveInfinity, float.PositiveInfinity], Of(new DetectorOptions()));
        Assert.Equal([0.99f, 0.99f, 0.99f, float.PositiveInfinity, float.PositiveInfinity], Of(new DetectorOptions { Threshold = 0.99f }));
        var single = new Dictionary<string, float> { ["stop"] = 0.8f, ["네"] = 0.5f };
        Assert.Equal([0.5f, 0.9f, 0.8f, float.PositiveInfinity, float.PositiveInfinity], Of(new DetectorOptions { Thresholds = single }));
        Assert.Equal([0.5f, 0.4f, 0.8f, 0.4f, 0.4f], Of(new DetectorOptions { Threshold = 0.4f, Thresholds = single, Ignored = [] }));
        DetectorOptions once = new DetectorOptions { Thresholds = single }.For(settings);
        Assert.Equal(Of(once), Of(once.For(settings)));
        var error = Assert.Throws<HarkException>(() => new WordDetector(random, new DetectorOptions { Thresholds = new Dictionary<string, float> { ["위"] = 0.5f } }));
        Assert.Equal("Detector options: there is a threshold for '위', which is none of the model's labels (네, 아니요, stop, unknown, silence).", error.Message);
    }

    [Fact]
    public void The_mean_is_over_as_many_decisions_as_the_options_say_or_the_model_or_three()
    {
        using Classifier random = Listening.RandomModel("ds-cnn");
        ModelSettings chosen = random.Settings with { Smoothing = 2 };
        Assert.Equal(3, new DetectorOptions().For(random.Settings).Smoothing);
        Assert.Equal(2, new DetectorOptions().For(chosen).Smoothing);
        Assert.Equal(5, new DetectorOptions { Smoothing = 5 }.For(chosen).Smoothing);
        Assert.Equal(2, ModelSettings.Parse(chosen.ToJson(), "model.json").Smoothing);
    }

    [Fact]
    public void Wrong_options_are_told_all_at_once()
    {
        var wrong = new DetectorOptions
        {
            SampleRate = 0,
            Channels = 0,
            DecisionMs = 0,
            Smoothing = 0,
            OtherWordOdds = 0,
            Threshold = 1.5f,
            Thresholds = new Dictionary<string, float> { ["a"] = -1 },
            PeakWait = -1,
            LockoutMs = -1,
            RefractoryMs = -1,
            Release = 2,
            RiseMs = -1,
            SpeechLevelDbfs = 3,
            Batch = 0,
        };
        Assert.Equal(
            "Detector options: the sample rate is 0 Hz, must be at least 1; channels are 0, must be 1..256; a decision every 0 ms, must be 1..60000; "
            + "smoothing is 0 decisions, must be 1..1000; the odds of other words are 0, must be 0.001..1000; the threshold is 1.5, must be 0..1; the threshold of 'a' is -1, must be 0 or more; "
            + "the wait for a peak is -1 decisions, must be 0..1000; the lockout is -1 ms, must be 0..60000; the refractory time is -1 ms, must be 0..60000; "
            + "release is 2, must be 0..1; the time to rise is -1 ms, must be 0..60000; the speech level is 3 dBFS, must be -90..0; the batch is 0 windows, must be 1..4096.",
            Assert.Throws<HarkException>(wrong.Validate).Message);
        using Classifier model = Listening.RandomModel("ds-cnn");
        using var stereo = new WordDetector(model, new DetectorOptions { Channels = 2 });
        Assert.StartsWith("3 samples are no whole number of frames of 2 channels.", Assert.Throws<ArgumentException>(() => { stereo.Push([0, 0, 0]); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_words_expected_more_often_are_told_as_words_less_often()
    {
        using Classifier model = Listening.RandomModel("ds-cnn");
        float[] sound = Listening.Sound(model.Settings.FrontEnd.SampleRate, 30);
        int[] told = [.. ((float[])[0.1f, 1, 10, 1000]).Select(odds =>
        {
            using var detector = new WordDetector(model, Talkative with { OtherWordOdds = odds });
            return Listen(detector, sound, 1600, random: false).Length;
        })];
        Assert.True(told[0] >= told[1] && told[1] > told[2] && told[2] > told[3], string.Join(", ", told));
    }

    [Fact]
    public void A_weights_file_is_all_it_takes()
    {
        string folder = Directory.CreateTempSubdirectory("hark-듣기-").FullName;
        try
        {
            using (Classifier model = Listening.RandomModel("ds-cnn"))
            {
                ModelFile.Save(Path.Combine(folder, ModelFile.WeightsName), model.Network, model.Settings);
            }

            using var detector = WordDetector.Load(folder, Talkative);
            Assert.Equal(["네", "아니요", "stop", "unknown", "silence"], detector.Labels);
            Assert.NotEmpty(Listen(detector, Listening.Sound(16000, 6), 1600, random: false));
            Assert.Contains("the batch is 0 windows", Assert.Throws<HarkException>(() => WordDetector.Load(folder, new DetectorOptions { Batch = 0 })).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The words and when they are told; where the noise was another before, their beginnings may lie a block apart.</summary>
    private static void ExpectSame(DetectedWord[] expected, DetectedWord[] found, Func<DetectedWord, bool> compared)
    {
        (string, TimeSpan)[] words = [.. expected.Where(compared).Select(word => (word.Label, word.Time))];
        Assert.NotEmpty(words);
        Assert.Equal(words, found.Where(compared).Select(word => (word.Label, word.Time)));
    }

    private static DetectedWord[] Listen(WordDetector detector, float[] sound, int largest, bool random, int channels = 1)
    {
        var words = new List<DetectedWord>();
        int at = 0;
        foreach (int count in Listening.Pieces(sound.Length / channels, largest, random))
        {
            words.AddRange(detector.Push(sound.AsSpan(at, count * channels)));
            at += count * channels;
        }

        words.AddRange(detector.Flush());
        return [.. words];
    }
}
