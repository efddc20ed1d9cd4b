namespace Hark.Plots;

public static partial class Plot
{
    private const double ImageHeight = 380;
    private const double BarRoom = 84;

    // An axis and the places of the outer edges of the first and the last pixel, which may lie outside its range.
    private readonly record struct RowAxis(Axis Axis, double FirstEdge, double LastEdge);

    // Frame t is centred on the time t · hop: half of the first and the last pixel is cut off.
    private static RowAxis FrameAxis(int frames, double secondsPerFrame)
    {
        (Axis axis, double scale) = Axis.Time(0, Math.Max(1, frames - 1) * secondsPerFrame);
        double half = secondsPerFrame * scale / 2;
        return new RowAxis(axis, frames == 1 ? 0 : -half, frames == 1 ? axis.Maximum : ((frames - 1) * secondsPerFrame * scale) + half);
    }

    private static Picture Heatmap(ReadOnlySpan<float> values, int rows, RowAxis y, RowAxis x, string? title, string kind, string unit)
    {
        (double low, double high) = HeatmapImage.Range(values);
        var canvas = new SvgCanvas(Width, ImageHeight, title is null ? kind : $"{kind}: {title}");
        var panel = new Panel(canvas, new Box(0, 0, Width, ImageHeight), x.Axis, y.Axis, title, BarRoom);
        double left = panel.PlaceX(x.FirstEdge);
        double top = panel.PlaceY(y.LastEdge);
        canvas.BeginClip(panel.Frame);
        canvas.Image(new Box(left, top, panel.PlaceX(x.LastEdge) - left, panel.PlaceY(y.FirstEdge) - top), HeatmapImage.Draw(values, rows, low, high));
        canvas.EndClip();
        panel.DrawGrid(vertical: false, horizontal: false);
        panel.DrawFrame();
        ColorBar(canvas, new Box(panel.Frame.Right + 16, panel.Frame.Y, 14, panel.Frame.Height), low, high, unit);
        return canvas.ToPicture();
    }

    /// <summary>A small image without axes, as a PNG data address; empty values give an empty string.</summary>
    internal static string HeatmapThumbnail(ReadOnlySpan<float> values, int rows)
    {
        if (values.IsEmpty)
        {
            return "";
        }

        RequireFrames(values.Length, rows);
        (double low, double high) = HeatmapImage.Range(values);
        return "data:image/png;base64," + Convert.ToBase64String(HeatmapImage.Draw(values, rows, low, high, mostColumns: 320));
    }

    private static void ColorBar(SvgCanvas canvas, Box bar, double low, double high, string unit)
    {
        canvas.Image(bar, HeatmapImage.DrawBar());
        canvas.Rectangle(bar, "none", "axis", stroke: PlotColors.Axis);
        var axis = Axis.Over(low, high, unit, 6);
        foreach (Tick tick in axis.Ticks)
        {
            double y = axis.Place(tick.Value, bar.Bottom, bar.Y);
            canvas.Line(bar.Right, y, bar.Right + 4, y, PlotColors.Axis, "axis");
            canvas.Text(bar.Right + 8, y + (Panel.TickSize * 0.36), tick.Text, Panel.TickSize);
        }

        canvas.Text(bar.X, bar.Y - 7, unit, Panel.TickSize, TextAnchor.Start, PlotColors.Muted, "muted");
    }
}
