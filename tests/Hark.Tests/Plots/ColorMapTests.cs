using Hark.Plots;

namespace Hark.Tests.Plots;

public class ColorMapTests
{
    [Fact]
    public void Lightness_rises_at_every_step_and_evenly()
    {
        double[] lightness = [.. Enumerable.Range(0, ColorMap.Steps).Select(CieLightness)];
        Assert.InRange(lightness[0], 0, 8);
        Assert.InRange(lightness[^1], 92, 100);
        for (int i = 1; i < lightness.Length; i++)
        {
            Assert.True(lightness[i] > lightness[i - 1], $"step {i}: {lightness[i - 1]} then {lightness[i]}");
        }

        // Away from black, where CIE and OKLab lightness agree, each sixteenth of the map brightens about alike.
        double[] rises = [.. Enumerable.Range(2, 13).Select(part => lightness[(part + 1) * 16] - lightness[part * 16])];
        Assert.True(rises.Max() < 1.35 * rises.Min(), string.Join(' ', rises));
    }

    [Theory]
    [InlineData(0f, 0)]
    [InlineData(-5f, 0)]
    [InlineData(float.NaN, 0)]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(5f, 128)]
    [InlineData(10f, 255)]
    [InlineData(99f, 255)]
    [InlineData(float.PositiveInfinity, 255)]
    public void Values_find_their_step(float value, int step) => Assert.Equal(step, ColorMap.Index(value, 0, 10));

    [Fact]
    public void A_share_has_the_colour_of_its_step()
    {
        ReadOnlySpan<byte> last = ColorMap.Palette[^3..];
        Assert.Equal($"#{last[0]:x2}{last[1]:x2}{last[2]:x2}", ColorMap.Hex(1));
        Assert.Equal(ColorMap.Hex(0), ColorMap.Hex(-3));
    }

    // L* of CIE 1976 from sRGB (IEC 61966-2-1), which the map itself does not use.
    private static double CieLightness(int step)
    {
        ReadOnlySpan<byte> color = ColorMap.Palette.Slice(3 * step, 3);
        double y = (0.2126 * Linear(color[0])) + (0.7152 * Linear(color[1])) + (0.0722 * Linear(color[2]));
        return y <= 216.0 / 24389 ? y * 24389 / 27 : (116 * Math.Cbrt(y)) - 16;
    }

    private static double Linear(byte value)
    {
        double share = value / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}
