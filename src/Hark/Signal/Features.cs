using Hark.Audio;

namespace Hark.Signal;

/// <summary>
/// Features of a whole clip, by name and with librosa's defaults. A clip of several channels is taken as the mean of them.
/// For many clips, or without allocation, make a <see cref="FeatureExtractor"/> once.
/// </summary>
public static class Features
{
    /// <summary>Any features; the options' sample rate must be the clip's.</summary>
    /// <exception cref="HarkException">An option is wrong, the clip has another rate, is empty, or a sample is not finite.</exception>
    public static Spectrogram Of(AudioClip clip, FeatureOptions options)
    {
        ReadOnlySpan<float> samples = SignalGuard.Mono(clip);
        ArgumentNullException.ThrowIfNull(options);
        if (clip.SampleRate != options.SampleRate)
        {
            throw new HarkException($"The clip has {clip.SampleRate} Hz, but the features are made for {options.SampleRate} Hz: resample the clip or change the option.");
        }

        var extractor = new FeatureExtractor(options);
        int frames = extractor.Frames(samples.Length);
        var values = new float[extractor.Rows * frames];
        extractor.Extract(samples, values);
        double[]? hertz = options.Kind is FeatureKind.Mel or FeatureKind.LogMel ? extractor.MelFilterBank!.BandsHz() : null;
        return new Spectrogram(values, extractor.Rows, frames, clip.SampleRate, options.Stft.EffectiveHopSamples, options.Stft.NFft, hertz);
    }

    /// <summary>Mel bands of |X|²: librosa's melspectrogram.</summary>
    /// <exception cref="HarkException">An option is wrong, the clip is empty, or a sample is not finite.</exception>
    public static Spectrogram MelSpectrogram(AudioClip clip, StftOptions? stft = null, MelOptions? mel = null)
        => Of(clip, Default(clip, FeatureKind.Mel, stft) with { Mel = mel ?? new MelOptions() });

    /// <summary>
    /// ln(mel + 1e−6): the input of small keyword-spotting networks. For decibels apply <see cref="Decibels.FromPower(Spectrogram,
    /// double?, double, double?)"/> to <see cref="MelSpectrogram"/>.
    /// </summary>
    /// <exception cref="HarkException">An option is wrong, the clip is empty, or a sample is not finite.</exception>
    public static Spectrogram LogMel(AudioClip clip, StftOptions? stft = null, MelOptions? mel = null)
        => Of(clip, Default(clip, FeatureKind.LogMel, stft) with { Mel = mel ?? new MelOptions(), LogForm = LogForm.NaturalLog });

    /// <summary>Cepstral coefficients: librosa's mfcc (power in dB, reference 1, range 80 dB, orthonormal cosine transform).</summary>
    /// <exception cref="HarkException">An option is wrong, the clip is empty, or a sample is not finite.</exception>
    public static Spectrogram Mfcc(AudioClip clip, int coefficients = 20, StftOptions? stft = null, MelOptions? mel = null, double lifter = 0)
        => Of(clip, Default(clip, FeatureKind.Mfcc, stft) with { Mel = mel ?? new MelOptions(), Coefficients = coefficients, Lifter = lifter });

    /// <summary>√(mean x²) of each frame: librosa's rms.</summary>
    /// <exception cref="HarkException">An option is wrong, the clip is empty, or a sample is not finite.</exception>
    public static float[] Rms(AudioClip clip, int frameSamples = 2048, int hopSamples = 512)
        => Row(clip, FeatureKind.Rms, new StftOptions { NFft = frameSamples, HopSamples = hopSamples });

    /// <summary>Part of each frame's samples where the sign changes: librosa's zero_crossing_rate.</summary>
    /// <exception cref="HarkException">An option is wrong, the clip is empty, or a sample is not finite.</exception>
    public static float[] ZeroCrossings(AudioClip clip, int frameSamples = 2048, int hopSamples = 512)
        => Row(clip, FeatureKind.ZeroCrossings, new StftOptions { NFft = frameSamples, HopSamples = hopSamples, PadMode = PadMode.Edge });

    /// <summary>Mean frequency of each frame weighted by |X|, Hz; 0 for silence: librosa's spectral_centroid.</summary>
    /// <exception cref="HarkException">An option is wrong, the clip is empty, or a sample is not finite.</exception>
    public static float[] SpectralCentroid(AudioClip clip, StftOptions? stft = null)
        => Row(clip, FeatureKind.Centroid, stft ?? new StftOptions());

    private static FeatureOptions Default(AudioClip clip, FeatureKind kind, StftOptions? stft)
    {
        ArgumentNullException.ThrowIfNull(clip);
        return new FeatureOptions { Kind = kind, SampleRate = clip.SampleRate, Stft = stft ?? new StftOptions() };
    }

    private static float[] Row(AudioClip clip, FeatureKind kind, StftOptions stft)
        => Of(clip, Default(clip, kind, stft)).Values.ToArray();
}
