namespace Hark.Signal;

/// <summary>
/// How features change over time: the slope (or higher derivative) of the polynomial of least squares through <c>width</c> neighbouring frames
/// (Savitzky and Golay 1964). The first and last width/2 frames take the polynomial of the first and last whole neighbourhood:
/// librosa's feature.delta, mode "interp".
/// </summary>
public sealed class Delta
{
    private readonly double[] _weights;

    /// <param name="width">Frames of a neighbourhood, odd, at least 3.</param>
    /// <param name="order">Derivative, which is the polynomial's degree too: 1 or more, below the width.</param>
    /// <exception cref="HarkException">Width or order is out of range.</exception>
    public Delta(int width = 9, int order = 1)
    {
        if (width < 3 || width % 2 == 0)
        {
            throw new HarkException($"Delta: width is {width} frames, must be odd and at least 3.");
        }

        if (order < 1 || order >= width)
        {
            throw new HarkException($"Delta: order is {order}, must be 1..{width - 1} for a width of {width}.");
        }

        Width = width;
        Order = order;
        _weights = Weights(width, order);
    }

    /// <summary>Frames of a neighbourhood.</summary>
    public int Width { get; }

    /// <summary>Derivative.</summary>
    public int Order { get; }

    /// <summary>The derivative of every row, per frame.</summary>
    /// <exception cref="HarkException">There are fewer frames than the width.</exception>
    public static Spectrogram Of(Spectrogram features, int width = 9, int order = 1)
    {
        ArgumentNullException.ThrowIfNull(features);
        var delta = new Delta(width, order);
        delta.Check(features.Frames);
        var values = new float[features.Values.Length];
        for (int row = 0; row < features.Bins; row++)
        {
            ReadOnlySpan<float> source = features.Bin(row);
            for (int frame = 0; frame < features.Frames; frame++)
            {
                values[(row * features.Frames) + frame] = delta.At(source[delta.FirstFrame(frame, features.Frames)..], 1);
            }
        }

        return features.With(values);
    }

    /// <summary>First frame of the neighbourhood of a frame, moved inside at the ends.</summary>
    internal int FirstFrame(int frame, int frames) => Math.Clamp(frame - (Width / 2), 0, frames - Width);

    internal void Check(long frames)
    {
        if (frames < Width)
        {
            throw new HarkException($"Delta: the features have {frames} frames, fewer than the width of {Width}: take a smaller width or a longer sound.");
        }
    }

    /// <summary>Derivative of one neighbourhood whose values stand <paramref name="stride"/> apart.</summary>
    internal float At(ReadOnlySpan<float> values, int stride)
    {
        double sum = 0;
        for (int j = 0; j < Width; j++)
        {
            sum += _weights[j] * values[j * stride];
        }

        return (float)sum;
    }

    /// <summary>
    /// order! times the leading coefficient of the fit: with the monic polynomials p that are orthogonal over k = −width/2..width/2
    /// (p[n+1] = k·p[n] − |p[n]|²/|p[n−1]|²·p[n−1]) that is order!·Σ p[order](k)·x(k) / |p[order]|².
    /// </summary>
    private static double[] Weights(int width, int order)
    {
        var before = new double[width];
        var current = new double[width];
        Array.Fill(current, 1);
        double normBefore = 1;
        double norm = width;
        double factorial = 1;
        for (int n = 0; n < order; n++)
        {
            double share = n == 0 ? 0 : norm / normBefore;
            for (int j = 0; j < width; j++)
            {
                double next = ((j - (width / 2)) * current[j]) - (share * before[j]);
                before[j] = current[j];
                current[j] = next;
            }

            normBefore = norm;
            norm = current.Sum(p => p * p);
            factorial *= n + 1;
        }

        return [.. current.Select(p => factorial * p / norm)];
    }
}
