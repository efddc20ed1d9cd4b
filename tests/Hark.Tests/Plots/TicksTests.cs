using Hark.Plots;

namespace Hark.Tests.Plots;

public class TicksTests
{
    [Theory]
    [InlineData(0, 1, 6, "0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0, 8000, 5, "0 2000 4000 6000 8000")]
    [InlineData(-80, 0, 5, "−80 −60 −40 −20 0")]
    [InlineData(0.03, 0.17, 8, "0.04 0.06 0.08 0.10 0.12 0.14 0.16")]
    [InlineData(-1, 1, 5, "−1.0 −0.5 0 0.5 1.0")]
    public void Marks_are_round_numbers(double low, double high, int most, string expected)
        => Assert.Equal(expected, string.Join(' ', Ticks.Between(low, high, most).Select(tick => tick.Text)));

    [Fact]
    public void Epochs_are_whole_numbers()
        => Assert.Equal("1 2 3", string.Join(' ', Ticks.Between(1, 3, 11, wholeNumbers: true).Select(tick => tick.Text)));

    [Fact]
    public void Any_range_gets_a_few_distinct_marks_inside_it()
    {
        var random = new SeededRandom(5);
        for (int i = 0; i < 2000; i++)
        {
            double low = random.NextGaussian() * Math.Pow(10, random.NextInt32(9) - 4);
            double range = Math.Pow(10, random.NextInt32(9) - 4) * (random.NextDouble() + 0.1);
            int most = 4 + random.NextInt32(8);
            IReadOnlyList<Tick> ticks = Ticks.Between(low, low + range, most);
            Assert.InRange(ticks.Count, 1, most);
            Assert.All(ticks, tick => Assert.InRange(tick.Value, low - (1e-6 * range), low + (range * (1 + 1e-6))));
            Assert.Equal(ticks.Count, ticks.Select(tick => tick.Value).Distinct().Count());
        }
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(5, 5)]
    [InlineData(0, 0)]
    [InlineData(3, 2)]
    public void A_range_that_is_none_still_gets_an_axis(double low, double high)
    {
        foreach (Axis axis in (Axis[])[Axis.Over(low, high, ""), Axis.Around(low, high, "")])
        {
            Assert.True(double.IsFinite(axis.Minimum) && axis.Maximum > axis.Minimum);
            Assert.NotEmpty(axis.Ticks);
        }
    }
}
