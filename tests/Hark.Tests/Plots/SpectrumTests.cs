using System.Xml.Linq;
using Hark.Plots;

namespace Hark.Tests.Plots;

public class SpectrumTests
{
    [Fact]
    public void Phases_of_empty_bins_are_left_out()
    {
        XElement root = SvgChecks.Parse(Plot.Spectrum([0, 5, 1e-6f, 2, 0], [1, 1, 1, -3, 1], 8000, "two partials"));
        string dots = root.Elements(SvgChecks.Svg + "path").Last().Attribute("d")!.Value;
        Assert.Equal(2, dots.Count(letter => letter == 'M'));
        string[] texts = SvgChecks.Texts(root);
        foreach (string text in (string[])["two partials", "magnitude", "phase (rad)", "frequency (Hz)", "π/2", "−π", "4000"])
        {
            Assert.Contains(text, texts);
        }
    }

    [Fact]
    public void Both_panels_share_their_columns()
    {
        XElement root = SvgChecks.Parse(Plot.Spectrum([12345, 5, 1], [0, 1, 2], 8000));
        XElement[] frames = [.. root.Elements(SvgChecks.Svg + "rect").Where(rect => rect.Attribute("class")!.Value == "axis")];
        Assert.Equal(2, frames.Length);
        Assert.Equal(SvgChecks.Number(frames[0], "x"), SvgChecks.Number(frames[1], "x"), 0.02);
        Assert.Equal(SvgChecks.Number(frames[0], "width"), SvgChecks.Number(frames[1], "width"), 0.02);
    }

    [Fact]
    public void A_peak_of_one_bin_survives_a_long_transform()
    {
        var magnitude = new float[100_001];
        magnitude[54_321] = 1;
        Picture picture = Plot.Spectrum(magnitude, [], 16000);
        XElement root = SvgChecks.Parse(picture);
        XElement frame = root.Elements(SvgChecks.Svg + "rect").Single(rect => rect.Attribute("class")!.Value == "axis");
        double x = SvgChecks.Number(frame, "x") + (SvgChecks.Number(frame, "width") * 54_321 / 100_000);
        string[] points = root.Elements(SvgChecks.Svg + "path").Single().Attribute("d")!.Value.Split('M', 'L');
        Assert.Contains($"{SvgCanvas.Number(x)} {SvgCanvas.Number(SvgChecks.Number(frame, "y"))}", points);
        Assert.InRange(picture.Svg.Length, 1000, 60_000);
    }

    [Fact]
    public void Odd_transforms_and_lengths_that_differ_are_told_apart()
    {
        Assert.Contains("4000", SvgChecks.Texts(SvgChecks.Parse(Plot.Spectrum([1, 2, 3], [], 10000, nFft: 5))));
        Assert.StartsWith("1 phases for 2 magnitudes", Assert.Throws<ArgumentException>(() => Plot.Spectrum([1, 2], [1], 8000)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Plot.Spectrum([], [], 8000));
        SvgChecks.Parse(Plot.Spectrum([0, 0, float.NaN], [0, float.NaN, 0], 8000));
    }
}
