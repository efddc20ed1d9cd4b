using System.Numerics;
using Hark.Signal;

namespace Hark.Tests.Signal;

public class FftTests
{
    private const double Epsilon = 2.220446049250313e-16;
    private static readonly int[] Primes = [601, 997, 1009, 2003];

    /// <summary>c × epsilon × passes × norm: each pass of the transform adds a rounding of about epsilon to values no larger than the norm.</summary>
    private static double Tolerance(Complex[] signal)
        => 64 * Epsilon * (Math.Log2(signal.Length + 1) + 4) * Math.Sqrt(signal.Sum(x => (x * Complex.Conjugate(x)).Real) + 1);

    private static IEnumerable<int> Lengths => Enumerable.Range(1, 600).Where(n => TestScale.Long || n <= 64 || n % 7 == 0 || n is 258 or 512 or 400 or 43 or 101 or 103).Concat(Primes);

    [Fact]
    public void Every_length_equals_the_plain_transform()
    {
        foreach (int length in Lengths)
        {
            Complex[] signal = Noise(length);
            Complex[] expected = Dft.Forward(signal);
            var found = new Complex[length];
            new Fft(length).Forward(signal, found);
            AssertNear(expected, found, Tolerance(signal) * Math.Sqrt(length), length);
        }
    }

    [Fact]
    public void The_inverse_gives_the_signal_back_for_every_length()
    {
        foreach (int length in Enumerable.Range(1, 600).Concat(Primes))
        {
            Complex[] signal = Noise(length);
            var fft = new Fft(length);
            var found = new Complex[length];
            fft.Forward(signal, found);
            fft.Inverse(found, found);
            AssertNear(signal, found, Tolerance(signal), length);
        }
    }

    [Fact]
    public void A_real_signal_gives_the_lower_half_of_its_complex_transform_and_comes_back()
    {
        foreach (int length in Enumerable.Range(1, 600).Concat(Primes))
        {
            double[] signal = [.. Noise(length).Select(x => x.Real)];
            Complex[] complex = [.. signal.Select(x => new Complex(x, 0))];
            var fft = new Fft(length);
            var whole = new Complex[length];
            fft.Forward(complex, whole);
            var half = new Complex[fft.RealBins];
            fft.RealForward(signal, half);
            AssertNear(whole[..fft.RealBins], half, Tolerance(complex), length);
            var back = new double[length];
            fft.RealInverse(half, back);
            AssertNear(complex, [.. back.Select(x => new Complex(x, 0))], Tolerance(complex), length);
        }
    }

    [Fact]
    public void Parseval_linearity_shift_and_impulse_hold_for_every_length()
    {
        foreach (int length in Enumerable.Range(1, 600).Concat(Primes))
        {
            var fft = new Fft(length);
            Complex[] x = Noise(length);
            Complex[] y = Noise(length, 1);
            double tolerance = 4 * (Tolerance(x) + Tolerance(y));
            Complex[] fx = Transform(fft, x);
            Complex[] fy = Transform(fft, y);

            double energy = x.Sum(v => v.Magnitude * v.Magnitude);
            double spectral = fx.Sum(v => v.Magnitude * v.Magnitude) / length;
            Assert.True(Math.Abs(energy - spectral) <= tolerance * Math.Sqrt(energy + 1), $"length {length}: Parseval {energy} against {spectral}");

            var a = new Complex(0.5, -1.5);
            AssertNear([.. fx.Zip(fy, (p, q) => (a * p) + q)], Transform(fft, [.. x.Zip(y, (p, q) => (a * p) + q)]), tolerance, length);

            int shift = length / 3;
            Complex[] turned = [.. fx.Select((v, k) => v * Complex.FromPolarCoordinates(1, -2 * Math.PI * ((long)k * shift % length) / length))];
            AssertNear(turned, Transform(fft, [.. x.Select((_, n) => x[(n - shift + length) % length])]), tolerance, length);

            var impulse = new Complex[length];
            impulse[0] = Complex.One;
            AssertNear([.. Enumerable.Repeat(Complex.One, length)], Transform(fft, impulse), tolerance, length);
        }
    }

    [Fact]
    public void Magnitude_and_phase_are_those_of_the_values()
    {
        Complex[] values = [new(3, 4), new(0, -2), new(-1, 0)];
        var magnitude = new double[3];
        var phase = new double[3];
        Fft.Magnitude(values, magnitude);
        Fft.Phase(values, phase);
        Assert.Equal([5, 2, 1], magnitude);
        Assert.Equal([Math.Atan2(4, 3), -Math.PI / 2, Math.PI], phase);
    }

    [Fact]
    public void A_destination_of_another_length_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Fft(8).Forward(new Complex[8], new Complex[7]));
        Assert.StartsWith("destination holds 7 values, but this transform takes 8.", error.Message);
    }

    private static Complex[] Transform(Fft fft, Complex[] signal)
    {
        var spectrum = new Complex[signal.Length];
        fft.Forward(signal, spectrum);
        return spectrum;
    }

    private static Complex[] Noise(int length, int key = 0)
    {
        var random = new SeededRandom(11, length, key);
        var values = new Complex[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = new Complex(random.NextGaussian(), random.NextGaussian());
        }

        return values;
    }

    private static void AssertNear(Complex[] expected, Complex[] found, double tolerance, int length)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double error = (expected[i] - found[i]).Magnitude;
            Assert.True(error <= tolerance, $"length {length}, value {i}: expected {expected[i]}, found {found[i]}, error {error:G3} above {tolerance:G3}");
        }
    }
}
