using Hark.Audio;
using Hark.Signal;

namespace Hark.Tests.Signal;

public class FeaturesTests
{
    private static readonly StftOptions Speech = new() { NFft = 512, WinSamples = 480, HopSamples = 160 };

    private static readonly Dictionary<string, (StftOptions Stft, MelOptions Mel)> Settings = new()
    {
        ["default"] = (new(), new()),
        ["htk40"] = (Speech with { PadMode = PadMode.Reflect }, new() { Bands = 40, Scale = MelScale.Htk, Norm = MelNorm.None }),
        ["slaney64"] = (new() { NFft = 400, HopSamples = 160 }, new() { Bands = 64, MinimumHz = 20, MaximumHz = 3800 }),
    };

    public static MatrixTheoryData<string, string> Cases => new(Oracle.Names.Select(row => row.Data), Settings.Keys);

    [Theory, MemberData(nameof(Cases))]
    public void Filter_banks_equal_librosas(string name, string setting)
    {
        Oracle oracle = Oracle.Open(name);
        var bank = new MelFilterBank(oracle.Clip.SampleRate, Settings[setting].Stft.NFft, Settings[setting].Mel);
        Assert.Equal((oracle.Shape("fb_" + setting)[0], oracle.Shape("fb_" + setting)[1]), (bank.Bands, bank.Bins));
        Near.Absolute(oracle.Re("fb_" + setting), bank.Weights, 1e-6);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Mel_spectrograms_equal_librosas(string name, string setting)
    {
        Oracle oracle = Oracle.Open(name);
        Spectrogram found = Features.MelSpectrogram(oracle.Clip, Settings[setting].Stft, Settings[setting].Mel);
        Assert.Equal((oracle.Shape("mel_" + setting)[0], oracle.Shape("mel_" + setting)[1]), (found.Bins, found.Frames));
        Near.Largest(oracle.Re("mel_" + setting), found.Values, 1e-5);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Mel_decibels_equal_librosas(string name, string setting)
    {
        Oracle oracle = Oracle.Open(name);
        AudioClip clip = oracle.Clip;
        (StftOptions stft, MelOptions mel) = Settings[setting];
        double[] expected = oracle.Re("meldb_" + setting);
        Near.Absolute(expected, Decibels.FromPower(Features.MelSpectrogram(clip, stft, mel), reference: 1).Values, 0.01);
        var options = new FeatureOptions { Kind = FeatureKind.LogMel, SampleRate = clip.SampleRate, Stft = stft, Mel = mel };
        Near.Absolute(expected, Features.Of(clip, options).Values, 0.01);
    }

    [Theory, MemberData(nameof(Oracle.Names), MemberType = typeof(Oracle))]
    public void Cepstral_coefficients_equal_librosas(string name)
    {
        Oracle oracle = Oracle.Open(name);
        Near.Absolute(oracle.Re("mfcc_default"), Features.Mfcc(oracle.Clip).Values, 1e-3);
        Near.Absolute(oracle.Re("mfcc_13"), Features.Mfcc(oracle.Clip, 13, Speech, new MelOptions { Bands = 40 }).Values, 1e-3);
    }

    [Theory, MemberData(nameof(Oracle.Names), MemberType = typeof(Oracle))]
    public void Deltas_equal_librosas(string name)
    {
        Oracle oracle = Oracle.Open(name);
        int[] shape = oracle.Shape("mfcc_default");
        var mfcc = new Spectrogram(oracle.Floats("mfcc_default"), shape[0], shape[1], oracle.Clip.SampleRate, 512, 2048);
        double[] expected = oracle.Re("delta_default");

        // A delta may be near 0 where its terms are not: its error is measured against their size.
        Near.Largest(expected, Delta.Of(mfcc).Values, 1e-6);
        double[] noise = [.. expected.Select((value, i) => Math.Max(Math.Abs(value), 0.1) * 1e-5)];
        ReadOnlySpan<float> found = Delta.Of(mfcc).Values;
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], found[i], noise[i]);
        }
    }

    [Theory, MemberData(nameof(Oracle.Names), MemberType = typeof(Oracle))]
    public void Loudness_zero_crossings_and_centroid_equal_librosas(string name)
    {
        Oracle oracle = Oracle.Open(name);
        AudioClip clip = oracle.Clip;
        Near.Relative(oracle.Re("rms"), Features.Rms(clip), 1e-5);
        Near.Relative(oracle.Re("centroid"), Features.SpectralCentroid(clip), 1e-5);
        Assert.Equal(oracle.Re("zcr"), Array.ConvertAll(Features.ZeroCrossings(clip), value => (double)value));
    }

    [Fact]
    public void Natural_logarithm_of_mel_bands_is_that_of_the_bands_and_the_offset()
    {
        Oracle oracle = Oracle.Open("chirp-8k");
        (StftOptions stft, MelOptions mel) = Settings["htk40"];
        ReadOnlySpan<float> bands = Features.MelSpectrogram(oracle.Clip, stft, mel).Values;
        ReadOnlySpan<float> logs = Features.LogMel(oracle.Clip, stft, mel).Values;
        for (int i = 0; i < bands.Length; i++)
        {
            Assert.Equal(Math.Log(bands[i] + 1e-6), logs[i], 1e-5);
        }
    }

    [Fact]
    public void The_front_end_of_the_small_keyword_benchmark_can_be_expressed()
    {
        // 49 x 10: 30 ms windows every 20 ms, magnitudes, 40 bands 20-4000 Hz, ln(x + 1e-6), cosine transform, the first 10.
        Oracle oracle = Oracle.Open("chirp-8k");
        AudioClip clip = new(Resampler.Resample(oracle.Clip, 16000).Samples.ToArray(), 16000);
        var options = new FeatureOptions
        {
            Kind = FeatureKind.Mfcc,
            Stft = new StftOptions { NFft = 480, HopSamples = 320, Center = false },
            Mel = new MelOptions { Bands = 40, MinimumHz = 20, MaximumHz = 4000, Scale = MelScale.Htk, Norm = MelNorm.None },
            MelOfPower = false,
            LogForm = LogForm.NaturalLog,
            Coefficients = 10,
        };
        Spectrogram found = Features.Of(clip, options);
        Assert.Equal((10, 49), (found.Bins, found.Frames));

        var bank = new MelFilterBank(16000, 480, options.Mel);
        Spectrogram magnitude = Stft.Magnitude(clip, options.Stft);
        for (int frame = 0; frame < 49; frame += 7)
        {
            var logs = new double[40];
            for (int band = 0; band < 40; band++)
            {
                for (int bin = 0; bin < bank.Bins; bin++)
                {
                    logs[band] += bank.Weights[(band * bank.Bins) + bin] * magnitude[bin, frame];
                }

                logs[band] = Math.Log(logs[band] + 1e-6);
            }

            for (int k = 0; k < 10; k++)
            {
                double sum = 0;
                for (int n = 0; n < 40; n++)
                {
                    sum += Math.Sqrt((k == 0 ? 1 : 2) / 40.0) * Math.Cos(Math.PI * k * (n + 0.5) / 40) * logs[n];
                }

                Assert.Equal(sum, found[k, frame], 1e-4);
            }
        }
    }

    [Fact]
    public void A_lifter_weighs_the_coefficients()
    {
        AudioClip clip = Oracle.Open("chirp-8k").Clip;
        Spectrogram plain = Features.Mfcc(clip, 13, Speech, new MelOptions { Bands = 40 });
        Spectrogram liftered = Features.Mfcc(clip, 13, Speech, new MelOptions { Bands = 40 }, lifter: 22);
        for (int k = 0; k < 13; k++)
        {
            double weight = 1 + (11 * Math.Sin(Math.PI * (k + 1) / 22));
            Assert.Equal(weight * plain[k, 20], liftered[k, 20], 1e-3 * weight);
        }
    }

    [Fact]
    public void Silence_has_a_centroid_of_0_and_finite_logarithms()
    {
        var silence = new AudioClip(new float[8000], 8000);
        Assert.All(Features.SpectralCentroid(silence), value => Assert.Equal(0, value));
        Assert.All(Features.Mfcc(silence).Values.ToArray(), value => Assert.True(float.IsFinite(value)));
        Assert.All(Decibels.FromAmplitude(Stft.Magnitude(silence, 258)).Values.ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Several_channels_are_taken_as_their_mean()
    {
        AudioClip mono = Oracle.Open("chirp-8k").Clip;
        var samples = new float[2 * mono.Frames];
        for (int i = 0; i < mono.Frames; i++)
        {
            samples[2 * i] = 1.5f * mono.Samples[i];
            samples[(2 * i) + 1] = 0.5f * mono.Samples[i];
        }

        Spectrogram expected = Stft.Magnitude(mono, 258);
        Spectrogram found = Stft.Magnitude(new AudioClip(samples, 8000, 2), 258);
        Near.Largest(Array.ConvertAll(expected.Values.ToArray(), value => (double)value), found.Values, 1e-6);
    }

    [Fact]
    public void Frames_first_is_the_transpose()
    {
        AudioClip clip = Oracle.Open("chirp-8k").Clip;
        var extractor = new FeatureExtractor(new FeatureOptions { SampleRate = 8000, Stft = new StftOptions { NFft = 258 } });
        var rows = new float[130 * 126];
        var columns = new float[130 * 126];
        extractor.Extract(clip.Samples, rows);
        extractor.ExtractFramesFirst(clip.Samples, columns);
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.Equal(rows[i], columns[(i % 126 * 130) + (i / 126)]);
        }
    }
}
