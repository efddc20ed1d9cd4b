namespace Hark.Plots;

/// <summary>
/// Draws numbers as SVG pictures with axes, units and titles: <c>Plot.History(...).Save("history.svg")</c>. Every method takes plain
/// numbers, gives a <see cref="Picture"/> and changes nothing; the same numbers give the same text.
/// </summary>
/// <remarks>Values that are no finite number are left out of lines and shown as the lowest value in images.</remarks>
public static partial class Plot
{
    private const double Width = 800;

    // A row of names with a stroke of their colour, right-aligned at the top of the frame.
    private static void Legend(SvgCanvas canvas, double right, double baseline, ReadOnlySpan<string> names, ReadOnlySpan<string?> dashes)
    {
        double x = right;
        for (int i = names.Length - 1; i >= 0; i--)
        {
            x -= TextSize.Width(names[i], Panel.TickSize);
            canvas.Text(x, baseline, names[i], Panel.TickSize);
            canvas.Line(x - 24, baseline - 4, x - 6, baseline - 4, PlotColors.Series(i), PlotColors.SeriesClass(i), 2.5, dashes.Length > i ? dashes[i] : null);
            x -= 38;
        }
    }
}
