namespace Hark.Signal;

/// <summary>Values of the window shapes.</summary>
public static class Windows
{
    /// <summary>One period of the endless window, for spectra: the point after the last would equal the first.</summary>
    /// <param name="window">Shape.</param>
    /// <param name="length">Points, at least 1.</param>
    /// <returns>[length] weights, 0..1.</returns>
    public static double[] Periodic(Window window, int length) => Cosine(window, length, length);

    /// <summary>The window that reads the same backwards, for filters: first and last point are equal.</summary>
    /// <param name="window">Shape.</param>
    /// <param name="length">Points, at least 1.</param>
    /// <returns>[length] weights, 0..1.</returns>
    public static double[] Symmetric(Window window, int length) => Cosine(window, length, length - 1);

    /// <summary>Kaiser's window, symmetric: I0(β·√(1 − (2n/(length − 1) − 1)²))/I0(β).</summary>
    /// <param name="length">Points, at least 1.</param>
    /// <param name="beta">0 is rectangular; larger trades a wider transition for lower side lobes.</param>
    public static double[] Kaiser(int length, double beta)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(beta);
        var values = new double[length];
        double half = (length - 1) / 2.0;
        double largest = BesselI0(beta);
        for (int n = 0; n < length; n++)
        {
            double x = half == 0 ? 0 : (n - half) / half;
            values[n] = BesselI0(beta * Math.Sqrt(Math.Max(0, 1 - (x * x)))) / largest;
        }

        return values;
    }

    /// <summary>Modified Bessel function of the first kind, order 0, by its power series Σ ((x/2)^k / k!)².</summary>
    private static double BesselI0(double x)
    {
        double term = 1;
        double sum = 1;
        for (int k = 1; term > sum * 1e-17; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }

        return sum;
    }

    private static double[] Cosine(Window window, int length, int period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        (double a0, double a1, double a2) = window switch
        {
            Window.Hann => (0.5, 0.5, 0.0),
            Window.Hamming => (0.54, 0.46, 0.0),
            Window.Blackman => (0.42, 0.5, 0.08),
            Window.Rectangular => (1.0, 0.0, 0.0),
            _ => throw new ArgumentOutOfRangeException(nameof(window), window, "No such window."),
        };
        var values = new double[length];
        for (int n = 0; n < length; n++)
        {
            double angle = period == 0 ? Math.PI : 2.0 * Math.PI * n / period;
            values[n] = a0 - (a1 * Math.Cos(angle)) + (a2 * Math.Cos(2 * angle));
        }

        return values;
    }
}
