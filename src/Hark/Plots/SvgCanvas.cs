using System.Globalization;
using System.Text;

namespace Hark.Plots;

/// <summary>Where a text stands against its point.</summary>
internal enum TextAnchor
{
    Start,
    Middle,
    End,
}

/// <summary>
/// Builds one SVG document. Looks are presentation attributes, which any style sheet around an inline picture overrides by the
/// class beside them (a dark page does); no style element, no ids, no script: several pictures may share a page.
/// </summary>
internal sealed class SvgCanvas
{
    private const string Fonts = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans KR', 'Noto Sans CJK KR', 'Apple SD Gothic Neo', 'Malgun Gothic', sans-serif";

    private readonly StringBuilder _svg = new();
    private readonly double _width;
    private readonly double _height;

    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="title">Read out by screen readers and shown on hover.</param>
    /// <param name="paper">Whether a background is painted.</param>
    public SvgCanvas(double width, double height, string title, bool paper = true)
    {
        (_width, _height) = (width, height);
        string w = Number(width);
        string h = Number(height);
        _svg.Append("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" role=\"img\" width=\"").Append(w).Append("\" height=\"").Append(h)
            .Append("\" viewBox=\"0 0 ").Append(w).Append(' ').Append(h).Append("\" font-family=\"").Append(Fonts).Append("\">\n<title>")
            .Append(XmlText.Escape(title)).Append("</title>\n");
        if (paper)
        {
            Rectangle(new Box(0, 0, width, height), PlotColors.Paper, "paper");
        }
    }

    public void Rectangle(Box box, string fill, string? cssClass = null, double opacity = 1, string? stroke = null, string? hover = null)
    {
        _svg.Append("<rect x=\"").Append(Number(box.X)).Append("\" y=\"").Append(Number(box.Y)).Append("\" width=\"").Append(Number(box.Width))
            .Append("\" height=\"").Append(Number(box.Height)).Append("\" fill=\"").Append(fill).Append('"');
        Optional("class", cssClass);
        Optional("stroke", stroke);
        Optional("fill-opacity", opacity < 1 ? Number(opacity) : null);
        Close("rect", hover);
    }

    public void Line(double x1, double y1, double x2, double y2, string stroke, string? cssClass = null, double width = 1, string? dashes = null)
    {
        _svg.Append("<line x1=\"").Append(Number(x1)).Append("\" y1=\"").Append(Number(y1)).Append("\" x2=\"").Append(Number(x2))
            .Append("\" y2=\"").Append(Number(y2)).Append("\" stroke=\"").Append(stroke).Append('"');
        Optional("class", cssClass);
        Optional("stroke-width", width == 1 ? null : Number(width));
        Optional("stroke-dasharray", dashes);
        Close("line", null);
    }

    public void Circle(double x, double y, double radius, string fill, string? cssClass = null, string? stroke = null, string? hover = null)
    {
        _svg.Append("<circle cx=\"").Append(Number(x)).Append("\" cy=\"").Append(Number(y)).Append("\" r=\"").Append(Number(radius))
            .Append("\" fill=\"").Append(fill).Append('"');
        Optional("class", cssClass);
        Optional("stroke", stroke);
        Close("circle", hover);
    }

    /// <summary>An outline given as path commands, filled or stroked.</summary>
    public void Path(string commands, string? stroke, string fill = "none", string? cssClass = null, double width = 1, string? dashes = null, double opacity = 1)
    {
        if (commands.Length == 0)
        {
            return;
        }

        _svg.Append("<path d=\"").Append(commands).Append("\" fill=\"").Append(fill).Append('"');
        Optional("class", cssClass);
        Optional("stroke", stroke);
        Optional("stroke-width", stroke is null || width == 1 ? null : Number(width));
        Optional("stroke-linejoin", stroke is null ? null : "round");
        Optional("stroke-dasharray", dashes);
        Optional("opacity", opacity < 1 ? Number(opacity) : null);
        Close("path", null);
    }

    public void Text(double x, double y, string text, double size, TextAnchor anchor = TextAnchor.Start, string fill = PlotColors.Ink, string cssClass = "ink", bool bold = false, double turn = 0)
    {
        _svg.Append("<text x=\"").Append(Number(x)).Append("\" y=\"").Append(Number(y)).Append("\" font-size=\"").Append(Number(size))
            .Append("\" fill=\"").Append(fill).Append("\" class=\"").Append(cssClass).Append('"');
        Optional("text-anchor", anchor switch { TextAnchor.Middle => "middle", TextAnchor.End => "end", _ => null });
        Optional("font-weight", bold ? "600" : null);
        Optional("transform", turn == 0 ? null : $"rotate({Number(turn)} {Number(x)} {Number(y)})");
        _svg.Append('>').Append(XmlText.Escape(text)).Append("</text>\n");
    }

    /// <summary>An embedded PNG, stretched over <paramref name="box"/> without smoothing.</summary>
    public void Image(Box box, ReadOnlySpan<byte> png)
        => _svg.Append("<image x=\"").Append(Number(box.X)).Append("\" y=\"").Append(Number(box.Y)).Append("\" width=\"").Append(Number(box.Width))
            .Append("\" height=\"").Append(Number(box.Height))
            .Append("\" preserveAspectRatio=\"none\" image-rendering=\"pixelated\" href=\"data:image/png;base64,")
            .Append(Convert.ToBase64String(png)).Append("\"/>\n");

    /// <summary>What is drawn until <see cref="EndClip"/> is cut off at <paramref name="box"/>; coordinates stay those of the whole.</summary>
    public void BeginClip(Box box)
    {
        string view = $"{Number(box.X)} {Number(box.Y)} {Number(box.Width)} {Number(box.Height)}";
        _svg.Append("<svg x=\"").Append(Number(box.X)).Append("\" y=\"").Append(Number(box.Y)).Append("\" width=\"").Append(Number(box.Width))
            .Append("\" height=\"").Append(Number(box.Height)).Append("\" viewBox=\"").Append(view).Append("\" preserveAspectRatio=\"none\">\n");
    }

    public void EndClip() => _svg.Append("</svg>\n");

    public Picture ToPicture() => new(_svg.ToString() + "</svg>", _width, _height);

    /// <summary>At most two decimals, always with a point, never "-0".</summary>
    public static string Number(double value)
    {
        double rounded = Math.Round(value, 2);
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }

    private void Optional(string name, string? value)
    {
        if (value is not null)
        {
            _svg.Append(' ').Append(name).Append("=\"").Append(value).Append('"');
        }
    }

    private void Close(string element, string? hover)
    {
        if (hover is null)
        {
            _svg.Append("/>\n");
        }
        else
        {
            _svg.Append("><title>").Append(XmlText.Escape(hover)).Append("</title></").Append(element).Append(">\n");
        }
    }
}
