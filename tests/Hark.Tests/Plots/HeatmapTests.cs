using System.Xml.Linq;
using Hark.Plots;

namespace Hark.Tests.Plots;

public class HeatmapTests
{
    [Fact]
    public void Low_frequencies_lie_at_the_bottom_and_time_runs_right()
    {
        // 130 bins × 126 frames as in the lesson; loud only in bin 3, frame 5.
        var values = new float[130 * 126];
        values.AsSpan().Fill(-80);
        values[(3 * 126) + 5] = 0;
        XElement root = SvgChecks.Parse(Plot.Spectrogram(values, 130, 8000, 64, "yes"));
        PngReader image = PngReader.Read(SvgChecks.EmbeddedPng(root));
        Assert.Equal((126, 130), (image.Width, image.Height));
        for (int i = 0; i < image.Indices.Length; i++)
        {
            Assert.Equal(i == ((129 - 3) * 126) + 5 ? 255 : 0, image.Indices[i]);
        }

        string[] texts = SvgChecks.Texts(root);
        foreach (string text in (string[])["yes", "time (s)", "frequency (Hz)", "dB", "−80", "0", "4000", "1.0"])
        {
            Assert.Contains(text, texts);
        }
    }

    [Fact]
    public void Each_pixel_is_centred_on_its_bin_and_frame()
    {
        // 3 bins of 8 Hz at 0, 2, 4 Hz; 5 frames a second apart.
        XElement root = SvgChecks.Parse(Plot.Spectrogram(new float[15], 3, 8, 8));
        XElement image = root.Descendants(SvgChecks.Svg + "image").First();
        XElement frame = image.Parent!;
        double bin = SvgChecks.Number(frame, "height") / 2;
        double hop = SvgChecks.Number(frame, "width") / 4;
        Assert.Equal(SvgChecks.Number(frame, "y") - (bin / 2), SvgChecks.Number(image, "y"), 0.02);
        Assert.Equal(3 * bin, SvgChecks.Number(image, "height"), 0.02);
        Assert.Equal(SvgChecks.Number(frame, "x") - (hop / 2), SvgChecks.Number(image, "x"), 0.02);
        Assert.Equal(5 * hop, SvgChecks.Number(image, "width"), 0.02);
    }

    [Fact]
    public void A_long_recording_keeps_its_short_events()
    {
        var values = new float[2 * 100_000];
        values[100_000 + 77_777] = 1;
        PngReader image = PngReader.Read(SvgChecks.EmbeddedPng(SvgChecks.Parse(Plot.Spectrogram(values, 2, 16000, 160))));
        Assert.Equal(2000, image.Width);
        Assert.Equal(77_777 / 50, Array.IndexOf(image.Indices, (byte)255));
    }

    [Fact]
    public void Mel_bands_are_marked_with_their_frequencies()
    {
        double[] centers = [100, 200, 500, 1000, 2000, 4000];
        XElement root = SvgChecks.Parse(Plot.Mel(new float[6 * 10], centers, 16000, 160));
        string[] texts = SvgChecks.Texts(root);
        foreach (string text in (string[])["100", "200", "500", "1000", "2000", "4000", "frequency (Hz, mel scale)"])
        {
            Assert.Contains(text, texts);
        }

        Assert.DoesNotContain("50", texts);
        Assert.DoesNotContain("6000", texts);
        XElement[] marks = [.. root.Elements(SvgChecks.Svg + "text").Where(text => text.Value is "100" or "1000")];
        XElement clip = root.Descendants(SvgChecks.Svg + "image").First().Parent!;
        Assert.Equal(3 * SvgChecks.Number(clip, "height") / 6, SvgChecks.Number(marks[0], "y") - SvgChecks.Number(marks[1], "y"), 0.03);
    }

    [Fact]
    public void Coefficients_are_numbered_from_zero()
    {
        XElement root = SvgChecks.Parse(Plot.Mfcc(new float[13 * 20], 13, 16000, 160, "MFCC"));
        Assert.Contains("12", SvgChecks.Texts(root));
        Assert.Contains("coefficient", SvgChecks.Texts(root));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(-80f)]
    public void Values_all_alike_or_no_numbers_are_drawn(float value)
    {
        var values = new float[130];
        values.AsSpan().Fill(value);
        SvgChecks.Parse(Plot.Spectrogram(values, 130, 8000, 64));
        SvgChecks.Parse(Plot.Spectrogram(values, 1, 8000, 64, nFft: 1));
        SvgChecks.Parse(Plot.Mel(values, [100], 8000, 64));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.StartsWith("7 values are no whole number of frames of 3", Assert.Throws<ArgumentException>(() => Plot.Spectrogram(new float[7], 3, 8000, 64)).Message, StringComparison.Ordinal);
        Assert.StartsWith("0 values are no whole number", Assert.Throws<ArgumentException>(() => Plot.Mfcc([], 3, 8000, 64)).Message, StringComparison.Ordinal);
        Assert.StartsWith("A transform of 512 samples has 257 bins, not 3.", Assert.Throws<ArgumentException>(() => Plot.Spectrogram(new float[6], 3, 8000, 64, nFft: 512)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Plot.Mel(new float[6], [], 8000, 64));
        Assert.Throws<ArgumentOutOfRangeException>(() => Plot.Spectrogram(new float[6], 3, 8000, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Plot.Spectrogram(new float[6], 3, -1, 64));
    }
}
