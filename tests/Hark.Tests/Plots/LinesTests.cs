using System.Xml.Linq;
using Hark.Plots;

namespace Hark.Tests.Plots;

public class LinesTests
{
    [Fact]
    public void Every_line_is_drawn_and_named()
    {
        XElement root = SvgChecks.Parse(Plot.Lines([new("하나", [0, 1], [0, 1]), new("two", [0, 1, 2], [3, double.NaN, 4])], "x (s)", "y", "title"));
        Assert.Equal(2, root.Elements(SvgChecks.Svg + "path").Count());
        string[] texts = SvgChecks.Texts(root);
        foreach (string text in (string[])["하나", "two", "x (s)", "y", "title"])
        {
            Assert.Contains(text, texts);
        }

        // The value that is no number breaks the second line in two.
        Assert.Equal(2, root.Elements(SvgChecks.Svg + "path").Last().Attribute("d")!.Value.Count(letter => letter == 'M'));
    }

    [Fact]
    public void One_line_needs_no_legend()
        => Assert.DoesNotContain("only", SvgChecks.Texts(SvgChecks.Parse(Plot.Lines([new("only", [0, 1], [0, 1])], "x", "y"))));

    [Fact]
    public void Lines_that_are_none_are_refused()
    {
        Assert.StartsWith("There is no line to draw.", Assert.Throws<ArgumentException>(() => Plot.Lines([], "x", "y")).Message, StringComparison.Ordinal);
        Assert.StartsWith("The line \"a\" has 1 X and 2 Y values", Assert.Throws<ArgumentException>(() => Plot.Lines([new("a", [1], [1, 2])], "x", "y")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_bank_has_one_line_for_every_filter_that_is_not_empty()
    {
        float[] weights = [0, 1, 0, 0, 0, /**/ 0, 0, 0, 0, 0, /**/ 0, 0, 0.5f, 1, 0.5f];
        XElement root = SvgChecks.Parse(Plot.FilterBank(weights, 3, 8000, "bank"));
        string[] paths = [.. root.Elements(SvgChecks.Svg + "path").Select(path => path.Attribute("d")!.Value)];
        Assert.Equal([3, 4], paths.Select(path => path.Count(letter => letter is 'M' or 'L')));
        Assert.Contains("frequency (Hz)", SvgChecks.Texts(root));
        SvgChecks.Parse(Plot.FilterBank(new float[10], 2, 8000));
    }

    [Fact]
    public void Reliability_bars_stand_where_there_are_clips()
    {
        XElement root = SvgChecks.Parse(Plot.Reliability([double.NaN, 0.5, 1], [0, 4, 6]));
        Assert.Equal(["4 clips, 50.0 % right", "6 clips, 100.0 % right"], root.Descendants(SvgChecks.Svg + "rect").Elements(SvgChecks.Svg + "title").Select(title => title.Value));
        Assert.StartsWith("1 counts for 2 bins", Assert.Throws<ArgumentException>(() => Plot.Reliability([0, 1], [1])).Message, StringComparison.Ordinal);
    }
}
