using Hark.Data;
using Hark.Evaluation;

namespace Hark.Tests.Evaluation;

public class PairedComparisonTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 5, 0.0625)]
    [InlineData(1, 9, 0.021484375)]
    [InlineData(9, 1, 0.021484375)]
    [InlineData(5, 5, 1)]
    [InlineData(10, 30, 0.0022214337732293643)]
    [InlineData(400, 460, 0.04416954819458915)]
    [InlineData(0, 2000, 0)]
    public void McNemars_test_gives_the_p_of_scipys_binomtest(int onlyFirst, int onlySecond, double p)
    {
        bool[] first = [.. Enumerable.Repeat(true, onlyFirst), .. Enumerable.Repeat(false, onlySecond), true, true, false];
        bool[] second = [.. Enumerable.Repeat(false, onlyFirst), .. Enumerable.Repeat(true, onlySecond), true, true, false];
        PairedComparison comparison = PairedComparison.Of(first, second, [.. Enumerable.Range(0, first.Length)]);
        Assert.Equal(p, comparison.PValue, 1e-11);
        Assert.Equal((2, onlyFirst, onlySecond, 1), (comparison.BothRight, comparison.OnlyFirst, comparison.OnlySecond, comparison.BothWrong));
        Assert.Equal(comparison.Second - comparison.First, comparison.Difference, 1e-12);
    }

    [Fact]
    public void The_interval_is_that_of_paired_differences_and_seeded()
    {
        // 1,000 clips of as many speakers: the difference is 0.03 with a standard error of sqrt((0.05 - 0.03²) / 1000).
        bool[] first = [.. Enumerable.Range(0, 1000).Select(i => i is >= 40 and < 950)];
        bool[] second = [.. Enumerable.Range(0, 1000).Select(i => i is < 940)];
        int[] speakers = [.. Enumerable.Range(0, 1000)];
        PairedComparison comparison = PairedComparison.Of(first, second, speakers, seed: 3);
        double half = 1.96 * Math.Sqrt((0.05 - (0.03 * 0.03)) / 1000);
        Assert.Equal(0.03, comparison.Difference, 1e-12);
        Assert.Equal(0.03 - half, comparison.DifferenceLow, 0.003);
        Assert.Equal(0.03 + half, comparison.DifferenceHigh, 0.003);
        Assert.Equal(comparison, PairedComparison.Of(first, second, speakers, seed: 3));
        PairedComparison turned = PairedComparison.Of(second, first, speakers, seed: 3);
        Assert.Equal(comparison.DifferenceLow, -turned.DifferenceHigh, 1e-9);
    }

    [Fact]
    public void Speakers_who_differ_as_a_whole_widen_it()
    {
        bool[] first = new bool[400];
        bool[] second = [.. Enumerable.Range(0, 400).Select(i => i < 40)];
        PairedComparison byClip = PairedComparison.Of(first, second, [.. Enumerable.Range(0, 400)]);
        PairedComparison bySpeaker = PairedComparison.Of(first, second, [.. Enumerable.Range(0, 400).Select(i => i / 10)]);
        Assert.True(bySpeaker.DifferenceHigh - bySpeaker.DifferenceLow > 2 * (byClip.DifferenceHigh - byClip.DifferenceLow));
    }

    [Fact]
    public void What_cannot_be_paired_is_refused()
    {
        Assert.StartsWith("2 and 1 clips and 2 speakers: give one of each for at least one clip.", Assert.Throws<ArgumentException>(() => PairedComparison.Of([true, false], [true], [0, 1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PairedComparison.Of([], [], []));
    }
}
