using Hark.Evaluation;

namespace Hark.Tests.Evaluation;

public class ThresholdChoiceTests
{
    private const int Rate = 1000;
    private const int FirstMissAt = 20, LastFalseAlarmAt = 30;

    /// <summary>Ten of each of two words, one every 10 s.</summary>
    private static readonly TrackEvent[] Events = [.. Enumerable.Range(0, 20).Select(i => new TrackEvent(i * 10_000, i, i % 2, (i * 10_000) + 1000, (i * 10_000) + 1500))];

    [Fact]
    public void A_word_without_false_alarms_is_not_believed_at_any_threshold()
    {
        float[] chosen = ThresholdChoice.PerWord([Sweep(0, falseAlarms: 0), Sweep(1, falseAlarms: 1), null], mostFalseAlarms: 0.2);
        Assert.InRange(chosen[0], ThresholdChoice.Grid[LastFalseAlarmAt - 2], ThresholdChoice.Grid[LastFalseAlarmAt + 4]);
        Assert.InRange(chosen[1], ThresholdChoice.Grid[LastFalseAlarmAt - 1], ThresholdChoice.Grid[LastFalseAlarmAt + 4]);
        Assert.Equal(float.PositiveInfinity, chosen[2]);
    }

    [Fact]
    public void Where_false_alarms_do_not_matter_no_word_is_missed()
        => Assert.All(ThresholdChoice.PerWord([Sweep(0, falseAlarms: 5), Sweep(1, falseAlarms: 3)], mostFalseAlarms: 100), threshold => Assert.InRange(threshold, 0, ThresholdChoice.Grid[FirstMissAt]));

    [Fact]
    public void No_word_at_all_is_no_threshold()
        => Assert.Equal([float.PositiveInfinity, float.PositiveInfinity], ThresholdChoice.PerWord([null, null], mostFalseAlarms: 1));

    /// <summary>From a threshold on one word more is missed every second step; false alarms in the noise end at another.</summary>
    private static TrackScore[] Sweep(int label, int falseAlarms)
        => [.. ThresholdChoice.Grid.Select((_, at) =>
        {
            IEnumerable<long> hits = Enumerable.Range(0, 10).Where(k => at <= FirstMissAt + (2 * k)).Select(k => (((2 * k) + label) * 10_000L) + 1600);
            IEnumerable<long> alarms = Enumerable.Range(0, at <= LastFalseAlarmAt ? falseAlarms : 0).Select(k => (k * 10_000L) + 6000);
            return new TrackScore(Events, Rate, [.. hits.Concat(alarms).Order().Select(time => new TrackDetection(label, time, time, 1))], labels: 3);
        })];
}
