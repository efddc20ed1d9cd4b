using Hark.Audio;

namespace Hark.Tests.Audio;

public class PartialTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 0.25, 1)]
    [InlineData(0, 0.75, -1)]
    [InlineData(Math.PI / 2, 0, -1)]
    [InlineData(Math.PI / 2, 0.25, 0)]
    [InlineData(-Math.PI / 2, 0, 1)]
    public void The_phase_is_how_far_the_sine_lags(double phase, double periods, double expected)
        => Assert.Equal(0.5 * expected, new Partial(440, 0.5, phase).ValueAt(periods / 440), 1e-12);

    [Fact]
    public void Amplitude_and_phase_may_be_functions_of_time()
    {
        var fading = new Partial(100) { AmplitudeAt = t => 1 - t };
        var gliding = new Partial(100) { PhaseAt = t => -2 * Math.PI * 50 * t };

        Assert.Equal(0.75, fading.ValueAt(0.25 + (0.25 / 100)) / (1 - (0.0025 / 0.75)), 1e-9);
        Assert.Equal(new Partial(150).ValueAt(0.123), gliding.ValueAt(0.123), 1e-9);
    }

    [Fact]
    public void A_partial_is_written_with_colons()
    {
        Assert.Equal(new Partial(440), Partial.Parse("440"));
        Assert.Equal(new Partial(440, 0.5), Partial.Parse("440:0.5"));
        Assert.Equal(new Partial(440.5, 0.5, -1.57), Partial.Parse("440.5:0.5:-1.57"));
        Assert.Equal(1 / 440.0, Partial.Parse("440").PeriodSeconds);
    }

    [Theory]
    [InlineData("", "'': '' is no number; a partial is HZ[:AMPLITUDE[:PHASE]], such as 440:0.5:1.57.")]
    [InlineData("440:loud", "'440:loud': 'loud' is no number; a partial is HZ[:AMPLITUDE[:PHASE]], such as 440:0.5:1.57.")]
    [InlineData("440:NaN", "'440:NaN': 'NaN' is no number; a partial is HZ[:AMPLITUDE[:PHASE]], such as 440:0.5:1.57.")]
    [InlineData("1:2:3:4", "'1:2:3:4' has 4 parts; a partial is HZ[:AMPLITUDE[:PHASE]], such as 440:0.5:1.57.")]
    [InlineData("-5", "'-5': -5 is no frequency; expected 0 Hz or more.")]
    public void What_is_no_partial_is_refused(string text, string message)
        => Assert.Equal(message, Assert.Throws<HarkException>(() => Partial.Parse(text)).Message);

    [Fact]
    public void Numbers_that_are_no_sound_are_programming_errors()
    {
        Assert.StartsWith("A frequency is a finite number of 0 Hz or more.", Assert.Throws<ArgumentOutOfRangeException>(() => new Partial(-1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Partial(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Partial(1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Partial(1, 1, double.NaN));
    }
}
