using System.Numerics;
using System.Runtime.Intrinsics;
using Hark.Signal;

namespace Hark.Tests.Signal;

/// <summary>Every vector width against the plain transform, around every boundary; then the whole class with instruction sets switched off.</summary>
public class LanesTests
{
    private const double Epsilon = 1.1920929e-7;

    [Theory]
    [InlineData(258, 64, 258)]
    [InlineData(512, 160, 480)]
    [InlineData(400, 160, 400)]
    [InlineData(255, 7, 100)]
    [InlineData(16, 40, 16)]
    [InlineData(206, 50, 206)]
    [InlineData(2, 1, 2)]
    [InlineData(1, 1, 1)]
    [InlineData(128, 1, 3)]
    public void Every_width_equals_the_plain_transform(int nFft, int hop, int win)
    {
        foreach (bool center in (bool[])[true, false])
        {
            foreach (int frames in (int[])[1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33])
            {
                var options = new StftOptions { NFft = nFft, HopSamples = hop, WinSamples = win, Center = center, PadMode = PadMode.Reflect };
                float[] sound = Noise(((frames - 1) * hop) + (center ? Math.Min(hop, nFft % 2) + (hop > 1 ? 1 : 0) + (frames == 1 ? 1 : 0) : nFft));
                int count = options.Frames(sound.Length);
                Assert.InRange(count, frames, frames + 1);
                double[] expected = Plain(sound, options, count, out double tolerance);
                Check<FloatLanes4, Vector128<float>>(options, sound, count, expected, tolerance);
                Check<FloatLanes8, Vector256<float>>(options, sound, count, expected, tolerance);
                Check<FloatLanes16, Vector512<float>>(options, sound, count, expected, tolerance);
            }
        }
    }

    [Fact]
    public void The_transform_over_lanes_is_right_for_every_length()
    {
        for (int length = 1; length <= 600; length += TestScale.Long || length < 64 ? 1 : 5)
        {
            Lane<FloatLanes4, Vector128<float>>(length);
            Lane<FloatLanes8, Vector256<float>>(length);
            Lane<FloatLanes16, Vector512<float>>(length);
        }
    }

    private static void Check<TLanes, TVector>(StftOptions options, float[] sound, int frames, double[] expected, double tolerance)
        where TLanes : struct, ILanes<TVector, float>
        where TVector : struct
    {
        var features = new FeatureOptions { Stft = options };
        var found = new float[features.Rows * frames];
        new FeatureEngine<TLanes, TVector>(features).Extract(sound, frames, found);
        Near.Absolute(expected, found, tolerance);
    }

    private static double[] Plain(float[] sound, StftOptions options, int frames, out double tolerance)
    {
        var values = new double[options.Bins * frames];
        double[] window = Windows.Periodic(options.Window, options.EffectiveWinSamples);
        double largest = 0;
        for (int t = 0; t < frames; t++)
        {
            var frame = new Complex[options.NFft];
            for (int n = 0; n < window.Length; n++)
            {
                int place = ((options.NFft - window.Length) / 2) + n;
                long index = ((long)t * options.EffectiveHopSamples) + place - (options.Center ? options.NFft / 2 : 0);
                if (sound.Length == 1)
                {
                    index = 0;
                }

                while (index < 0 || index >= sound.Length)
                {
                    index = index < 0 ? -index : (2L * (sound.Length - 1)) - index;
                }

                frame[place] = window[n] * sound[index];
            }

            largest = Math.Max(largest, Math.Sqrt(frame.Sum(x => x.Real * x.Real)));
            Complex[] spectrum = Dft.Forward(frame);
            for (int bin = 0; bin < options.Bins; bin++)
            {
                values[(bin * frames) + t] = spectrum[bin].Magnitude;
            }
        }

        // Rounding of each pass relative to the frame's norm, and of the longest direct sum.
        tolerance = 4 * Epsilon * (Math.Log2(options.NFft + 1) + 4) * (largest + 1e-6) * Math.Sqrt(2);
        return values;
    }

    private static unsafe void Lane<TLanes, TVector>(int length)
        where TLanes : struct, ILanes<TVector, float>
        where TVector : struct
    {
        int lanes = TLanes.Count;
        var plan = new FftPlan<float>(length);
        var buffer = new LaneBuffer(((4 * length) + plan.ScratchLength) * lanes);
        float* re = buffer.Pointer;
        float* im = re + (length * lanes);
        float* work = im + (length * lanes);
        float[] sound = Noise(2 * length * lanes);
        for (int i = 0; i < length * lanes; i++)
        {
            re[i] = sound[2 * i];
            im[i] = sound[(2 * i) + 1];
        }

        if (FftKernel.Forward<TLanes, TVector, float>(plan, re, im, work, work + (length * lanes), work + (2 * length * lanes)))
        {
            re = work;
            im = work + (length * lanes);
        }

        foreach (int lane in (int[])[0, lanes - 1])
        {
            Complex[] signal = [.. Enumerable.Range(0, length).Select(n => new Complex(sound[2 * ((n * lanes) + lane)], sound[(2 * ((n * lanes) + lane)) + 1]))];
            Complex[] expected = Dft.Forward(signal);
            double tolerance = 8 * Epsilon * (Math.Log2(length + 1) + 4) * Math.Sqrt(signal.Sum(x => x.Magnitude * x.Magnitude));
            for (int k = 0; k < length; k++)
            {
                double error = (expected[k] - new Complex(re[(k * lanes) + lane], im[(k * lanes) + lane])).Magnitude;
                Assert.True(error <= tolerance, $"length {length}, {lanes} lanes, lane {lane}, bin {k}: error {error:G3} above {tolerance:G3}");
            }
        }

        GC.KeepAlive(buffer);
    }

    private static float[] Noise(int length)
    {
        var random = new SeededRandom(9, length);
        var values = new float[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = random.NextSingle(-1, 1);
        }

        return values;
    }
}
