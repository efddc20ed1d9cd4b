using Hark.Audio;
using Hark.Signal;

namespace Hark.Tests.Signal;

public class StftTests
{
    private static readonly Dictionary<string, StftOptions> Settings = new()
    {
        ["258"] = new() { NFft = 258 },
        ["512"] = new() { NFft = 512, WinSamples = 480, HopSamples = 160 },
        ["512_reflect"] = new() { NFft = 512, WinSamples = 480, HopSamples = 160, PadMode = PadMode.Reflect },
        ["256_nocenter"] = new() { NFft = 256, HopSamples = 64, Center = false },
    };

    public static MatrixTheoryData<string, string> Cases => new(Oracle.Names.Select(row => row.Data), Settings.Keys);

    [Theory, MemberData(nameof(Cases))]
    public void Complex_values_equal_librosas(string name, string setting)
    {
        Oracle oracle = Oracle.Open(name);
        ComplexSpectrogram found = Stft.Transform(oracle.Clip, Settings[setting]);
        string key = "stft_" + setting;
        Assert.Equal((oracle.Shape(key)[0], oracle.Shape(key)[1]), (found.Bins, found.Frames));
        double largest = oracle.Magnitude(key).Max();
        Near.Absolute(oracle.Re(key), found.Real, 1e-5 * largest);
        Near.Absolute(oracle.Im(key), found.Imaginary, 1e-5 * largest);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Magnitudes_equal_librosas(string name, string setting)
    {
        Oracle oracle = Oracle.Open(name);
        Spectrogram found = Stft.Magnitude(oracle.Clip, Settings[setting]);
        Near.Largest(oracle.Magnitude("stft_" + setting), found.Values, 1e-5);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Phases_equal_librosas_where_the_magnitude_is_not_tiny(string name, string setting)
    {
        Oracle oracle = Oracle.Open(name);
        Spectrogram found = Stft.Transform(oracle.Clip, Settings[setting]).Phase();
        string key = "stft_" + setting;
        double[] magnitude = oracle.Magnitude(key);
        double least = 1e-3 * magnitude.Max();
        int compared = 0;
        for (int i = 0; i < magnitude.Length; i++)
        {
            if (magnitude[i] < least)
            {
                continue;
            }

            double turn = Math.IEEERemainder(found.Values[i] - Math.Atan2(oracle.Im(key)[i], oracle.Re(key)[i]), 2 * Math.PI);
            Assert.True(Math.Abs(turn) < 1e-3, $"[{i}]: off by {turn}");
            compared++;
        }

        Assert.True(compared > 100, $"{compared} phases compared");
    }

    [Theory, MemberData(nameof(Cases))]
    public void Decibels_equal_librosas_above_minus_79(string name, string setting)
    {
        Oracle oracle = Oracle.Open(name);
        Spectrogram found = Decibels.FromAmplitude(Stft.Magnitude(oracle.Clip, Settings[setting]));
        double[] expected = oracle.Re("db_" + setting);
        Assert.Equal(expected.Length, found.Values.Length);
        double worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i] > -79)
            {
                worst = Math.Max(worst, Math.Abs(found.Values[i] - expected[i]));
            }
            else
            {
                Assert.InRange(found.Values[i], -80.001, -78.9);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"worst {worst:G3} dB");
        Assert.True(worst <= 0.01, $"off by {worst} dB");
    }

    [Fact]
    public void The_lessons_spectrogram_has_130_bins_and_126_frames()
    {
        Spectrogram spec = Stft.Magnitude(new AudioClip(new float[8000], 8000), nFft: 258);
        Assert.Equal((130, 126), (spec.Bins, spec.Frames));
        Assert.Equal(4000, spec.BinHz(129));
        Assert.Equal(1.0, spec.FrameSeconds(125));
    }
}
