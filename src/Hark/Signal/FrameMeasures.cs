namespace Hark.Signal;

/// <summary>One number of one frame of samples.</summary>
internal delegate float FrameMeasure(ReadOnlySpan<float> frame);

/// <summary>Measures that need no spectrum.</summary>
internal static class FrameMeasures
{
    /// <summary>Samples this near to 0 count as 0, which is positive.</summary>
    private const float Silence = 1e-10f;

    /// <summary>√(Σ x²/N).</summary>
    public static readonly FrameMeasure Rms = frame =>
    {
        double sum = 0;
        foreach (float x in frame)
        {
            sum += (double)x * x;
        }

        return (float)Math.Sqrt(sum / frame.Length);
    };

    /// <summary>Changes of sign from one sample to the next, divided by N.</summary>
    public static readonly FrameMeasure ZeroCrossings = frame =>
    {
        int crossings = 0;
        bool below = frame[0] < -Silence;
        for (int n = 1; n < frame.Length; n++)
        {
            bool now = frame[n] < -Silence;
            crossings += now != below ? 1 : 0;
            below = now;
        }

        return (float)crossings / frame.Length;
    };
}
