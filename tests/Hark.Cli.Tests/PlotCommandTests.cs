using Hark.Audio;
using System.Xml.Linq;

namespace Hark.Cli.Tests;

public class PlotCommandTests
{
    [Theory]
    [InlineData("waveform", "time (s)", "amplitude")]
    [InlineData("spectrum", "frequency (Hz)", "magnitude")]
    [InlineData("spectrogram", "frequency (Hz)", "dB")]
    [InlineData("mel", "frequency (Hz, mel scale)", "dB")]
    [InlineData("mfcc", "coefficient", "value")]
    public void Each_picture_is_a_titled_svg_with_its_axes(string kind, params string[] texts)
    {
        using var folder = new TemporaryFolder();
        new ComplexWave(new Partial(440, 0.5)).ToClip(8000, 1).ToChannels(2).Save(folder["소리 1.wav"]);
        Assert.Equal("out.svg\n", folder.Run("plot", kind, "소리 1.wav", "out.svg").Expect(0).Out);
        string[] written = Texts(folder["out.svg"]);
        Assert.Contains("소리 1.wav", written);
        Assert.All(texts, text => Assert.Contains(text, written));

        folder.Run("plot", kind, "소리 1.wav", "titled.svg", "--title", "a <b> & c").Expect(0);
        Assert.Contains("a <b> & c", Texts(folder["titled.svg"]));
    }

    [Fact]
    public void A_range_shows_the_lessons_41_samples_one_by_one()
    {
        using var folder = new TemporaryFolder();
        new ComplexWave(new Partial(440, 0.5)).ToClip(8000, 1).Save(folder["a.wav"]);
        folder.Run("plot", "waveform", "a.wav", "out.svg", "--range", "1000:41").Expect(0);
        XDocument svg = XDocument.Load(folder["out.svg"]);
        Assert.Equal(41, svg.Descendants().Count(e => e.Name.LocalName == "circle"));
        Assert.Contains(Texts(folder["out.svg"]), text => text.Contains("41 samples at 8000 Hz", StringComparison.Ordinal));
        Assert.Equal(
            "a.wav: has 8000 samples, so 41 from sample 7960 on are not there. Give a --range within them.",
            folder.Run("plot", "spectrum", "a.wav", "none.svg", "--range", "7960:41").ExpectFailure());
        Assert.False(File.Exists(folder["none.svg"]));
    }

    [Fact]
    public void A_filter_bank_needs_no_sound()
    {
        using var folder = new TemporaryFolder();
        folder.Run("plot", "filterbank", "out.svg", "--mels", "20", "--rate", "8000", "--n-fft", "256").Expect(0);
        Assert.Contains("20 mel bands, n_fft 256, 8000 Hz", Texts(folder["out.svg"]));
    }

    private static string[] Texts(string path) => [.. XDocument.Load(path).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];
}
