namespace Hark.Plots;

/// <summary>A stretch of time in a row of its own name, for <see cref="Plot.Words"/>.</summary>
/// <param name="Row">The row's name.</param>
/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds.</param>
/// <param name="Hover">Shown where the pointer rests; null for none.</param>
public sealed record PlotSpan(string Row, double Start, double End, string? Hover = null);

public static partial class Plot
{
    /// <summary>Where words lie in a sound: its wave above, below it one row a word.</summary>
    /// <param name="low">The lowest sample of each of some equal pieces of the sound.</param>
    /// <param name="high">The highest, as many.</param>
    /// <param name="seconds">How long the pieces are together.</param>
    /// <param name="rows">Names of the rows from top to bottom; spans of other names are left out.</param>
    /// <param name="spans">What is drawn in the rows.</param>
    /// <param name="title">Stands above; null for none.</param>
    public static Picture Words(ReadOnlySpan<float> low, ReadOnlySpan<float> high, double seconds, IReadOnlyList<string> rows, IReadOnlyList<PlotSpan> spans, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(spans);
        if (low.Length != high.Length)
        {
            throw new ArgumentException($"There are {low.Length} lowest and {high.Length} highest samples: give as many of each.", nameof(high));
        }

        const double waveHeight = 180, rowHeight = 22;
        double rowsHeight = (rows.Count * rowHeight) + 60;
        var canvas = new SvgCanvas(Width, waveHeight + rowsHeight, title ?? "Words in a sound");
        (Axis time, double scale) = Axis.Time(0, Math.Max(seconds, 1e-3));
        var names = new Axis(0, Math.Max(1, rows.Count), "", [.. rows.Select((name, i) => new Tick(rows.Count - i - 0.5, name))]);

        // Both panels have the same margins, so that what lies below each other sounds together.
        double widest = Math.Max(40, rows.Select(name => TextSize.Width(name, Panel.TickSize)).DefaultIfEmpty().Max());
        Box Placed(double y, double height, Axis axis) => new(widest - axis.Ticks.Select(tick => TextSize.Width(tick.Text, Panel.TickSize)).DefaultIfEmpty().Max(), y, 0, height);
        double peak = Math.Max(1e-3, Math.Max(Peak(low), Peak(high)));
        Axis amplitude = Axis.Around(-peak, peak, "", 5);
        Box at = Placed(0, waveHeight, amplitude);
        var wave = new Panel(canvas, at with { Width = Width - at.X }, time with { Ticks = [], Label = "" }, amplitude, title, 24);
        wave.DrawGrid();
        DrawBand(canvas, wave, low, high);
        wave.DrawFrame();

        at = Placed(waveHeight, rowsHeight, names);
        var panel = new Panel(canvas, at with { Width = Width - at.X }, time, names, null, 24);
        panel.DrawGrid();
        foreach (PlotSpan span in spans)
        {
            int row = rows.IndexOf(span.Row);
            if (row >= 0)
            {
                double from = panel.PlaceX(span.Start * scale);
                double top = panel.PlaceY(rows.Count - row) + 3;
                canvas.Rectangle(new Box(from, top, Math.Max(2, panel.PlaceX(span.End * scale) - from), panel.PlaceY(rows.Count - row - 1) - top - 3), PlotColors.Series(row), PlotColors.SeriesClass(row) + " area", hover: span.Hover);
            }
        }

        panel.DrawFrame();
        return canvas.ToPicture();
    }

    private static int IndexOf(this IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (string.Equals(names[i], name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    private static void DrawBand(SvgCanvas canvas, Panel panel, ReadOnlySpan<float> low, ReadOnlySpan<float> high)
    {
        var path = new System.Text.StringBuilder();
        for (int i = 0; i < high.Length; i++)
        {
            Point(path, i == 0 ? 'M' : 'L', panel.Frame.X + (panel.Frame.Width * (i + 0.5) / high.Length), panel.PlaceY(high[i]) - 0.3);
        }

        for (int i = low.Length - 1; i >= 0; i--)
        {
            Point(path, 'L', panel.Frame.X + (panel.Frame.Width * (i + 0.5) / low.Length), panel.PlaceY(low[i]) + 0.3);
        }

        if (path.Length > 0)
        {
            canvas.Path(path.Append('Z').ToString(), null, PlotColors.Series(0), PlotColors.SeriesClass(0) + " area");
        }
    }
}
