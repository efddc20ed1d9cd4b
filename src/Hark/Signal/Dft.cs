using System.Numerics;

namespace Hark.Signal;

/// <summary>The discrete Fourier transform as its formula stands: slow, plain, and the judge of <see cref="Fft"/>.</summary>
public static class Dft
{
    /// <summary>
    /// X[k] = Σ x[n]·e^(−2πi·k·n/N), each e^(iφ) = cos φ + i·sin φ by Euler's formula. Takes N² steps; for N points use <see cref="Fft"/>.
    /// </summary>
    /// <param name="signal">[N].</param>
    /// <returns>[N] complex values; bin k stands for k·sampleRate/N Hz.</returns>
    public static Complex[] Forward(ReadOnlySpan<Complex> signal)
    {
        int length = signal.Length;
        var roots = new Complex[length];
        for (int k = 0; k < length; k++)
        {
            (double sine, double cosine) = Math.SinCos(2.0 * Math.PI * k / length);
            roots[k] = new Complex(cosine, -sine);
        }

        var spectrum = new Complex[length];
        for (int k = 0; k < length; k++)
        {
            Complex sum = Complex.Zero;
            for (int n = 0; n < length; n++)
            {
                sum += signal[n] * roots[(int)((long)k * n % length)];
            }

            spectrum[k] = sum;
        }

        return spectrum;
    }
}
