using System.Numerics;

namespace Hark.Signal;

/// <summary>
/// The discrete Fourier transform of any length, X[k] = Σ x[n]·e^(−2πi·k·n/N), in double precision. Make one a length and
/// thread: it holds its own scratch and allocates nothing after construction.
/// </summary>
/// <remarks>Mixed radix 2, 3, 4, 5 and odd primes to 101 (258 = 2·3·43 is direct); larger prime factors by Bluestein. <see cref="Dft"/> judges it.</remarks>
public sealed unsafe class Fft
{
    private readonly FftPlan<double> _plan;
    private readonly FftPlan<double>? _halfPlan;
    private readonly double[] _buffers;

    /// <param name="length">Points N, at least 1.</param>
    public Fft(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Length = length;
        _plan = new FftPlan<double>(length);
        _halfPlan = length % 2 == 0 ? new FftPlan<double>(length / 2) : null;
        _buffers = new double[(4 * length) + Math.Max(_plan.ScratchLength, _halfPlan?.ScratchLength ?? 0)];
    }

    /// <summary>Points N.</summary>
    public int Length { get; }

    /// <summary>Bins of a real signal's transform: N/2 + 1, from 0 Hz to half the sample rate.</summary>
    public int RealBins => (Length / 2) + 1;

    /// <summary>Complex transform, not scaled.</summary>
    /// <param name="source">[N].</param>
    /// <param name="destination">[N], overwritten; may be the source.</param>
    public void Forward(ReadOnlySpan<Complex> source, Span<Complex> destination)
    {
        Check(source.Length, Length, nameof(source));
        Check(destination.Length, Length, nameof(destination));
        Transform(source, destination, inverse: false);
    }

    /// <summary>Inverse transform, x[n] = 1/N · Σ X[k]·e^(+2πi·k·n/N).</summary>
    /// <param name="source">[N].</param>
    /// <param name="destination">[N], overwritten; may be the source.</param>
    public void Inverse(ReadOnlySpan<Complex> source, Span<Complex> destination)
    {
        Check(source.Length, Length, nameof(source));
        Check(destination.Length, Length, nameof(destination));
        Transform(source, destination, inverse: true);
    }

    /// <summary>Transform of a real signal: its first N/2 + 1 bins (the others are their mirrored conjugates).</summary>
    /// <param name="source">[N].</param>
    /// <param name="destination">[N/2 + 1], overwritten.</param>
    public void RealForward(ReadOnlySpan<double> source, Span<Complex> destination)
    {
        Check(source.Length, Length, nameof(source));
        Check(destination.Length, RealBins, nameof(destination));
        fixed (double* buffers = _buffers)
        {
            // An even length packs its even points as real and its odd points as imaginary parts: half the work.
            FftPlan<double> plan = _halfPlan ?? _plan;
            int size = plan.Length;
            double* re = buffers;
            double* im = buffers + size;
            for (int n = 0; n < size; n++)
            {
                re[n] = _halfPlan is null ? source[n] : source[2 * n];
                im[n] = _halfPlan is null ? 0 : source[(2 * n) + 1];
            }

            Run(plan, ref re, ref im, buffers);
            for (int k = 0; k < RealBins; k++)
            {
                destination[k] = _halfPlan is null ? new Complex(re[k], im[k]) : Untangle(re, im, k, size);
            }
        }
    }

    /// <summary>Inverse of <see cref="RealForward"/>; the imaginary parts of bin 0 and of bin N/2 (even N) are taken as zero.</summary>
    /// <param name="source">[N/2 + 1].</param>
    /// <param name="destination">[N], overwritten.</param>
    public void RealInverse(ReadOnlySpan<Complex> source, Span<double> destination)
    {
        Check(source.Length, RealBins, nameof(source));
        Check(destination.Length, Length, nameof(destination));
        fixed (double* buffers = _buffers)
        {
            double* re = buffers;
            double* im = buffers + Length;
            re[0] = source[0].Real;
            im[0] = 0;
            for (int k = 1; k < RealBins; k++)
            {
                bool middle = 2 * k == Length;
                re[k] = re[Length - k] = source[k].Real;
                im[k] = middle ? 0 : source[k].Imaginary;
                im[Length - k] = -im[k];
            }

            Run(_plan, ref im, ref re, buffers);
            for (int n = 0; n < Length; n++)
            {
                destination[n] = re[n] / Length;
            }
        }
    }

    /// <summary>Frequency in Hz of bin <paramref name="bin"/>: bin·sampleRate/N.</summary>
    public double BinHz(int bin, int sampleRate) => (double)bin * sampleRate / Length;

    /// <summary>|X| = √(re² + im²) of each value, never negative. The destination is as long as the spectrum and overwritten.</summary>
    public static void Magnitude(ReadOnlySpan<Complex> spectrum, Span<double> destination)
    {
        Check(destination.Length, spectrum.Length, nameof(destination));
        for (int k = 0; k < spectrum.Length; k++)
        {
            destination[k] = Complex.Abs(spectrum[k]);
        }
    }

    /// <summary>Angle of each value, −π..π radians. The destination is as long as the spectrum and overwritten.</summary>
    public static void Phase(ReadOnlySpan<Complex> spectrum, Span<double> destination)
    {
        Check(destination.Length, spectrum.Length, nameof(destination));
        for (int k = 0; k < spectrum.Length; k++)
        {
            destination[k] = spectrum[k].Phase;
        }
    }

    private static void Run(FftPlan<double> plan, ref double* re, ref double* im, double* buffers)
    {
        double* work = buffers + (2 * plan.Length);
        if (FftKernel.Forward<DoubleLane, double, double>(plan, re, im, work, work + plan.Length, work + (2 * plan.Length)))
        {
            re = work;
            im = work + plan.Length;
        }
    }

    private static void Check(int found, int expected, string name)
    {
        if (found != expected)
        {
            throw new ArgumentException($"{name} holds {found} values, but this transform takes {expected}.", name);
        }
    }

    private void Transform(ReadOnlySpan<Complex> source, Span<Complex> destination, bool inverse)
    {
        fixed (double* buffers = _buffers)
        {
            double* re = buffers;
            double* im = buffers + Length;
            for (int n = 0; n < Length; n++)
            {
                re[n] = source[n].Real;
                im[n] = source[n].Imaginary;
            }

            if (inverse)
            {
                Run(_plan, ref im, ref re, buffers);
            }
            else
            {
                Run(_plan, ref re, ref im, buffers);
            }

            double scale = inverse ? 1.0 / Length : 1.0;
            for (int n = 0; n < Length; n++)
            {
                destination[n] = new Complex(re[n] * scale, im[n] * scale);
            }
        }
    }

    /// <summary>Bin k of the real signal from the transform Z of its packed half: (Z[k] + Z*[h−k])/2 − i·e^(−πik/h)·(Z[k] − Z*[h−k])/2.</summary>
    private static Complex Untangle(double* re, double* im, int k, int half)
    {
        int near = k % half;
        int mirror = (half - k) % half;
        var even = new Complex(0.5 * (re[near] + re[mirror]), 0.5 * (im[near] - im[mirror]));
        var odd = new Complex(0.5 * (im[near] + im[mirror]), -0.5 * (re[near] - re[mirror]));
        (double cosine, double sine) = FftPlan<double>.Root(k, 2 * half);
        return even + (new Complex(cosine, sine) * odd);
    }
}
