using System.Globalization;
using System.Text;

namespace Hark.Plots;

/// <summary>One pair of axes on a canvas: finds room for labels, draws grid, ticks and frame, maps values to pixels.</summary>
internal sealed class Panel
{
    public const double TickSize = 12;
    public const double LabelSize = 13;
    public const double TitleSize = 15;

    private readonly SvgCanvas _canvas;

    /// <param name="canvas">Where it is drawn.</param>
    /// <param name="outer">All the room it may take, labels included.</param>
    /// <param name="x">Horizontal axis.</param>
    /// <param name="y">Vertical axis, upwards.</param>
    /// <param name="title">Stands above the frame, or null.</param>
    /// <param name="right">Room kept free at the right of the frame (for a colour bar).</param>
    public Panel(SvgCanvas canvas, Box outer, Axis x, Axis y, string? title, double right = 16)
    {
        _canvas = canvas;
        (X, Y) = (x, y);
        double widest = y.Ticks.Count == 0 ? 0 : y.Ticks.Max(tick => TextSize.Width(tick.Text, TickSize));
        double left = 8 + (y.Label.Length > 0 ? LabelSize + 8 : 0) + widest + 9;
        double bottom = 8 + (x.Ticks.Count > 0 ? TickSize + 9 : 0) + (x.Label.Length > 0 ? LabelSize + 7 : 0);
        Frame = outer.Inside(left, title is null ? 22 : TitleSize + 22, right, bottom);
        if (title is not null)
        {
            string fitted = TextSize.Fit(title, TitleSize, outer.Width - 16);
            canvas.Text(outer.X + left, outer.Y + TitleSize + 8, TextSize.Width(fitted, TitleSize) > Frame.Width ? TextSize.Fit(title, TitleSize, Frame.Width + right - 8) : fitted, TitleSize, bold: true);
        }

        if (x.Label.Length > 0)
        {
            canvas.Text(Frame.X + (Frame.Width / 2), outer.Bottom - 10, x.Label, LabelSize, TextAnchor.Middle, PlotColors.Muted, "muted");
        }

        if (y.Label.Length > 0)
        {
            canvas.Text(outer.X + 8 + LabelSize - 2, Frame.Y + (Frame.Height / 2), y.Label, LabelSize, TextAnchor.Middle, PlotColors.Muted, "muted", turn: -90);
        }
    }

    /// <summary>The plotting area itself.</summary>
    public Box Frame { get; }

    public Axis X { get; }

    public Axis Y { get; }

    public double PlaceX(double value) => X.Place(value, Frame.X, Frame.Right);

    public double PlaceY(double value) => Y.Place(value, Frame.Bottom, Frame.Y);

    /// <summary>Grid lines (drawn before the content) and tick texts.</summary>
    public void DrawGrid(bool vertical = true, bool horizontal = true)
    {
        foreach (Tick tick in X.Ticks)
        {
            double x = PlaceX(tick.Value);
            if (vertical)
            {
                _canvas.Line(x, Frame.Y, x, Frame.Bottom, PlotColors.Grid, "grid");
            }

            _canvas.Line(x, Frame.Bottom, x, Frame.Bottom + 4, PlotColors.Axis, "axis");
            _canvas.Text(x, Frame.Bottom + TickSize + 6, tick.Text, TickSize, TextAnchor.Middle);
        }

        foreach (Tick tick in Y.Ticks)
        {
            double y = PlaceY(tick.Value);
            if (horizontal)
            {
                _canvas.Line(Frame.X, y, Frame.Right, y, PlotColors.Grid, "grid");
            }

            _canvas.Line(Frame.X - 4, y, Frame.X, y, PlotColors.Axis, "axis");
            _canvas.Text(Frame.X - 8, y + (TickSize * 0.36), tick.Text, TickSize, TextAnchor.End);
        }
    }

    /// <summary>The frame, drawn after the content.</summary>
    public void DrawFrame() => _canvas.Rectangle(Frame, "none", "axis", stroke: PlotColors.Axis);

    /// <summary>Path commands through the points; a value that is no finite number breaks the line.</summary>
    public string LineThrough(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var path = new StringBuilder();
        bool down = false;
        for (int i = 0; i < Math.Min(x.Length, y.Length); i++)
        {
            if (!double.IsFinite(x[i]) || !double.IsFinite(y[i]))
            {
                down = false;
                continue;
            }

            path.Append(CultureInfo.InvariantCulture, $"{(down ? 'L' : 'M')}{SvgCanvas.Number(PlaceX(x[i]))} {SvgCanvas.Number(PlaceY(y[i]))}");
            down = true;
        }

        return path.ToString();
    }
}
