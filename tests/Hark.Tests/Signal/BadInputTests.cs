using Hark.Audio;
using Hark.Signal;

namespace Hark.Tests.Signal;

public class BadInputTests
{
    private static readonly AudioClip Clip = new(new float[1000], 8000);

    [Fact]
    public void All_errors_of_the_frames_are_reported_at_once()
    {
        var options = new StftOptions { NFft = 0, HopSamples = 0, WinSamples = -3, Window = (Window)9, PadMode = (PadMode)7 };
        Assert.Equal(
            "STFT options: n_fft is 0, must be 1..1048576; hop is 0 samples, must be 1..1048576; window is -3 samples, must be at least 1; "
            + "window shape is 9, must be one of Hann, Hamming, Blackman, Rectangular; pad mode is 7, must be one of Zero, Reflect, Edge.",
            Message(options.Validate));
    }

    [Fact]
    public void A_window_longer_than_n_fft_and_a_negative_hop_are_refused()
    {
        Assert.Equal("STFT options: window is 513 samples, must not exceed n_fft 512.", Message(() => Stft.Magnitude(Clip, 512, winSamples: 513)));
        Assert.Equal("STFT options: hop is -1 samples, must be 1..1048576.", Message(() => Stft.Magnitude(Clip, 512, -1)));
        Assert.Equal("STFT options: hop is 0 samples, must be 1..1048576.", Message(() => new StftPlan(new StftOptions { HopSamples = 0 })));
    }

    [Fact]
    public void No_samples_give_no_frames()
    {
        const string Expected = "The signal has no samples, so it has no frames: give at least one sample.";
        Assert.Equal(Expected, Message(() => Stft.Magnitude(new AudioClip([], 8000))));
        Assert.Equal(Expected, Message(() => Features.Rms(new AudioClip([], 8000))));
        Assert.Equal(
            "The signal has 1000 samples, fewer than n_fft 2048, so that it has no whole frame: centre the frames, or take an n_fft of at most 1000.",
            Message(() => Stft.Magnitude(Clip, new StftOptions { Center = false })));
    }

    [Theory]
    [InlineData(PadMode.Zero)]
    [InlineData(PadMode.Reflect)]
    [InlineData(PadMode.Edge)]
    public void An_n_fft_longer_than_the_signal_works(PadMode padding)
    {
        foreach (int length in (int[])[1, 2, 3, 100])
        {
            Spectrogram found = Stft.Magnitude(new AudioClip([.. Enumerable.Repeat(0.5f, length)], 8000), new StftOptions { PadMode = padding });
            Assert.Equal((1025, 1), (found.Bins, found.Frames));
            double constant = Windows.Periodic(Window.Hann, 2048).Sum() * 0.5;
            double expected = padding == PadMode.Zero ? Windows.Periodic(Window.Hann, 2048).Skip(1024).Take(length).Sum() * 0.5 : constant;
            Assert.Equal(expected, found[0, 0], 1e-4 * expected);
        }
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "infinite")]
    [InlineData(float.NegativeInfinity, "infinite")]
    public void A_sample_that_is_not_finite_is_named(float bad, string what)
    {
        foreach (int place in (int[])[0, 7, 500, 998, 999])
        {
            var samples = new float[1000];
            samples[place] = bad;
            string expected = $"Sample {place} of the signal is {what}, expected a finite number: mend the recording or the step that made it.";
            Assert.Equal(expected, Message(() => Stft.Magnitude(new AudioClip(samples, 8000), 258)));
            Assert.Equal(expected, Message(() => Features.Mfcc(new AudioClip(samples, 8000))));
            Assert.Equal(expected, Message(() => Stft.Transform(new AudioClip(samples, 8000), new StftOptions())));
            Assert.Equal(expected, Message(() => Resampler.Resample(new AudioClip(samples, 8000), 4000)));
        }
    }

    [Fact]
    public void All_errors_of_the_mel_bands_are_reported_at_once()
    {
        var options = new MelOptions { Bands = 0, MinimumHz = -5, MaximumHz = 4001, Scale = (MelScale)2, Norm = (MelNorm)3 };
        Assert.Equal(
            "Mel options: bands are 0, must be 1..2048; fmin is -5 Hz, must be at least 0; fmax is 4001 Hz, must not exceed the Nyquist frequency 4000 Hz of 8000 Hz sound; "
            + "scale is 2, must be one of Slaney, Htk; norm is 3, must be one of Slaney, None.",
            Message(() => options.Validate(8000)));
        Assert.Equal("Mel options: fmin is 300 Hz, must be below fmax 300 Hz.", Message(() => Features.MelSpectrogram(Clip, mel: new MelOptions { MinimumHz = 300, MaximumHz = 300 })));
        Assert.Equal("The sample rate is -1 Hz, must be at least 1.", Message(() => new MelFilterBank(-1, 512)));
    }

    [Fact]
    public void Empty_mel_bands_are_a_warning()
    {
        var bank = new MelFilterBank(16000, 256, new MelOptions { Bands = 128 });
        Assert.NotEmpty(bank.EmptyBands);
        foreach (int band in bank.EmptyBands)
        {
            Assert.All(bank.Weights.Slice(band * bank.Bins, bank.Bins).ToArray(), weight => Assert.Equal(0, weight));
        }

        Assert.Equal(
            $"{bank.EmptyBands.Count} of 128 mel bands hold no bin of the spectrum and stay 0 (the first is band {bank.EmptyBands[0]}, around {bank.BandHz(bank.EmptyBands[0]):F0} Hz): take fewer bands, a larger n_fft or a higher fmin.",
            bank.Warning);
        var extractor = new FeatureExtractor(new FeatureOptions { Kind = FeatureKind.Mel, Stft = new StftOptions { NFft = 256 } });
        Assert.Equal(bank.Warning, extractor.Warning);
        Assert.Null(new MelFilterBank(16000, 512, new MelOptions { Bands = 40 }).Warning);
    }

    [Fact]
    public void All_errors_of_the_features_are_reported_at_once()
    {
        var options = new FeatureOptions { Kind = FeatureKind.Mfcc, Coefficients = 129, LogForm = (LogForm)5, LogOffset = 0, Reference = 0, TopDb = -1, Lifter = -2 };
        Assert.Equal(
            "Feature options: log form is 5, must be one of Decibels, NaturalLog; log offset is 0, must be at least 1E-30; reference is 0, must be above 0; "
            + "top_db is -1, must be 0 or more; lifter is -2, must be 0 or more; coefficients are 129, must be 1..128, the number of mel bands.",
            Message(() => new FeatureExtractor(options)));
        Assert.Equal("The sample rate is 0 Hz, must be at least 1.", Message(() => new FeatureExtractor(new FeatureOptions { SampleRate = 0 })));
        Assert.Equal(
            "The clip has 8000 Hz, but the features are made for 16000 Hz: resample the clip or change the option.",
            Message(() => Features.Of(Clip, new FeatureOptions())));
    }

    [Fact]
    public void Decibels_need_a_positive_amin_and_no_negative_range()
    {
        Spectrogram spec = Stft.Magnitude(Clip, 258);
        Assert.Equal("Decibels: amin is 0, must be above 0, for the logarithm of 0 is not finite.", Message(() => Decibels.FromAmplitude(spec, amin: 0)));
        Assert.Equal("Decibels: top_db is -80, must be 0 or more (or none, to keep the whole range).", Message(() => Decibels.FromPower(spec, topDb: -80)));
    }

    [Fact]
    public void Deltas_need_an_odd_width_and_enough_frames()
    {
        Assert.Equal("Delta: width is 8 frames, must be odd and at least 3.", Message(() => new Delta(8)));
        Assert.Equal("Delta: order is 9, must be 1..8 for a width of 9.", Message(() => new Delta(9, 9)));
        Assert.Equal(
            "Delta: the features have 3 frames, fewer than the width of 9: take a smaller width or a longer sound.",
            Message(() => Delta.Of(new Spectrogram(new float[3], 1, 3, 8000, 1, 1))));
    }

    private static string Message(Action action) => Assert.Throws<HarkException>(action).Message;
}
