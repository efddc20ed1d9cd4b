using System.Globalization;
using System.Xml.Linq;
using Hark.Plots;

namespace Hark.Tests.Plots;

public class WaveformTests
{
    [Fact]
    public void The_41_samples_of_the_lesson_are_drawn_one_by_one()
    {
        float[] tone = [.. Enumerable.Range(0, 41).Select(i => MathF.Sin(i * 0.3f))];
        XElement root = SvgChecks.Parse(Plot.Waveform(tone, 8000, "41 samples", firstSample: 4000));
        XElement[] dots = [.. root.Elements(SvgChecks.Svg + "circle")];
        Assert.Equal(41, dots.Length);
        double[] heights = [.. dots.Select(dot => SvgChecks.Number(dot, "cy"))];
        Assert.Equal(Array.IndexOf(tone, tone.Max()), Array.IndexOf(heights, heights.Min()));
        string[] texts = SvgChecks.Texts(root);
        Assert.Contains("time (ms), 41 samples at 8000 Hz", texts);
        Assert.Contains("502", texts);
        Assert.Contains("41 samples", texts);
    }

    [Fact]
    public void A_click_of_one_sample_stays_visible_in_a_long_sound()
    {
        var sound = new float[480_000];
        sound[240_000] = 1;
        XElement root = SvgChecks.Parse(Plot.Waveform(sound, 16000));
        double[] ys = [.. Ys(root.Elements(SvgChecks.Svg + "path").Single())];
        Assert.InRange(ys.Max() - ys.Min(), 50, 400);
        Assert.Contains("time (s)", SvgChecks.Texts(root));
        Assert.Contains("30", SvgChecks.Texts(root));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(1500)]
    [InlineData(8000)]
    public void Silence_of_any_length_and_samples_that_are_no_numbers_are_drawn(int length)
    {
        var sound = new float[length];
        SvgChecks.Parse(Plot.Waveform(sound, 8000));
        sound.AsSpan().Fill(float.NaN);
        SvgChecks.Parse(Plot.Waveform(sound, 8000));
        SvgChecks.Parse(Plot.WaveformThumbnail(sound, 160, 48, "x"));
    }

    [Fact]
    public void A_rate_of_zero_is_refused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => Plot.Waveform([0f], 0));

    private static IEnumerable<double> Ys(XElement path)
        => path.Attribute("d")!.Value.Split('M', 'L', 'Z').Where(part => part.Length > 0).Select(part => double.Parse(part.Split(' ')[1], CultureInfo.InvariantCulture));
}
