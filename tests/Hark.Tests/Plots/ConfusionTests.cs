using System.Xml.Linq;
using Hark.Plots;

namespace Hark.Tests.Plots;

public class ConfusionTests
{
    [Fact]
    public void Counts_and_shares_are_shown()
    {
        XElement root = SvgChecks.Parse(Plot.Confusion(["네", "아니요", "<위>"], new[,] { { 8, 2, 0 }, { 0, 5, 0 }, { 0, 0, 0 } }, "제목"));
        string[] texts = SvgChecks.Texts(root);
        Assert.Equal(2, texts.Count(text => text == "네"));
        Assert.Equal(2, texts.Count(text => text == "<위>"));
        Assert.Equal(["2", "5", "8"], texts.Where(text => char.IsAsciiDigit(text[0])).Order());
        string[] hovers = [.. root.Descendants(SvgChecks.Svg + "rect").Elements(SvgChecks.Svg + "title").Select(title => title.Value)];
        Assert.Equal(9, hovers.Length);
        Assert.Contains("네 → 아니요: 2 (20.0 %)", hovers);
        Assert.Contains("<위> → <위>: 0 (0.0 %)", hovers);
    }

    [Fact]
    public void Rows_are_the_true_classes_and_go_down()
    {
        XElement root = SvgChecks.Parse(Plot.Confusion(["a", "b"], new[,] { { 0, 7 }, { 0, 0 } }));
        XElement cell = root.Descendants(SvgChecks.Svg + "rect").Single(rect => rect.Element(SvgChecks.Svg + "title")?.Value.StartsWith("a → b", StringComparison.Ordinal) == true);
        XElement first = root.Descendants(SvgChecks.Svg + "rect").Single(rect => rect.Element(SvgChecks.Svg + "title")?.Value.StartsWith("a → a", StringComparison.Ordinal) == true);
        Assert.Equal(SvgChecks.Number(first, "y"), SvgChecks.Number(cell, "y"));
        Assert.True(SvgChecks.Number(cell, "x") > SvgChecks.Number(first, "x"));
    }

    [Fact]
    public void Many_long_labels_still_make_a_picture()
    {
        string[] labels = [.. Enumerable.Range(0, 60).Select(i => $"a rather long label number {i}")];
        Picture picture = Plot.Confusion(labels, new int[60, 60]);
        SvgChecks.Parse(picture);
        Assert.InRange(picture.WidthPixels, 1000, 1700);
    }

    [Fact]
    public void A_matrix_of_another_size_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Plot.Confusion(["a", "b"], new int[2, 3]));
        Assert.StartsWith("The counts are 2 × 3 for 2 labels", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Plot.Confusion(["a"], new[,] { { -1 } }));
    }
}
