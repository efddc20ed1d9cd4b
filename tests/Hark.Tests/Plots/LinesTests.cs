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
    public void A_logarithmic_axis_names_powers_of_ten_and_leaves_out_what_has_no_place()
    {
        XElement root = SvgChecks.Parse(Plot.Lines([new("a", [0, 0.01, 0.1, 10, 1000], [5, 4, 3, 2, 1])], "x", "y", logarithmicX: true));
        string[] texts = SvgChecks.Texts(root);
        Assert.Subset(texts.ToHashSet(StringComparer.Ordinal), new HashSet<string>(["0.01", "0.1", "1", "10", "100", "1000"], StringComparer.Ordinal));
        string path = Assert.Single(root.Elements(SvgChecks.Svg + "path")).Attribute("d")!.Value;
        double[] x = [.. path.Split('M', 'L').Skip(1).Select(point => double.Parse(point.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(4, x.Length);

        // From 0.1 to 10 is twice as far as from 0.01 to 0.1.
        Assert.Equal(2, (x[2] - x[1]) / (x[1] - x[0]), 0.02);
        Assert.Contains("2", SvgChecks.Texts(SvgChecks.Parse(Plot.Lines([new("a", [1, 10], [0, 1])], "x", "y", logarithmicX: true))));
    }

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
