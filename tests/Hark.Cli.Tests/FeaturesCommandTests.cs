using Hark.Audio;
using Hark.Data;
using Hark.Signal;

namespace Hark.Cli.Tests;

public class FeaturesCommandTests
{
    private static readonly AudioClip Clip = new ComplexWave(new Partial(440, 0.5), new Partial(1234, 0.2)) { NoiseAmplitude = 0.1, Seed = 5 }.ToClip(8000, 1);

    [Fact]
    public void The_lessons_spectrogram_has_130_rows_and_126_frames()
    {
        NpyArray array = Compute("magnitude", "--n-fft", "258");
        Assert.Equal("float32", array.DType);
        Assert.Equal([130, 126], array.Shape);
        Assert.Equal(Stft.Magnitude(Loaded, nFft: 258).Values, array.AsSpan<float>());
    }

    [Fact]
    public void The_complex_transform_is_complex64_of_bins_and_frames()
    {
        NpyArray array = Compute("stft", "--n-fft", "512", "--hop", "100", "--win", "400", "--window", "hamming", "--center", "false");
        Assert.Equal("complex64", array.DType);
        ComplexSpectrogram expected = Stft.Transform(Loaded, new StftOptions { NFft = 512, HopSamples = 100, WinSamples = 400, Window = Window.Hamming, Center = false });
        Assert.Equal([257, 1 + ((8000 - 512) / 100)], array.Shape);
        Assert.Equal(expected.Real, array.AsSpan<ComplexSingle>().ToArray().Select(c => c.Real).ToArray());
        Assert.Equal(expected.Imaginary, array.AsSpan<ComplexSingle>().ToArray().Select(c => c.Imaginary).ToArray());
    }

    [Fact]
    public void Phase_power_and_decibels_take_their_options()
    {
        var stft = new StftOptions { NFft = 400, PadMode = PadMode.Reflect, Window = Window.Blackman };
        string[] typed = ["--n-fft", "400", "--pad", "reflect", "--window", "blackman"];
        Assert.Equal(Stft.Transform(Loaded, stft).Phase().Values, Compute("phase", typed).AsSpan<float>());
        Assert.Equal(Stft.Power(Loaded, stft).Values, Compute("power", typed).AsSpan<float>());
        AssertClose(Decibels.FromAmplitude(Stft.Magnitude(Loaded, stft), reference: 1), Compute("db", typed));
        AssertClose(Decibels.FromAmplitude(Stft.Magnitude(Loaded, stft), topDb: 30), Compute("db", [.. typed, "--ref", "max", "--top-db", "30"]));
    }

    [Fact]
    public void Mel_log_mel_and_cepstral_coefficients_take_their_options()
    {
        var stft = new StftOptions { NFft = 1024 };
        var mel = new MelOptions { Bands = 30, MinimumHz = 50, MaximumHz = 3500, Scale = MelScale.Htk, Norm = MelNorm.None };
        string[] typed = ["--n-fft", "1024", "--mels", "30", "--fmin", "50", "--fmax", "3500", "--htk", "--norm", "none"];
        Assert.Equal(Features.MelSpectrogram(Loaded, stft, mel).Values, Compute("mel", typed).AsSpan<float>());
        AssertClose(Decibels.FromPower(Features.MelSpectrogram(Loaded, stft, mel), reference: 1), Compute("logmel", typed));
        NpyArray mfcc = Compute("mfcc", [.. typed, "--n-mfcc", "13", "--lifter", "22"]);
        Assert.Equal([13, 32], mfcc.Shape);
        Assert.Equal(Features.Mfcc(Loaded, 13, stft, mel, lifter: 22).Values, mfcc.AsSpan<float>());
    }

    [Fact]
    public void Measures_of_a_frame_are_one_row()
    {
        Assert.Equal(Features.Rms(Loaded, 512, 128), Compute("rms", "--n-fft", "512").AsSpan<float>());
        Assert.Equal(Features.ZeroCrossings(Loaded, 512, 128), Compute("zero-crossings", "--n-fft", "512").AsSpan<float>());
        NpyArray centroid = Compute("centroid", "--n-fft", "512");
        Assert.Equal([1, 63], centroid.Shape);
        Assert.Equal(Features.SpectralCentroid(Loaded, new StftOptions { NFft = 512 }), centroid.AsSpan<float>());
    }

    [Fact]
    public void Empty_mel_bands_are_warned_of_and_what_the_sound_cannot_give_is_refused()
    {
        using var folder = new TemporaryFolder();
        Clip.Save(folder["a.wav"]);
        Assert.Matches("^warning: [0-9]+ of 128 mel bands hold no bin", folder.Run("features", "a.wav", "a.npy", "--kind", "mel", "--n-fft", "128").Expect(0).Error);
        Assert.Contains("fmax is 5000 Hz, must not exceed the Nyquist frequency 4000 Hz", folder.Run("features", "a.wav", "b.npy", "--kind", "mel", "--fmax", "5000").ExpectFailure(), StringComparison.Ordinal);
        Assert.Contains("8000 samples, fewer than n_fft 9000", folder.Run("features", "a.wav", "b.npy", "--kind", "db", "--n-fft", "9000", "--center", "false").ExpectFailure(), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["b.npy"]));
    }

    /// <summary>The clip as it comes back from a 16-bit file.</summary>
    private static AudioClip Loaded { get; } = AudioClip.Load(new MemoryStream(Clip.ToWavBytes()));

    /// <summary>Equal but for the rounding of two ways to a logarithm.</summary>
    private static void AssertClose(Spectrogram expected, NpyArray actual)
    {
        Assert.Equal([expected.Bins, expected.Frames], actual.Shape);
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.Equal(expected.Values[i], actual.AsSpan<float>()[i], 1e-4f);
        }
    }

    private static NpyArray Compute(string kind, params string[] options)
    {
        using var folder = new TemporaryFolder();
        Clip.Save(folder["a.wav"]);
        HarkProcess.Outcome outcome = folder.Run(["features", "a.wav", "--kind", kind, "out.npy", .. options]).Expect(0);
        NpyArray array = Npy.Load(folder["out.npy"]);
        Assert.StartsWith($"out.npy: shape ({array.Shape[0]}, {array.Shape[1]}), {array.DType}; 8000 Hz, ", outcome.Out, StringComparison.Ordinal);
        return array;
    }
}
