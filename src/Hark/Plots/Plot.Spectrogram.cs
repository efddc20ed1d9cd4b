namespace Hark.Plots;

public static partial class Plot
{
    /// <summary>A spectrogram: time to the right, frequency upwards, loudness as colour.</summary>
    /// <param name="decibels">[bins × frames], the frames of one bin side by side; usually decibels.</param>
    /// <param name="bins">Frequencies from 0 Hz upwards, at least 1.</param>
    /// <param name="sampleRate">Hz.</param>
    /// <param name="hopSamples">Samples from one frame to the next.</param>
    /// <param name="title">Stands above; null for none.</param>
    /// <param name="unit">Of the values, written at the colour bar.</param>
    /// <param name="nFft">The length of the transform; by default 2 · (bins − 1). Needed only where it was odd.</param>
    /// <exception cref="ArgumentException">The values are no whole number of frames, or there are none.</exception>
    public static Picture Spectrogram(ReadOnlySpan<float> decibels, int bins, int sampleRate, int hopSamples, string? title = null, string unit = "dB", int? nFft = null)
    {
        int frames = RequireFrames(decibels.Length, bins);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hopSamples, 1);
        double hertzPerBin = HertzPerBin(bins, sampleRate, nFft);
        double top = Math.Max(1, bins - 1);
        var rows = new RowAxis(Axis.Over(0, top * hertzPerBin, "frequency (Hz)", 6), -hertzPerBin / 2, (bins - 0.5) * hertzPerBin);
        return Heatmap(decibels, bins, rows, FrameAxis(frames, (double)hopSamples / sampleRate), title, "Spectrogram", unit);
    }

    private static double HertzPerBin(int bins, int sampleRate, int? nFft)
    {
        int length = nFft ?? Math.Max(1, 2 * (bins - 1));
        if (length < 1 || (length / 2) + 1 != bins)
        {
            throw new ArgumentException($"A transform of {length} samples has {(length / 2) + 1} bins, not {bins}.", nameof(nFft));
        }

        return (double)sampleRate / length;
    }

    private static int RequireFrames(int values, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        if (values == 0 || values % rows != 0)
        {
            throw new ArgumentException($"{values} values are no whole number of frames of {rows}: give rows × frames values, at least one frame.", nameof(values));
        }

        return values / rows;
    }
}
