using System.Globalization;
using System.Text;

namespace Hark.Plots;

public static partial class Plot
{
    private const int MostStems = 128;

    /// <summary>
    /// Sound over time. Few samples are drawn one by one, as stems with dots: this is what sampling means. Many are joined
    /// by a line; more than the picture has columns are drawn as the band between their lowest and highest value.
    /// </summary>
    /// <param name="samples">Of one channel: slice the range to look at.</param>
    /// <param name="sampleRate">Hz.</param>
    /// <param name="title">Stands above; null for none.</param>
    /// <param name="firstSample">The place of the first of these samples in the whole sound: it shifts the time axis.</param>
    /// <example><code>Plot.Waveform(clip.Samples[1000..1041], clip.SampleRate, "41 samples", firstSample: 1000)</code></example>
    public static Picture Waveform(ReadOnlySpan<float> samples, int sampleRate, string? title = null, int firstSample = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        const double height = 280;
        double peak = Peak(samples);
        bool stems = samples.Length <= MostStems;
        double start = (double)firstSample / sampleRate;
        double edge = stems ? -0.75 : 0; // room for the outer dots
        (Axis x, double scale) = Axis.Time(start + (edge / sampleRate), start + ((Math.Max(1, samples.Length) + edge + (stems ? 0.5 : 0)) / sampleRate));
        string label = !stems ? x.Label : string.Create(CultureInfo.InvariantCulture, $"{x.Label}, {samples.Length} samples at {sampleRate} Hz");
        var canvas = new SvgCanvas(Width, height, title is null ? "Waveform" : $"Waveform: {title}");
        var panel = new Panel(canvas, new Box(0, 0, Width, height), x with { Label = label }, Axis.Around(-peak, peak, "amplitude", 5), title, 24);
        panel.DrawGrid();
        double zero = panel.PlaceY(0);
        canvas.Line(panel.Frame.X, zero, panel.Frame.Right, zero, PlotColors.Axis, "axis");
        if (stems)
        {
            Stems(canvas, panel, samples, start * scale, scale / sampleRate);
        }
        else
        {
            DrawSamples(canvas, panel.Frame, samples, panel.PlaceY(0) - panel.PlaceY(1), zero);
        }

        panel.DrawFrame();
        return canvas.ToPicture();
    }

    /// <summary>A small wave without axes, for lists; it fills the box from −peak to peak.</summary>
    internal static Picture WaveformThumbnail(ReadOnlySpan<float> samples, double width, double height, string title)
    {
        var canvas = new SvgCanvas(width, height, title, paper: false);
        var box = new Box(0, 0, width, height);
        canvas.Line(0, height / 2, width, height / 2, PlotColors.Axis, "axis", 0.5);
        DrawSamples(canvas, box, samples, (height - 2) / 2 / Peak(samples), height / 2);
        return canvas.ToPicture();
    }

    private static void Stems(SvgCanvas canvas, Panel panel, ReadOnlySpan<float> samples, double start, double step)
    {
        double zero = panel.PlaceY(0);
        for (int i = 0; i < samples.Length; i++)
        {
            if (float.IsFinite(samples[i]))
            {
                double x = panel.PlaceX(start + (i * step));
                canvas.Line(x, zero, x, panel.PlaceY(samples[i]), PlotColors.Series(0), PlotColors.SeriesClass(0), 1.25);
                canvas.Circle(x, panel.PlaceY(samples[i]), 3.25, PlotColors.Series(0), PlotColors.SeriesClass(0) + " dot");
            }
        }
    }

    // A line where columns outnumber samples, else the band of each column, at least a hair thick.
    private static void DrawSamples(SvgCanvas canvas, Box box, ReadOnlySpan<float> samples, double pixelsPerUnit, double zero)
    {
        int columns = (int)box.Width;
        var path = new StringBuilder();
        if (samples.Length <= 2 * columns)
        {
            for (int i = 0; i < samples.Length; i++)
            {
                double value = float.IsFinite(samples[i]) ? samples[i] : 0;
                Point(path, path.Length == 0 ? 'M' : 'L', box.X + (box.Width * (i + 0.5) / samples.Length), zero - (value * pixelsPerUnit));
            }

            canvas.Path(path.ToString(), PlotColors.Series(0), cssClass: PlotColors.SeriesClass(0), width: 1.25);
            return;
        }

        var lows = new double[columns];
        for (int column = 0; column < columns; column++)
        {
            int from = (int)((long)samples.Length * column / columns);
            int to = (int)((long)samples.Length * (column + 1) / columns);
            (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
            foreach (float sample in samples[from..to])
            {
                double value = float.IsFinite(sample) ? sample : 0;
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }

            Point(path, column == 0 ? 'M' : 'L', box.X + column + 0.5, zero - (high * pixelsPerUnit) - 0.3);
            lows[column] = zero - (low * pixelsPerUnit) + 0.3;
        }

        for (int column = columns - 1; column >= 0; column--)
        {
            Point(path, 'L', box.X + column + 0.5, lows[column]);
        }

        canvas.Path(path.Append('Z').ToString(), null, PlotColors.Series(0), PlotColors.SeriesClass(0) + " area");
    }

    private static void Point(StringBuilder path, char command, double x, double y)
        => path.Append(command).Append(SvgCanvas.Number(Math.Round(x, 1))).Append(' ').Append(SvgCanvas.Number(Math.Round(y, 1)));

    private static double Peak(ReadOnlySpan<float> samples)
    {
        double peak = 0;
        foreach (float sample in samples)
        {
            peak = float.IsFinite(sample) ? Math.Max(peak, Math.Abs(sample)) : peak;
        }

        return peak == 0 ? 1 : peak;
    }
}
