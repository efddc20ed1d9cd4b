using Hark.Audio;
using Hark.Signal;

namespace Hark.Tests.Signal;

/// <summary>Small pieces against their closed forms.</summary>
public class SignalFormulaTests
{
    [Fact]
    public void Windows_have_their_textbook_values()
    {
        Near(Windows.Periodic(Window.Hann, 4), [0, 0.5, 1, 0.5]);
        Near(Windows.Symmetric(Window.Hann, 5), [0, 0.5, 1, 0.5, 0]);
        Near(Windows.Symmetric(Window.Hamming, 3), [0.08, 1, 0.08]);
        Near(Windows.Symmetric(Window.Blackman, 5), [0, 0.34, 1, 0.34, 0]);
        Near(Windows.Periodic(Window.Rectangular, 3), [1, 1, 1]);
        Near(Windows.Kaiser(5, 0), [1, 1, 1, 1, 1]);

        // I0(5) = 27.2398718..., I0(2.5·√3) = 17.0584..., the half-way value of a Kaiser window.
        double[] kaiser = Windows.Kaiser(5, 5);
        Assert.Equal(1 / 27.239871823604442, kaiser[0], 1e-12);
        Assert.Equal(1, kaiser[2], 1e-12);
        Assert.Equal(kaiser[1], kaiser[3], 1e-15);
        foreach (Window window in Enum.GetValues<Window>())
        {
            Assert.Equal(1, Windows.Symmetric(window, 1)[0], 1e-12);
            double[] longer = Windows.Symmetric(window, 9);
            Near(Windows.Periodic(window, 8), longer[..8]);
            Near([.. longer.Reverse()], longer);
        }
    }

    [Fact]
    public void Mel_scales_have_their_fixed_points_and_inverses()
    {
        Assert.Equal(15, Mel.FromHz(1000), 1e-12);
        Assert.Equal(3, Mel.FromHz(200), 1e-12);
        Assert.Equal(42, Mel.FromHz(6400), 1e-12);
        Assert.Equal(2595 * Math.Log10(2), Mel.FromHz(700, MelScale.Htk), 1e-9);
        foreach (MelScale scale in Enum.GetValues<MelScale>())
        {
            for (double hertz = 0; hertz < 8000; hertz += 123)
            {
                Assert.Equal(hertz, Mel.ToHz(Mel.FromHz(hertz, scale), scale), 1e-8);
            }
        }
    }

    [Fact]
    public void Decibels_there_and_back()
    {
        var amplitudes = new Spectrogram([1, 10, 0.1f, 0], 2, 2, 8000, 1, 2);
        Assert.Equal([0, 20, -20, -60], Decibels.FromAmplitude(amplitudes, reference: 1).Values.ToArray());
        Assert.Equal([-20, 0, -40, -80], Decibels.FromAmplitude(amplitudes).Values.ToArray());
        Assert.Equal([-20, 0, -40, -120], Decibels.FromAmplitude(amplitudes, topDb: null).Values.ToArray());
        Assert.Equal([-10, 0, -20, -80], Decibels.FromPower(amplitudes).Values.ToArray());
        float[] back = Decibels.ToAmplitude(Decibels.FromAmplitude(amplitudes, reference: 1)).Values.ToArray();
        Assert.Equal(10, back[1], 1e-5);
        Assert.Equal(100, Decibels.ToPower(Decibels.FromAmplitude(amplitudes, reference: 1)).Values[1], 1e-3);
    }

    [Theory]
    [InlineData(9, 1)]
    [InlineData(9, 2)]
    [InlineData(5, 3)]
    public void The_derivative_of_a_polynomial_of_its_order_is_exact_everywhere(int width, int order)
    {
        // x = (t/10)^order has the order-th derivative order!/10^order.
        float[] values = [.. Enumerable.Range(0, 30).Select(t => (float)Math.Pow(t / 10.0, order))];
        double expected = Enumerable.Range(1, order).Aggregate(1.0, (a, b) => a * b) / Math.Pow(10, order);
        Spectrogram delta = Delta.Of(new Spectrogram(values, 1, 30, 8000, 1, 1), width, order);
        Assert.All(delta.Values.ToArray(), value => Assert.Equal(expected, value, 1e-5));
    }

    [Fact]
    public void The_cosine_transform_is_orthonormal()
    {
        float[] matrix = CosineTransform.Matrix(40, 40);
        for (int a = 0; a < 40; a++)
        {
            for (int b = 0; b < 40; b++)
            {
                double product = 0;
                for (int n = 0; n < 40; n++)
                {
                    product += (double)matrix[(a * 40) + n] * matrix[(b * 40) + n];
                }

                Assert.Equal(a == b ? 1 : 0, product, 1e-6);
            }
        }
    }

    [Fact]
    public void A_tone_peaks_within_a_bin_of_its_frequency()
    {
        float[] tone = [.. Enumerable.Range(0, 16000).Select(n => (float)Math.Sin(2 * Math.PI * 1234 * n / 16000))];
        Spectrogram spec = Stft.Magnitude(new AudioClip(tone, 16000), nFft: 512);
        int peak = Enumerable.Range(0, spec.Bins).MaxBy(bin => spec[bin, 50]);
        Assert.Equal(1234, spec.BinHz(peak), 16000 / 512.0);
        float centroid = Features.SpectralCentroid(new AudioClip(tone, 16000))[15];
        Assert.Equal(1234.0, centroid, 20.0);
        Assert.Equal(Math.Sqrt(0.5), Features.Rms(new AudioClip(tone, 16000))[15], 1e-3);
        Assert.Equal(2 * 1234 / 16000.0, Features.ZeroCrossings(new AudioClip(tone, 16000))[15], 1e-3);
    }

    [Fact]
    public void Extracting_allocates_nothing()
    {
        var sound = new float[16000];
        sound[5000] = 1;
        var stft = new StftOptions { NFft = 512, WinSamples = 480, HopSamples = 160 };
        foreach (FeatureKind kind in Enum.GetValues<FeatureKind>())
        {
            var extractor = new FeatureExtractor(new FeatureOptions { Kind = kind, Stft = stft, Mel = new MelOptions { Bands = 40 } });
            var destination = new float[extractor.Rows * extractor.Frames(sound.Length)];
            Assert.Equal(0, Allocation.OfCall(() =>
            {
                extractor.Extract(sound, destination);
                extractor.ExtractFramesFirst(sound, destination);
            }));
        }
    }

    [Fact]
    public void A_spectrogram_knows_its_axes_and_its_bounds()
    {
        var spec = new Spectrogram([1, 2, 3, 4, 5, 6], 2, 3, 8000, 64, 258);
        Assert.Equal(6, spec[1, 2]);
        Assert.Equal([4, 5, 6], spec.Bin(1).ToArray());
        Assert.Equal(8000 / 258.0, spec.BinHz(1));
        Assert.Equal(0.016, spec.FrameSeconds(2), 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => spec[2, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => spec[0, 3]);
        var error = Assert.Throws<ArgumentException>(() => new Spectrogram(new float[5], 2, 3, 8000, 64, 258));
        Assert.StartsWith("values holds 5 values, but a spectrogram of 2 bins x 3 frames takes 6.", error.Message);
    }

    private static void Near(double[] found, double[] expected)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < found.Length; i++)
        {
            Assert.Equal(expected[i], found[i], 1e-12);
        }
    }
}
