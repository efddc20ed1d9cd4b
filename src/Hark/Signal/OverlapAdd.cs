using System.Numerics;

namespace Hark.Signal;

/// <summary>The inverse short-time transform, in double precision.</summary>
internal static class OverlapAdd
{
    /// <summary>Below this the sum of squared windows counts as no window at all: the smallest normal float, as in librosa.</summary>
    private const double LeastWeight = 1.17549435e-38;

    public static float[] Invert(ComplexSpectrogram transform, int? samples)
    {
        StftOptions options = transform.Options;
        int nFft = options.NFft;
        int hop = options.EffectiveHopSamples;
        int start = options.Center ? nFft / 2 : 0;
        int covered = checked(nFft + ((transform.Frames - 1) * hop));
        var sound = new double[covered];
        var weight = new double[covered];
        double[] window = PaddedWindow(options);
        var fft = new Fft(nFft);
        var bins = new Complex[transform.Bins];
        var frame = new double[nFft];
        for (int t = 0; t < transform.Frames; t++)
        {
            for (int bin = 0; bin < bins.Length; bin++)
            {
                bins[bin] = transform[bin, t];
            }

            fft.RealInverse(bins, frame);
            for (int n = 0; n < nFft; n++)
            {
                sound[(t * hop) + n] += window[n] * frame[n];
                weight[(t * hop) + n] += window[n] * window[n];
            }
        }

        var result = new float[samples ?? Math.Max(0, covered - (2 * start))];
        for (int n = 0; n < Math.Min(result.Length, covered - start); n++)
        {
            double share = weight[start + n];
            result[n] = (float)(share > LeastWeight ? sound[start + n] / share : sound[start + n]);
        }

        return result;
    }

    /// <summary>The window in the middle of nFft points, zeros around it.</summary>
    private static double[] PaddedWindow(StftOptions options)
    {
        double[] window = Windows.Periodic(options.Window, options.EffectiveWinSamples);
        var padded = new double[options.NFft];
        window.CopyTo(padded, (padded.Length - window.Length) / 2);
        return padded;
    }
}
