using System.Text.Json;
using Hark.Evaluation;

namespace Hark.Tests.Evaluation;

public class AccuracyIntervalTests
{
    [Fact]
    public void Wilson_ends_are_the_roots_of_its_equation()
    {
        foreach (JsonElement golden in GoldenEvaluation.Section("wilson").EnumerateArray())
        {
            AccuracyInterval interval = AccuracyInterval.Wilson(golden.GetProperty("correct").GetInt32(), golden.GetProperty("total").GetInt32());
            Assert.Equal(golden.GetProperty("low").GetDouble(), interval.Low, 1e-7);
            Assert.Equal(golden.GetProperty("high").GetDouble(), interval.High, 1e-7);
        }
    }

    [Fact]
    public void Without_clips_nothing_is_known()
    {
        Assert.Equal(new AccuracyInterval(0, 1), AccuracyInterval.Wilson(0, 0));
        Assert.Equal(new AccuracyInterval(0, 1), AccuracyInterval.ByCluster([], [], seed: 1));
    }

    [Fact]
    public void One_clip_a_speaker_gives_about_Wilsons_interval()
    {
        bool[] correct = [.. Enumerable.Range(0, 400).Select(i => i % 10 != 0)];
        AccuracyInterval wilson = AccuracyInterval.Wilson(360, 400);
        AccuracyInterval drawn = AccuracyInterval.ByCluster(correct, [.. Enumerable.Range(0, 400)], seed: 3);
        Assert.Equal(wilson.Low, drawn.Low, 0.01);
        Assert.Equal(wilson.High, drawn.High, 0.01);
    }

    [Fact]
    public void Speakers_who_fail_as_a_whole_widen_it_as_statistics_say()
    {
        // 40 speakers of 10 clips; 4 of them are always wrong: the spread is that of 40 draws, not of 400.
        bool[] correct = [.. Enumerable.Range(0, 400).Select(i => i >= 40)];
        int[] speakers = [.. Enumerable.Range(0, 400).Select(i => i / 10)];
        AccuracyInterval drawn = AccuracyInterval.ByCluster(correct, speakers, seed: 3);
        Assert.Equal(2 * 1.96 * Math.Sqrt(0.9 * 0.1 / 40), drawn.High - drawn.Low, 0.03);
        Assert.Equal(drawn, AccuracyInterval.ByCluster(correct, speakers, seed: 3));
        Assert.InRange(0.9, drawn.Low, drawn.High);
    }

    [Fact]
    public void Counts_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => AccuracyInterval.Wilson(5, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => AccuracyInterval.Wilson(-1, 4));
        Assert.StartsWith("1 clusters for 2 clips", Assert.Throws<ArgumentException>(() => AccuracyInterval.ByCluster([true, false], [0], 1)).Message, StringComparison.Ordinal);
    }
}
