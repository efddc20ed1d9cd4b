using System.Numerics;
using Hark.Audio;
using Hark.Signal;

namespace Hark.Tests.Signal;

public class ResamplerTests
{
    [Theory, MemberData(nameof(Oracle.Names), MemberType = typeof(Oracle))]
    public void Half_rate_with_SciPys_filter_equals_resample_poly(string name)
    {
        Oracle oracle = Oracle.Open(name);
        AudioClip clip = oracle.Clip;
        var resampler = new Resampler(clip.SampleRate, clip.SampleRate / 2, LowPassFilter.SciPyDefault(clip.SampleRate, clip.SampleRate / 2));
        Near.Absolute(oracle.Re("half_rate_polyphase"), resampler.Resample(clip).Samples, 1e-6);
    }

    [Theory]
    [InlineData(16000, 8000)]
    [InlineData(8000, 16000)]
    [InlineData(44100, 16000)]
    [InlineData(48000, 44100)]
    [InlineData(16000, 7)]
    public void The_default_filter_passes_0_91_of_the_band_and_stops_all_beyond_it(int from, int to)
    {
        var resampler = new Resampler(from, to);
        double[] response = Response(resampler.Filter.Coefficients, out double binWidth);
        double edge = 1.0 / Math.Max(resampler.Up, resampler.Down);
        double ripple = 0;
        double leak = 0;
        for (int k = 0; k < response.Length; k++)
        {
            double frequency = k * binWidth;
            if (frequency <= 0.91 * edge)
            {
                ripple = Math.Max(ripple, Math.Abs(20 * Math.Log10(response[k])));
            }
            else if (frequency >= edge)
            {
                leak = Math.Max(leak, response[k]);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"ripple {ripple:G3} dB, stop band {20 * Math.Log10(leak):F1} dB");
        Assert.True(ripple < 0.001, $"pass-band ripple {ripple} dB");
        Assert.True(20 * Math.Log10(leak) < -89, $"stop band {20 * Math.Log10(leak)} dB");
    }

    [Theory]
    [InlineData(16000, 8000, 3, 1)]
    [InlineData(8000, 16000, 100, 2)]
    [InlineData(44100, 16000, 441, 5)]
    [InlineData(16000, 44100, 33, 1)]
    [InlineData(12000, 16000, 1, 6)]
    public void Every_ratio_equals_the_plain_sum(int from, int to, int length, int seed)
    {
        var random = new SeededRandom(seed);
        float[] x = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle(-1, 1))];
        var resampler = new Resampler(from, to);
        var found = new float[resampler.OutputLength(length)];
        resampler.Resample(x, found);
        Assert.Equal((int)Math.Ceiling((double)length * to / from), found.Length);
        double[] h = resampler.Filter.Coefficients.ToArray();
        int middle = (h.Length - 1) / 2;
        var expected = new double[found.Length];
        for (int m = 0; m < found.Length; m++)
        {
            for (int k = 0; k < length; k++)
            {
                long at = middle + ((long)m * resampler.Down) - ((long)k * resampler.Up);
                expected[m] += at >= 0 && at < h.Length ? resampler.Up * h[at] * x[k] : 0;
            }
        }

        Near.Absolute(expected, found, 4 * 1.1920929e-7 * Math.Sqrt(resampler.Taps));
    }

    [Fact]
    public void A_tone_below_the_new_Nyquist_limit_stays_and_one_above_it_goes()
    {
        AudioClip low = Resampler.Resample(Tone(1000), 8000);
        AudioClip high = Resampler.Resample(Tone(5000), 8000);
        Assert.Equal((8000, 8000), (low.SampleRate, low.Frames));
        for (int n = 200; n < 7800; n++)
        {
            Assert.Equal(0.5 * Math.Sin(2 * Math.PI * 1000 * n / 8000), low.Samples[n], 1e-5);
            Assert.Equal(0, high.Samples[n], 3e-5);
        }
    }

    [Fact]
    public void Channels_are_resampled_each_for_itself()
    {
        AudioClip mono = Tone(700);
        var samples = new float[2 * mono.Frames];
        for (int i = 0; i < mono.Frames; i++)
        {
            samples[2 * i] = mono.Samples[i];
            samples[(2 * i) + 1] = -mono.Samples[i];
        }

        AudioClip stereo = Resampler.Resample(new AudioClip(samples, 16000, 2), 11025);
        AudioClip expected = Resampler.Resample(mono, 11025);
        Assert.Equal((2, 11025), (stereo.Channels, stereo.Frames));
        for (int i = 0; i < stereo.Frames; i++)
        {
            Assert.Equal(expected.Samples[i], stereo.Samples[2 * i]);
            Assert.Equal(-expected.Samples[i], stereo.Samples[(2 * i) + 1]);
        }
    }

    [Fact]
    public void Bad_input_is_answered_with_what_and_where()
    {
        Assert.Equal("The sample rate to resample from is 0 Hz, must be at least 1.", Message(() => new Resampler(0, 8000)));
        Assert.Equal("The sample rate to resample to is -8000 Hz, must be at least 1.", Message(() => Resampler.Resample(Tone(1), -8000)));
        Assert.Equal(
            "Sample 5 of the signal is NaN, expected a finite number: mend the recording or the step that made it.",
            Message(() => Resampler.Resample(new AudioClip([0, 0, 0, 0, 0, float.NaN, 0], 16000), 8000)));
        Assert.Equal(
            "Resampling from 1 Hz to 1000000007 Hz needs a filter for the ratio of 1000000007, at most 100000 is possible: go by a rate that shares a larger divisor with both.",
            Message(() => new Resampler(1, 1_000_000_007)));
        Assert.Equal("The resampler's filter has no coefficients: give at least one.", Message(() => new LowPassFilter([])));
    }

    private static string Message(Action action) => Assert.Throws<HarkException>(action).Message;

    private static AudioClip Tone(double hertz)
        => new([.. Enumerable.Range(0, 16000).Select(n => (float)(0.5 * Math.Sin(2 * Math.PI * hertz * n / 16000)))], 16000);

    private static double[] Response(ReadOnlySpan<double> coefficients, out double binWidth)
    {
        int length = (int)BitOperations.RoundUpToPowerOf2((uint)coefficients.Length * 8);
        var padded = new double[length];
        coefficients.CopyTo(padded);
        var fft = new Fft(length);
        var bins = new Complex[fft.RealBins];
        fft.RealForward(padded, bins);
        binWidth = 2.0 / length;
        return [.. bins.Select(bin => bin.Magnitude)];
    }
}
