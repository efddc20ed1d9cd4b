using Hark.Evaluation;

namespace Hark.Tests.Evaluation;

public class SpreadTests
{
    [Fact]
    public void Mean_deviation_and_error_are_the_textbooks()
    {
        Spread spread = Spread.Of([2, 4, null, 4, 4, 5, 5, 7, 9])!;
        Assert.Equal(5, spread.Mean);
        Assert.Equal(Math.Sqrt(32.0 / 7), spread.StandardDeviation!.Value, 1e-15);
        Assert.Equal(Math.Sqrt(32.0 / 7 / 8), spread.StandardError!.Value, 1e-15);
    }

    [Fact]
    public void One_figure_has_no_spread_and_none_has_nothing()
    {
        Assert.Equal(new Spread(3, null, null), Spread.Of([3]));
        Assert.Null(Spread.Of([null]));
    }
}
