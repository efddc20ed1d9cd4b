namespace Hark.Signal;

/// <summary>The band limit of a <see cref="Resampler"/>: a finite impulse response at the rate fromRate·up = toRate·down.</summary>
public sealed class LowPassFilter
{
    private readonly double[] _coefficients;

    /// <param name="coefficients">Impulse response, its middle the zero of time; sums to 1 for a gain of 1 at 0 Hz. Copied.</param>
    /// <exception cref="HarkException">There are none, or one is not finite.</exception>
    public LowPassFilter(ReadOnlySpan<double> coefficients)
    {
        if (coefficients.IsEmpty)
        {
            throw new HarkException("The resampler's filter has no coefficients: give at least one.");
        }

        for (int i = 0; i < coefficients.Length; i++)
        {
            if (!double.IsFinite(coefficients[i]))
            {
                throw new HarkException($"Coefficient {i} of the resampler's filter is {coefficients[i]}, expected a finite number.");
            }
        }

        _coefficients = coefficients.ToArray();
    }

    /// <summary>Impulse response.</summary>
    public ReadOnlySpan<double> Coefficients => _coefficients;

    /// <summary>A sinc cut off at <paramref name="cutoff"/>, under a Kaiser window, scaled to a gain of 1 at 0 Hz.</summary>
    /// <param name="length">Number of coefficients, odd for a response with a middle.</param>
    /// <param name="cutoff">Half-amplitude frequency as a part of the Nyquist frequency, above 0 to 1.</param>
    /// <param name="kaiserBeta">Shape of the window: 5 gives about 53 dB, 9 about 90 dB of stop-band attenuation.</param>
    public static LowPassFilter Kaiser(int length, double cutoff, double kaiserBeta)
    {
        if (!(cutoff is > 0 and <= 1))
        {
            throw new HarkException($"The low-pass filter's cutoff is {cutoff} of the Nyquist frequency, must be above 0 and at most 1.");
        }

        double[] values = Windows.Kaiser(length, kaiserBeta);
        double middle = (length - 1) / 2.0;
        double sum = 0;
        for (int n = 0; n < length; n++)
        {
            double x = Math.PI * cutoff * (n - middle);
            values[n] *= x == 0 ? cutoff : cutoff * Math.Sin(x) / x;
            sum += values[n];
        }

        for (int n = 0; n < length; n++)
        {
            values[n] /= sum;
        }

        return new LowPassFilter(values);
    }

    /// <summary>The filter that scipy.signal.resample_poly takes by default: 20·max(up, down) + 1 coefficients, Kaiser 5.0.</summary>
    /// <param name="fromRate">Hz.</param>
    /// <param name="toRate">Hz.</param>
    public static LowPassFilter SciPyDefault(int fromRate, int toRate)
    {
        int rate = Resampler.LargerFactor(fromRate, toRate);
        return Kaiser((20 * rate) + 1, 1.0 / rate, 5.0);
    }

    /// <summary>
    /// Hark's own: 128·max(up, down) + 1 coefficients, Kaiser 9. The stop band begins at the lower of the two Nyquist frequencies,
    /// the pass band ends at 0.91 of it (ripple below 0.001 dB, stop band below −89 dB: a test measures them).
    /// </summary>
    /// <param name="fromRate">Hz.</param>
    /// <param name="toRate">Hz.</param>
    public static LowPassFilter HarkDefault(int fromRate, int toRate)
    {
        int rate = Resampler.LargerFactor(fromRate, toRate);
        return Kaiser((128 * rate) + 1, 0.955 / rate, 9.0);
    }
}
