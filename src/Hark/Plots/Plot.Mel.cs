using System.Globalization;

namespace Hark.Plots;

public static partial class Plot
{
    private static readonly int[] MelMarks = [0, 50, 100, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 4000, 6000, 8000, 12000, 16000, 20000];

    /// <summary>A mel spectrogram: time to the right, mel bands upwards with their frequencies marked, loudness as colour.</summary>
    /// <param name="decibels">[bands × frames], the frames of one band side by side.</param>
    /// <param name="centersHz">[bands] the centre of each band, rising; it says where the frequency marks stand.</param>
    /// <param name="sampleRate">Hz.</param>
    /// <param name="hopSamples">Samples from one frame to the next.</param>
    /// <param name="title">Stands above; null for none.</param>
    /// <param name="unit">Of the values, written at the colour bar.</param>
    /// <exception cref="ArgumentException">The values are no whole number of frames, or there are none.</exception>
    public static Picture Mel(ReadOnlySpan<float> decibels, ReadOnlySpan<double> centersHz, int sampleRate, int hopSamples, string? title = null, string unit = "dB")
    {
        int bands = centersHz.Length;
        int frames = RequireFrames(decibels.Length, bands);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hopSamples, 1);
        var axis = new Axis(-0.5, bands - 0.5, "frequency (Hz, mel scale)", MelTicks(centersHz));
        return Heatmap(decibels, bands, new RowAxis(axis, -0.5, bands - 0.5), FrameAxis(frames, (double)hopSamples / sampleRate), title, "Mel spectrogram", unit);
    }

    // Round frequencies at their (fractional) band, as far apart as their texts need.
    private static List<Tick> MelTicks(ReadOnlySpan<double> centersHz)
    {
        const double leastGap = 0.055;
        var ticks = new List<Tick>();
        foreach (int hertz in MelMarks)
        {
            int above = 0;
            while (above < centersHz.Length && centersHz[above] < hertz)
            {
                above++;
            }

            if (above == centersHz.Length || (above == 0 && centersHz[0] > hertz))
            {
                continue;
            }

            double place = above == 0 ? 0 : above - ((centersHz[above] - hertz) / (centersHz[above] - centersHz[above - 1]));
            if (ticks.Count == 0 || place - ticks[^1].Value >= leastGap * centersHz.Length)
            {
                ticks.Add(new Tick(place, hertz.ToString(CultureInfo.InvariantCulture)));
            }
        }

        return ticks;
    }
}
