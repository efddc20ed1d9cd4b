namespace Hark.Plots;

public static partial class Plot
{
    /// <summary>A filter bank: the weight of every filter over frequency, one line a filter.</summary>
    /// <param name="weights">[filters × bins], the bins of one filter side by side.</param>
    /// <param name="filters">At least 1.</param>
    /// <param name="sampleRate">Hz; the last bin is half of it.</param>
    /// <param name="title">Stands above; null for none.</param>
    /// <param name="nFft">The length of the transform; by default 2 · (bins − 1). Needed only where it was odd.</param>
    /// <exception cref="ArgumentException">The weights are no whole number of bins, or there are none.</exception>
    public static Picture FilterBank(ReadOnlySpan<float> weights, int filters, int sampleRate, string? title = null, int? nFft = null)
    {
        int bins = RequireFrames(weights.Length, filters);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        double hertzPerBin = HertzPerBin(bins, sampleRate, nFft);
        (double low, double high) = HeatmapImage.Range(weights);
        var canvas = new SvgCanvas(Width, 320, title is null ? "Filter bank" : $"Filter bank: {title}");
        var panel = new Panel(canvas, new Box(0, 0, Width, 320), Axis.Over(0, Math.Max(1, bins - 1) * hertzPerBin, "frequency (Hz)", 9), Axis.Around(Math.Min(0, low), high, "weight", 6), title, 24);
        panel.DrawGrid();
        for (int filter = 0; filter < filters; filter++)
        {
            ReadOnlySpan<float> row = weights.Slice(filter * bins, bins);
            int first = 0;
            int last = bins - 1;
            while (first < last && row[first] == 0)
            {
                first++;
            }

            while (last > first && row[last] == 0)
            {
                last--;
            }

            if (row[first] == 0)
            {
                continue; // an empty filter has no line
            }

            // One zero on either side shows where the filter stands on the ground.
            first = Math.Max(0, first - 1);
            last = Math.Min(bins - 1, last + 1);
            var x = new double[last - first + 1];
            var y = new double[x.Length];
            for (int i = 0; i < x.Length; i++)
            {
                (x[i], y[i]) = ((first + i) * hertzPerBin, row[first + i]);
            }

            canvas.Path(panel.LineThrough(x, y), ColorMap.Hex(0.1 + (0.65 * filter / Math.Max(1, filters - 1))), width: 1.25);
        }

        panel.DrawFrame();
        return canvas.ToPicture();
    }
}
