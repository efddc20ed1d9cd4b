using System.Xml.Linq;
using Hark.Plots;

namespace Hark.Tests.Plots;

public class WordsTests
{
    [Fact]
    public void Each_word_has_a_row_and_stands_in_it_at_its_time()
    {
        PlotSpan[] spans = [new("네", 1, 2, "네 at 1 s"), new("stop", 3, 3.5), new("other", 5, 6)];
        XElement root = SvgChecks.Parse(Plot.Words([-0.5f, -0.1f, 0], [0.5f, 0.1f, 0], 10, ["네", "stop"], spans, "recording"));
        string[] texts = SvgChecks.Texts(root);
        foreach (string text in (string[])["네", "stop", "recording", "time (s)"])
        {
            Assert.Contains(text, texts);
        }

        XElement[] drawn = [.. root.Descendants(SvgChecks.Svg + "rect").Where(rect => rect.Attribute("class")?.Value.Contains("series", StringComparison.Ordinal) == true)];
        Assert.Equal(2, drawn.Length);
        double[] x = [.. drawn.Select(rect => double.Parse(rect.Attribute("x")!.Value, System.Globalization.CultureInfo.InvariantCulture))];
        double[] y = [.. drawn.Select(rect => double.Parse(rect.Attribute("y")!.Value, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.True(x[0] < x[1] && y[0] < y[1]);
        Assert.Contains("네 at 1 s", root.Descendants(SvgChecks.Svg + "title").Select(title => title.Value));
    }

    [Fact]
    public void Nothing_heard_is_a_picture_too()
    {
        SvgChecks.Parse(Plot.Words([], [], 0, [], []));
        Assert.StartsWith("There are 1 lowest and 0 highest samples", Assert.Throws<ArgumentException>(() => Plot.Words([0], [], 1, [], [])).Message, StringComparison.Ordinal);
    }
}
