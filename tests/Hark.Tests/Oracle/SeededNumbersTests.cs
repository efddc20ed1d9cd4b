namespace Hark.Tests.Oracle;

public class SeededNumbersTests
{
    [Fact]
    public void The_numbers_are_those_of_the_oracle_scripts()
    {
        Assert.Equal(15222058120352975997UL, SeededNumbers.Bits(7, 0));
        Assert.Equal(8704291742011312313UL, SeededNumbers.Bits(7, 2));
        Assert.Equal(8885890518856777087UL, SeededNumbers.Bits(123456789, 1_000_000));
        Assert.Equal([0.6503788232f, 0.0494905710f, -0.056278824f, 0.9384680986f, 0.3452168703f], SeededNumbers.Values(7, 5));
        Assert.Equal([4, 7, 1, 0], SeededNumbers.Entries(3, 12, count: 4));
        Assert.Equal([0, 1, 2], SeededNumbers.Entries(3, 3));
    }
}
