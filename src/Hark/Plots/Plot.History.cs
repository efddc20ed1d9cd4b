using System.Globalization;

namespace Hark.Plots;

public static partial class Plot
{
    // Long curves jitter: dots and dashes would only blur them.
    private const int MostDots = 40;

    /// <summary>
    /// The curves of a training run, two panels side by side: accuracy and loss, training and validation, the epoch of the
    /// lowest validation loss marked (without validation, of the lowest training loss).
    /// </summary>
    /// <param name="epochs">The epoch of each point, usually 1, 2, 3, …</param>
    /// <param name="trainAccuracy">0..1, one value an epoch.</param>
    /// <param name="validationAccuracy">0..1, one value an epoch, or empty where nothing was validated.</param>
    /// <param name="trainLoss">One value an epoch.</param>
    /// <param name="validationLoss">One value an epoch, or empty.</param>
    /// <param name="title">Stands before the names of the panels; null for none.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Picture History(ReadOnlySpan<int> epochs, ReadOnlySpan<double> trainAccuracy, ReadOnlySpan<double> validationAccuracy, ReadOnlySpan<double> trainLoss, ReadOnlySpan<double> validationLoss, string? title = null)
    {
        RequireLength(trainAccuracy, epochs.Length, nameof(trainAccuracy), mayBeEmpty: false);
        RequireLength(validationAccuracy, epochs.Length, nameof(validationAccuracy), mayBeEmpty: true);
        RequireLength(trainLoss, epochs.Length, nameof(trainLoss), mayBeEmpty: false);
        RequireLength(validationLoss, epochs.Length, nameof(validationLoss), mayBeEmpty: true);

        const double height = 360;
        double top = title is null ? 0 : 26;
        var canvas = new SvgCanvas(960, height + top, title ?? "Training history: accuracy and loss by epoch");
        if (title is not null)
        {
            canvas.Text(480, 26, TextSize.Fit(title, 16, 930), 16, TextAnchor.Middle, bold: true);
        }

        double[] x = Doubles(epochs);
        int best = LowestIndex(validationLoss.IsEmpty ? trainLoss : validationLoss);
        CurvePanel(canvas, new Box(0, top, 480, height), "Accuracy", x, trainAccuracy, validationAccuracy, best, accuracy: true);
        CurvePanel(canvas, new Box(480, top, 480, height), "Loss", x, trainLoss, validationLoss, best, accuracy: false);
        return canvas.ToPicture();
    }

    /// <summary>One of the two panels alone, for pages that place them themselves.</summary>
    internal static Picture HistoryPanel(bool accuracy, ReadOnlySpan<int> epochs, ReadOnlySpan<double> train, ReadOnlySpan<double> validation, ReadOnlySpan<double> monitoredLoss)
    {
        RequireLength(train, epochs.Length, nameof(train), mayBeEmpty: false);
        RequireLength(validation, epochs.Length, nameof(validation), mayBeEmpty: true);
        string name = accuracy ? "Accuracy" : "Loss";
        var canvas = new SvgCanvas(480, 340, $"{name} by epoch");
        CurvePanel(canvas, new Box(0, 0, 480, 340), name, Doubles(epochs), train, validation, LowestIndex(monitoredLoss), accuracy);
        return canvas.ToPicture();
    }

    private static double[] Doubles(ReadOnlySpan<int> values)
    {
        var doubles = new double[values.Length];
        for (int i = 0; i < doubles.Length; i++)
        {
            doubles[i] = values[i];
        }

        return doubles;
    }

    private static void CurvePanel(SvgCanvas canvas, Box area, string name, double[] epochs, ReadOnlySpan<double> train, ReadOnlySpan<double> validation, int best, bool accuracy)
    {
        (double low, double high) = FiniteRange(train, validation);
        if (accuracy)
        {
            high = Math.Max(high, Math.Min(1, high + ((high - low) * 0.05)));
        }
        else
        {
            low = Math.Min(low, 0);
        }

        // A little room on either side keeps the dots of the first and the last epoch off the frame.
        (double first, double last) = epochs.Length == 0 ? (0, 1) : (epochs.Min(), epochs.Max());
        double room = last > first ? (last - first) * 0.025 : 0.5;
        Axis xAxis = Axis.Over(first - room, last + room, "epoch", 11, wholeNumbers: true);
        var panel = new Panel(canvas, area, xAxis, Axis.Around(low, high, "", 6), name);
        panel.DrawGrid();
        if (best >= 0)
        {
            double at = panel.PlaceX(epochs[best]);
            canvas.Line(at, panel.Frame.Y, at, panel.Frame.Bottom, PlotColors.Axis, "axis", 1.5, "3 4");
        }

        Curve(canvas, panel, epochs, train, 0, null);
        string? dashes = epochs.Length <= MostDots ? "7 4" : null;
        Curve(canvas, panel, epochs, validation, 1, dashes);
        int series = validation.IsEmpty ? 0 : 1;
        ReadOnlySpan<double> judged = validation.IsEmpty ? train : validation;
        if (best >= 0 && double.IsFinite(judged[best]))
        {
            string value = judged[best].ToString(accuracy ? "0.0 %" : "0.000", CultureInfo.InvariantCulture);
            double at = panel.PlaceX(epochs[best]);
            canvas.Circle(at, panel.PlaceY(judged[best]), 5, PlotColors.Series(series), PlotColors.SeriesClass(series) + " dot", PlotColors.Paper);
            BestLabel(canvas, panel, at, string.Create(CultureInfo.InvariantCulture, $"best: epoch {epochs[best]}, {value}"), lower: accuracy);
        }

        panel.DrawFrame();
        string[] names = validation.Length > 0 ? ["training", "validation"] : ["training"];
        Legend(canvas, panel.Frame.Right, area.Y + Panel.TitleSize + 8, names, [null, dashes]);
    }

    private static void Curve(SvgCanvas canvas, Panel panel, double[] epochs, ReadOnlySpan<double> values, int series, string? dashes)
    {
        canvas.Path(panel.LineThrough(epochs, values), PlotColors.Series(series), cssClass: PlotColors.SeriesClass(series), width: 2.25, dashes: dashes);
        for (int i = 0; i < values.Length && values.Length <= MostDots; i++)
        {
            if (double.IsFinite(values[i]))
            {
                canvas.Circle(panel.PlaceX(epochs[i]), panel.PlaceY(values[i]), 2.75, PlotColors.Series(series), PlotColors.SeriesClass(series) + " dot");
            }
        }
    }

    // In the corner that curves leave free: accuracy rises away from the bottom, loss falls away from the top.
    private static void BestLabel(SvgCanvas canvas, Panel panel, double at, string text, bool lower)
    {
        double width = TextSize.Width(text, Panel.TickSize);
        bool leftOfLine = at + 8 + width > panel.Frame.Right;
        double y = lower ? panel.Frame.Bottom - 10 : panel.Frame.Y + 18;
        double x = leftOfLine ? at - 8 : at + 8;
        double start = leftOfLine ? x - width : x;
        canvas.Rectangle(new Box(start - 2, y - 12, width + 4, 17), PlotColors.Paper, "paper", 0.85);
        canvas.Text(x, y, text, Panel.TickSize, leftOfLine ? TextAnchor.End : TextAnchor.Start);
    }

    private static int LowestIndex(ReadOnlySpan<double> values)
    {
        int lowest = -1;
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsFinite(values[i]) && (lowest < 0 || values[i] < values[lowest]))
            {
                lowest = i;
            }
        }

        return lowest;
    }

    private static (double Low, double High) FiniteRange(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (double value in (ReadOnlySpan<double>)[.. first, .. second])
        {
            if (double.IsFinite(value))
            {
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }
        }

        return low <= high ? (low, high) : (0, 1);
    }

    private static void RequireLength(ReadOnlySpan<double> values, int expected, string name, bool mayBeEmpty)
    {
        if (values.Length != expected && !(mayBeEmpty && values.IsEmpty))
        {
            throw new ArgumentException($"{name} has {values.Length} values for {expected} epochs: give one value an epoch{(mayBeEmpty ? ", or none" : "")}.", name);
        }
    }
}
