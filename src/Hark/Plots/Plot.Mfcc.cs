namespace Hark.Plots;

public static partial class Plot
{
    /// <summary>Mel-frequency cepstral coefficients: time to the right, coefficients upwards, value as colour.</summary>
    /// <param name="values">[coefficients × frames], the frames of one coefficient side by side.</param>
    /// <param name="coefficients">At least 1; the lowest is number 0.</param>
    /// <param name="sampleRate">Hz.</param>
    /// <param name="hopSamples">Samples from one frame to the next.</param>
    /// <param name="title">Stands above; null for none.</param>
    /// <exception cref="ArgumentException">The values are no whole number of frames, or there are none.</exception>
    public static Picture Mfcc(ReadOnlySpan<float> values, int coefficients, int sampleRate, int hopSamples, string? title = null)
    {
        int frames = RequireFrames(values.Length, coefficients);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hopSamples, 1);
        var axis = Axis.Over(-0.5, coefficients - 0.5, "coefficient", 11, wholeNumbers: true);
        return Heatmap(values, coefficients, new RowAxis(axis, -0.5, coefficients - 0.5), FrameAxis(frames, (double)hopSamples / sampleRate), title, "MFCC", "value");
    }
}
