using Hark.Streaming;

namespace Hark.Tests.Streaming;

/// <summary>Probabilities are written as digits: 0 is 0, 9 is 0.9; one string a label, one digit a decision.</summary>
public class WordDecoderTests
{
    private static readonly DetectorOptions Plain = new() { Smoothing = 1, PeakWait = 0, LockoutMs = 0, RefractoryMs = 1000, RiseMs = null };

    [Fact]
    public void A_word_is_told_once_however_long_it_stays_likely()
        => Assert.Equal(["a@2"], Told(Plain, "00999999000000"));

    [Fact]
    public void The_same_word_is_told_again_after_it_has_fallen()
        => Assert.Equal(["a@2", "a@5", "a@9"], Told(Plain, "009919300900"));

    [Fact]
    public void A_word_that_only_dips_is_told_again_after_the_refractory_time()
    {
        Assert.Equal(["a@2", "a@12", "a@22"], Told(Plain, "00993939999999999999999"));
        Assert.Equal(["a@2", "a@5"], Told(Plain with { RefractoryMs = 300 }, "00933930"));
    }

    [Fact]
    public void After_a_word_no_other_is_told_for_the_lockout()
    {
        Assert.Equal(["a@1", "b@3"], Told(Plain, "0900000", "0009990"));
        Assert.Equal(["a@1", "b@5"], Told(Plain with { LockoutMs = 300 }, "0900000", "0009999"));
        Assert.Equal(["a@1"], Told(Plain with { LockoutMs = 500 }, "0900000", "0009990"));
    }

    [Fact]
    public void The_likeliest_of_rivals_is_told_with_its_highest_probability()
    {
        DetectorOptions one = Plain with { LockoutMs = 1000 };
        Assert.Equal(["a@1 0.5"], Told(one, withConfidence: true, "0510000", "0089000"));
        Assert.Equal(["b@3 0.9"], Told(one with { PeakWait = 2 }, withConfidence: true, "0510000", "0089000"));
        Assert.Equal(["b@2 0.8"], Told(one with { PeakWait = 1 }, withConfidence: true, "0510000", "0083000"));
    }

    [Fact]
    public void A_word_that_creeps_up_is_not_told()
    {
        DetectorOptions quick = Plain with { RiseMs = 200 };
        Assert.Equal(["a@4"], Told(quick, "0234590000"));
        Assert.Equal(["a@6"], Told(Plain, "0233345900"));
        Assert.Equal([], Told(quick with { RiseMs = 300 }, "0233345900"));
        Assert.Equal(["a@6"], Told(quick with { RiseMs = 400 }, "0233345900"));
        Assert.Equal(["a@9"], Told(quick, "0233349129"));
    }

    [Fact]
    public void However_short_the_rise_the_mean_has_time_to_follow()
    {
        Assert.Equal(["a@3"], Told(Plain with { Smoothing = 3, RiseMs = 0 }, "0555500000"));
        Assert.Equal(["a@4"], Told(Plain with { Smoothing = 3, RiseMs = 0 }, "0334900000"));
        Assert.Equal([], Told(Plain with { Smoothing = 3, RiseMs = 0 }, "0333480000"));
        Assert.Equal(["a@1"], Told(Plain with { DecisionMs = 500, RiseMs = 200 }, "0900000000"));
    }

    [Fact]
    public void After_the_refractory_time_a_word_that_never_fell_rises_anew()
        => Assert.Equal(["a@2", "a@12", "a@22"], Told(Plain with { RiseMs = 200 }, "00993939999999999999999"));

    [Fact]
    public void Each_word_has_its_threshold_and_ignored_labels_are_never_told()
    {
        var decoder = new WordDecoder([0.9f, 0.3f, float.PositiveInfinity], Plain);
        Assert.False(decoder.Decide(new Decision(0, true, 0, 0), [0.85f, 0.1f, 1f], out _));
        Assert.True(decoder.Decide(new Decision(1, true, 0, 0), [0.5f, 0.3f, 1f], out Detection detection));
        Assert.Equal(1, detection.Label);
    }

    [Fact]
    public void Probabilities_are_the_mean_of_the_last_decisions()
    {
        Assert.Equal(["a@7"], Told(Plain with { Smoothing = 3 }, "00900666000"));
        var decoder = new WordDecoder([2f], Plain with { Smoothing = 4 });
        foreach ((float next, float mean) in ((float, float)[])[(0.8f, 0.2f), (0.4f, 0.3f), (0, 0.3f), (0, 0.3f), (0, 0.1f), (0, 0)])
        {
            decoder.Decide(default, [next], out _);
            Assert.Equal(mean, decoder.Smoothed[0], 1e-6f);
        }
    }

    [Fact]
    public void A_detection_tells_where_the_highest_window_heard_the_word()
    {
        var decoder = new WordDecoder([0.5f], Plain with { PeakWait = 2 });
        decoder.Decide(new Decision(0, true, 10, 20), [0.6f], out _);
        decoder.Decide(new Decision(1, true, 30, 40), [0.9f], out _);
        Assert.True(decoder.Decide(new Decision(2, true, 50, 60), [0.7f], out Detection detection));
        Assert.Equal((2, 30, 40), (detection.Number, detection.Peak.SpeechStart, detection.Peak.SpeechEnd));
    }

    [Fact]
    public void After_a_reset_it_is_as_new()
    {
        var decoder = new WordDecoder([0.5f], Plain with { RefractoryMs = 60_000 });
        Assert.True(decoder.Decide(default, [0.9f], out _));
        Assert.False(decoder.Decide(default, [0.9f], out _));
        decoder.Reset();
        Assert.True(decoder.Decide(default, [0.9f], out _));
    }

    private static string[] Told(DetectorOptions options, params string[] probabilities) => Told(options, withConfidence: false, probabilities);

    private static string[] Told(DetectorOptions options, bool withConfidence, params string[] probabilities)
    {
        var decoder = new WordDecoder([.. probabilities.Select(_ => 0.5f)], options);
        var told = new List<string>();
        for (int i = 0; i < probabilities[0].Length; i++)
        {
            float[] row = [.. probabilities.Select(label => (label[i] - '0') / 10f)];
            if (decoder.Decide(new Decision(i, true, 0, 0), row, out Detection detection))
            {
                Assert.Equal(i, detection.Number);
                told.Add($"{(char)('a' + detection.Label)}@{i}{(withConfidence ? $" {detection.Confidence:F1}" : "")}");
            }
        }

        return [.. told];
    }
}
