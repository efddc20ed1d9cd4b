using System.Globalization;

namespace Hark.Plots;

public static partial class Plot
{
    /// <summary>
    /// A confusion matrix: one row a true class, one column a predicted class, in each cell the count, shaded by its share of
    /// the row. Hovering names the pair.
    /// </summary>
    /// <param name="labels">The names of the classes, of any script.</param>
    /// <param name="counts">[true, predicted], not negative.</param>
    /// <param name="title">Stands above; null for none.</param>
    /// <exception cref="ArgumentException">The counts are no square of the labels' size.</exception>
    public static Picture Confusion(IReadOnlyList<string> labels, int[,] counts, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(counts);
        int classes = labels.Count;
        if (classes == 0 || counts.GetLength(0) != classes || counts.GetLength(1) != classes)
        {
            throw new ArgumentException($"The counts are {counts.GetLength(0)} × {counts.GetLength(1)} for {classes} labels: both sides must equal the number of labels, at least 1.", nameof(counts));
        }

        double cell = Math.Clamp(640.0 / classes, 22, 56);
        double text = Math.Clamp(cell * 0.45, 9, Panel.LabelSize);
        double widest = Math.Min(150, labels.Max(label => TextSize.Width(label, text)));
        bool turned = labels.Max(label => TextSize.Width(label, text)) > cell - 4;
        double left = 8 + Panel.LabelSize + 10 + widest + 10;
        double top = (title is null ? 10 : Panel.TitleSize + 20) + Panel.LabelSize + 8 + (turned ? widest * 0.75 : text) + 8;
        var frame = new Box(left, top, cell * classes, cell * classes);
        double overhang = turned ? widest * 0.6 : 0;
        double width = Math.Max(frame.Right + Math.Max(16, overhang), title is null ? 0 : TextSize.Width(title, Panel.TitleSize) + 24);
        var canvas = new SvgCanvas(width, frame.Bottom + 14, title ?? "Confusion matrix: rows are the true classes, columns the predicted ones");
        if (title is not null)
        {
            canvas.Text(12, Panel.TitleSize + 8, title, Panel.TitleSize, bold: true);
        }

        canvas.Text(frame.X + (frame.Width / 2), (title is null ? 0 : Panel.TitleSize + 12) + Panel.LabelSize + 6, "predicted", Panel.LabelSize, TextAnchor.Middle, PlotColors.Muted, "muted");
        canvas.Text(8 + Panel.LabelSize, frame.Y + (frame.Height / 2), "true", Panel.LabelSize, TextAnchor.Middle, PlotColors.Muted, "muted", turn: -90);
        for (int i = 0; i < classes; i++)
        {
            double middle = (i + 0.5) * cell;
            string label = TextSize.Fit(labels[i], text, widest + 1);
            canvas.Text(frame.X - 8, frame.Y + middle + (text * 0.36), label, text, TextAnchor.End);
            canvas.Text(frame.X + middle + (turned ? text * 0.3 : 0), frame.Y - 8, label, text, turned ? TextAnchor.Start : TextAnchor.Middle, turn: turned ? -45 : 0);
            ConfusionRow(canvas, frame, cell, text, labels, counts, i);
        }

        canvas.Rectangle(frame, "none", "axis", stroke: PlotColors.Axis);
        return canvas.ToPicture();
    }

    private static void ConfusionRow(SvgCanvas canvas, Box frame, double cell, double text, IReadOnlyList<string> labels, int[,] counts, int row)
    {
        long total = 0;
        for (int column = 0; column < labels.Count; column++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(counts[row, column], nameof(counts));
            total += counts[row, column];
        }

        for (int column = 0; column < labels.Count; column++)
        {
            int count = counts[row, column];
            double share = total == 0 ? 0 : (double)count / total;
            var box = new Box(frame.X + (column * cell), frame.Y + (row * cell), cell, cell);
            bool right = row == column;

            // A square root keeps the rare mistakes visible beside a full diagonal.
            double shade = Math.Sqrt(share);
            string hover = string.Create(CultureInfo.InvariantCulture, $"{labels[row]} → {labels[column]}: {count} ({share * 100:0.0} %)");
            canvas.Rectangle(box, right ? PlotColors.Shade : PlotColors.Mistake, right ? "hit" : "miss", count == 0 ? 0 : Math.Max(0.06, shade), PlotColors.Grid, hover);
            if (count > 0)
            {
                bool strong = shade > 0.55;
                string number = count.ToString(CultureInfo.InvariantCulture);
                double size = Math.Min(text, text * (cell - 4) / TextSize.Width(number, text));
                canvas.Text(box.X + (cell / 2), box.Y + (cell / 2) + (size * 0.36), number, size, TextAnchor.Middle, strong ? PlotColors.Paper : PlotColors.Ink, strong ? "on-shade" : "ink");
            }
        }
    }
}
