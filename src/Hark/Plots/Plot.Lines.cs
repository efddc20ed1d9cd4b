namespace Hark.Plots;

/// <summary>A named curve for <see cref="Plot.Lines"/>: points in the order they are joined; a value that is no number breaks the line.</summary>
public sealed record PlotLine(string Name, double[] X, double[] Y);

public static partial class Plot
{
    /// <summary>Curves over one pair of axes, with a legend where there is more than one.</summary>
    /// <param name="lines">At least one; X and Y of each have one length.</param>
    /// <param name="xLabel">What the horizontal axis measures, with its unit.</param>
    /// <param name="yLabel">What the vertical axis measures, with its unit.</param>
    /// <param name="title">Stands above; null for none.</param>
    /// <param name="logarithmicX">Each power of ten takes the same room; values of 0 or less have no place and break the line.</param>
    /// <exception cref="ArgumentException">No line, or a line whose lengths differ.</exception>
    public static Picture Lines(IReadOnlyList<PlotLine> lines, string xLabel, string yLabel, string? title = null, bool logarithmicX = false)
    {
        ArgumentNullException.ThrowIfNull(lines);
        if (lines.Count == 0)
        {
            throw new ArgumentException("There is no line to draw.", nameof(lines));
        }

        foreach (PlotLine line in lines)
        {
            if (line.X.Length != line.Y.Length)
            {
                throw new ArgumentException($"The line \"{line.Name}\" has {line.X.Length} X and {line.Y.Length} Y values: give as many of each.", nameof(lines));
            }
        }

        if (logarithmicX)
        {
            lines = [.. lines.Select(line => line with { X = [.. line.X.Select(x => x > 0 ? Math.Log10(x) : double.NaN)] })];
        }

        bool legend = lines.Count > 1;
        double height = legend ? 410 : 380;
        var canvas = new SvgCanvas(Width, height, title ?? $"{yLabel} over {xLabel}");
        (double lowX, double highX) = FiniteRange([.. lines.SelectMany(line => line.X)], []);
        (double lowY, double highY) = FiniteRange([.. lines.SelectMany(line => line.Y)], []);
        var panel = new Panel(canvas, new Box(0, 0, Width, legend ? height - 30 : height), logarithmicX ? Axis.Logarithmic(lowX, highX, xLabel) : Axis.Over(lowX, highX, xLabel, 9), Axis.Around(lowY, highY, yLabel, 7), title, 24);
        panel.DrawGrid();
        for (int i = 0; i < lines.Count; i++)
        {
            canvas.Path(panel.LineThrough(lines[i].X, lines[i].Y), PlotColors.Series(i), cssClass: PlotColors.SeriesClass(i), width: 2);
        }

        panel.DrawFrame();
        if (legend)
        {
            Legend(canvas, panel.Frame.Right, height - 14, [.. lines.Select(line => line.Name)], []);
        }

        return canvas.ToPicture();
    }
}
