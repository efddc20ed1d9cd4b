using System.Globalization;
using System.Text;

namespace Hark.Plots;

public static partial class Plot
{
    // Below this part of the peak the phase is that of rounding errors.
    private const double PhaseFloor = 1e-3;

    /// <summary>
    /// The spectrum of a sound: magnitude over frequency and, below it, phase. Phases of bins weaker than a thousandth of the strongest
    /// are left out: they mean nothing.
    /// </summary>
    /// <param name="magnitude">[bins] not negative, from 0 Hz upwards.</param>
    /// <param name="phase">[bins] radians, −π..π; empty draws the magnitude alone.</param>
    /// <param name="sampleRate">Hz.</param>
    /// <param name="title">Stands above; null for none.</param>
    /// <param name="nFft">The length of the transform; by default 2 · (bins − 1). Needed only where it was odd.</param>
    /// <exception cref="ArgumentException">No bins, or the lengths differ.</exception>
    public static Picture Spectrum(ReadOnlySpan<float> magnitude, ReadOnlySpan<float> phase, int sampleRate, string? title = null, int? nFft = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        if (magnitude.IsEmpty || (!phase.IsEmpty && phase.Length != magnitude.Length))
        {
            throw new ArgumentException($"{phase.Length} phases for {magnitude.Length} magnitudes: give at least one bin, and as many phases or none.", nameof(phase));
        }

        double hertzPerBin = HertzPerBin(magnitude.Length, sampleRate, nFft);
        double upper = title is null ? 250 : 274;
        double height = phase.IsEmpty ? upper : upper + 210;
        var canvas = new SvgCanvas(Width, height, title is null ? "Spectrum" : $"Spectrum: {title}");
        var frequency = Axis.Over(0, Math.Max(1, magnitude.Length - 1) * hertzPerBin, "frequency (Hz)", 9);
        double peak = HeatmapImage.Range(magnitude).High;
        string[] ticks = ["−π", "−π/2", "0", "π/2", "π"];
        var angles = new Axis(-Math.PI, Math.PI, "phase (rad)", [.. ticks.Select((text, i) => new Tick((i - 2) * Math.PI / 2, text))]);

        // Both frames start at the same column: their room for tick texts is made equal.
        var strength = Axis.Around(0, peak, "magnitude", 6);
        double shift = TickWidth(strength) - TickWidth(angles);
        var top = new Panel(canvas, new Box(Math.Max(0, -shift), 0, Width - Math.Max(0, -shift), upper), phase.IsEmpty ? frequency : frequency with { Label = "" }, strength, title, 24);
        top.DrawGrid();
        canvas.Path(PeakLine(top, magnitude, hertzPerBin), PlotColors.Series(0), cssClass: PlotColors.SeriesClass(0), width: 1.5);
        top.DrawFrame();
        if (!phase.IsEmpty)
        {
            var bottom = new Panel(canvas, new Box(Math.Max(0, shift), upper, Width - Math.Max(0, shift), 210), frequency, angles, null, 24);
            bottom.DrawGrid();
            PhaseDots(canvas, bottom, magnitude, phase, peak, hertzPerBin);
            bottom.DrawFrame();
        }

        return canvas.ToPicture();
    }

    private static double TickWidth(Axis axis) => axis.Ticks.Count == 0 ? 0 : axis.Ticks.Max(tick => TextSize.Width(tick.Text, Panel.TickSize));

    // Where bins outnumber pixels, the strongest of each pixel: no peak gets lost.
    private static string PeakLine(Panel panel, ReadOnlySpan<float> magnitude, double hertzPerBin)
    {
        int merge = Math.Max(1, magnitude.Length / 1500);
        int points = (magnitude.Length + merge - 1) / merge;
        var x = new double[points];
        var y = new double[points];
        for (int i = 0; i < points; i++)
        {
            int strongest = i * merge;
            for (int bin = strongest; bin < Math.Min(magnitude.Length, (i + 1) * merge); bin++)
            {
                strongest = magnitude[bin] > magnitude[strongest] ? bin : strongest;
            }

            (x[i], y[i]) = (strongest * hertzPerBin, magnitude[strongest]);
        }

        return panel.LineThrough(x, y);
    }

    private static void PhaseDots(SvgCanvas canvas, Panel panel, ReadOnlySpan<float> magnitude, ReadOnlySpan<float> phase, double peak, double hertzPerBin)
    {
        var dots = new StringBuilder();
        for (int bin = 0; bin < phase.Length; bin++)
        {
            if (float.IsFinite(phase[bin]) && magnitude[bin] > 0 && magnitude[bin] >= peak * PhaseFloor)
            {
                double x = panel.PlaceX(bin * hertzPerBin) - 1.5;
                double y = panel.PlaceY(Math.Clamp(phase[bin], -Math.PI, Math.PI));
                dots.Append(CultureInfo.InvariantCulture, $"M{SvgCanvas.Number(x)} {SvgCanvas.Number(y)}h3");
            }
        }

        canvas.Path(dots.ToString(), PlotColors.Series(1), cssClass: PlotColors.SeriesClass(1), width: 3);
    }
}
