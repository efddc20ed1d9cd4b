using System.Xml.Linq;
using Hark.Plots;

namespace Hark.Tests.Plots;

public class SvgCanvasTests
{
    [Theory]
    [InlineData("a<b>&\"c\"'d'")]
    [InlineData("한국어 라벨 😀")]
    [InlineData("</title><script>alert(1)</script>")]
    [InlineData("]]> <!-- -->")]
    public void Text_comes_out_as_it_went_in(string text)
    {
        var canvas = new SvgCanvas(10, 10, text);
        canvas.Text(1, 2, text, 12);
        canvas.Rectangle(new Box(0, 0, 1, 1), "none", hover: text);
        XElement root = SvgChecks.Parse(canvas.ToPicture());
        Assert.Equal(text, root.Element(SvgChecks.Svg + "title")!.Value);
        Assert.Equal(text, SvgChecks.Texts(root).Single());
        Assert.Equal(text, root.Elements(SvgChecks.Svg + "rect").Last().Element(SvgChecks.Svg + "title")!.Value);
    }

    [Fact]
    public void Characters_that_xml_forbids_are_replaced()
    {
        var canvas = new SvgCanvas(10, 10, "a\0b\u0001c\ud800d\uffff");
        Assert.Equal("a\ufffdb\ufffdc\ufffdd\ufffd", SvgChecks.Parse(canvas.ToPicture()).Element(SvgChecks.Svg + "title")!.Value);
    }

    [Theory]
    [InlineData(0.004, "0")]
    [InlineData(-0.004, "0")]
    [InlineData(1.0 / 3, "0.33")]
    [InlineData(-12.5, "-12.5")]
    [InlineData(100000, "100000")]
    public void Numbers_are_short(double value, string expected) => Assert.Equal(expected, SvgCanvas.Number(value));

    [Fact]
    public void Long_texts_are_cut_with_an_ellipsis()
    {
        Assert.Equal("short", TextSize.Fit("short", 12, 100));
        string cut = TextSize.Fit("a very long label that cannot fit", 12, 60);
        Assert.EndsWith("…", cut, StringComparison.Ordinal);
        Assert.True(TextSize.Width(cut, 12) <= 60);
        Assert.Equal("…", TextSize.Fit("word", 12, 1));
    }

    [Fact]
    public void A_picture_is_saved_as_utf8_text()
    {
        string path = Path.Combine(Path.GetTempPath(), $"hark-picture-{Guid.NewGuid():N}.svg");
        try
        {
            var canvas = new SvgCanvas(10, 10, "소리");
            canvas.ToPicture().Save(path);
            byte[] bytes = File.ReadAllBytes(path);
            Assert.Equal((byte)'<', bytes[0]);
            Assert.Equal(canvas.ToPicture().Svg + "\n", System.Text.Encoding.UTF8.GetString(bytes));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        string path = Path.Combine(Path.GetTempPath(), $"hark-none-{Guid.NewGuid():N}", "x.svg");
        var error = Assert.Throws<HarkException>(() => new SvgCanvas(1, 1, "x").ToPicture().Save(path));
        Assert.StartsWith(path + ": cannot be written", error.Message, StringComparison.Ordinal);
    }
}
