using Hark.Evaluation;

namespace Hark.Tests.Evaluation;

public class TrackScoreTests
{
    private const int Rate = 1000;

    /// <summary>Word 0 from 1 to 1.5 s, another word (recording 7) from 10 to 10.5 s, word 1 from 20 to 20.5 s.</summary>
    private static readonly TrackEvent[] Events =
    [
        new(800, 3, 0, 1000, 1500),
        new(9800, 7, -1, 10_000, 10_500),
        new(19_800, 4, 1, 20_000, 20_500),
    ];

    [Fact]
    public void A_word_is_hit_by_the_first_telling_of_its_label_until_a_second_after_its_end()
    {
        TrackScore score = Score((0, 1700), (1, 21_500));
        Assert.Equal([0, 0], score.Missed);
        Assert.Equal([1, 1], score.Words);
        Assert.Empty(score.FalseAlarms);
        Assert.Equal([200, 1000], score.LatenciesMs);
        Assert.Equal(0, score.MissRate);
    }

    [Fact]
    public void Told_too_early_too_late_or_twice_is_a_false_alarm()
    {
        TrackScore score = Score((0, 990), (0, 1400), (0, 1900), (1, 21_501));
        Assert.Equal([0, 1], score.Missed);
        Assert.Equal(0.5, score.MissRate);
        Assert.Equal([FalseAlarmPlace.Noise, FalseAlarmPlace.Word, FalseAlarmPlace.Noise], score.FalseAlarms.Select(alarm => alarm.Place));
        Assert.Equal([-100], score.LatenciesMs);
    }

    [Fact]
    public void Other_words_and_wrong_labels_are_told_apart()
    {
        TrackScore score = Score((1, 1700), (0, 10_400), (1, 10_900), (0, 15_000), (1, 20_700));
        Assert.Equal([1, 0], score.Missed);
        Assert.Equal([FalseAlarmPlace.Word, FalseAlarmPlace.OtherWord, FalseAlarmPlace.OtherWord, FalseAlarmPlace.Noise], score.FalseAlarms.Select(alarm => alarm.Place));
        Assert.Equal((1, 1, 1), (score.OtherWords, score.OtherWordsFired, score.DistinctClipsFired));
    }

    [Fact]
    public void Of_words_close_to_each_other_each_has_its_own()
    {
        TrackEvent[] close = [new(0, 0, 0, 1000, 1400), new(0, 1, 1, 1700, 2000), new(0, 2, 0, 2200, 2500)];
        var score = new TrackScore(close, Rate, [new(0, 1500, 1500, 1), new(1, 2100, 2100, 1), new(0, 2700, 2700, 1)], 2);
        Assert.Equal([0, 0], score.Missed);
        Assert.Empty(score.FalseAlarms);
    }

    private static TrackScore Score(params (int Label, long Time)[] told)
        => new(Events, Rate, [.. told.Select(t => new TrackDetection(t.Label, t.Time, t.Time, 1))], 2);
}
