using System.Globalization;
using System.Xml.Linq;
using Hark.Plots;

namespace Hark.Tests.Plots;

/// <summary>What every picture must be: well-formed, self-contained, titled, without a number that is none.</summary>
internal static class SvgChecks
{
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static XElement Parse(Picture picture)
    {
        XElement root = XDocument.Parse(picture.Svg).Root!;
        Assert.Equal(Svg + "svg", root.Name);
        Assert.Equal("img", root.Attribute("role")!.Value);
        Assert.False(string.IsNullOrWhiteSpace(root.Element(Svg + "title")!.Value));
        Assert.Equal(picture.WidthPixels, double.Parse(root.Attribute("width")!.Value, CultureInfo.InvariantCulture), 0.01);
        Assert.Equal(picture.HeightPixels, double.Parse(root.Attribute("height")!.Value, CultureInfo.InvariantCulture), 0.01);
        foreach (XAttribute attribute in root.Descendants().Attributes())
        {
            Assert.DoesNotContain("NaN", attribute.Value, StringComparison.Ordinal);
            Assert.DoesNotContain("∞", attribute.Value, StringComparison.Ordinal);
            Assert.DoesNotContain("Infinity", attribute.Value, StringComparison.Ordinal);
            Assert.False(attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal), $"{attribute.Name} is an event handler");
            Assert.False(attribute.Name.LocalName is "style" or "id", $"{attribute.Name} would clash in a page");
            if (attribute.Name.LocalName == "href")
            {
                Assert.StartsWith("data:image/png;base64,", attribute.Value, StringComparison.Ordinal);
            }
        }

        return root;
    }

    public static string[] Texts(XElement root) => [.. root.Descendants(Svg + "text").Select(text => text.Value)];

    public static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    public static byte[] EmbeddedPng(XElement root)
        => Convert.FromBase64String(root.Descendants(Svg + "image").First().Attribute("href")!.Value["data:image/png;base64,".Length..]);
}
