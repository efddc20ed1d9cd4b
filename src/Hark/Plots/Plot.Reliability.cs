using System.Globalization;

namespace Hark.Plots;

public static partial class Plot
{
    /// <summary>
    /// A reliability diagram: for clips sorted by how sure the classifier was, how many were right. Bars on the diagonal mean
    /// that its probabilities can be believed; below it, that it is too sure of itself.
    /// </summary>
    /// <param name="accuracy">[bins] 0..1, over equal bins of confidence from 0 to 1; ignored where the bin is empty.</param>
    /// <param name="counts">[bins] clips in each.</param>
    /// <param name="title">Stands above; null for none.</param>
    /// <exception cref="ArgumentException">No bins, or the lengths differ.</exception>
    public static Picture Reliability(ReadOnlySpan<double> accuracy, ReadOnlySpan<int> counts, string? title = null)
    {
        if (accuracy.IsEmpty || accuracy.Length != counts.Length)
        {
            throw new ArgumentException($"{counts.Length} counts for {accuracy.Length} bins: give at least one bin, and one count for each.", nameof(counts));
        }

        var canvas = new SvgCanvas(460, 440, title ?? "Reliability: accuracy by confidence");
        var panel = new Panel(canvas, new Box(0, 0, 460, 440), Axis.Over(0, 1, "confidence", 6), Axis.Over(0, 1, "accuracy", 6), title, 24);
        panel.DrawGrid();
        int bins = accuracy.Length;
        for (int bin = 0; bin < bins; bin++)
        {
            if (counts[bin] > 0 && double.IsFinite(accuracy[bin]))
            {
                double left = panel.PlaceX((double)bin / bins);
                double top = panel.PlaceY(accuracy[bin]);
                var bar = new Box(left + 1, top, panel.PlaceX((bin + 1.0) / bins) - left - 2, panel.Frame.Bottom - top);
                string hover = string.Create(CultureInfo.InvariantCulture, $"{counts[bin]} clips, {accuracy[bin] * 100:0.0} % right");
                canvas.Rectangle(bar, PlotColors.Shade, "hit", 0.75, hover: hover);
            }
        }

        canvas.Line(panel.PlaceX(0), panel.PlaceY(0), panel.PlaceX(1), panel.PlaceY(1), PlotColors.Mistake, "miss-line", 1.5, "6 4");
        panel.DrawFrame();
        return canvas.ToPicture();
    }
}
