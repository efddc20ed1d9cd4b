using Hark.Audio;

namespace Hark.Signal;

/// <summary>
/// The short-time Fourier transform: how strong each frequency is, step by step through a sound. Results equal librosa's.
/// A clip of several channels is taken as the mean of them.
/// </summary>
public static class Stft
{
    /// <summary>|X|, [nFft/2 + 1, frames]. 8,000 samples with nFft 258 give 130 × 126.</summary>
    /// <param name="clip">At least 1 sample, all finite.</param>
    /// <param name="nFft">Points of each frame's transform.</param>
    /// <param name="hopSamples">Step between frames; null takes a quarter of the window.</param>
    /// <param name="winSamples">Window length; null takes nFft.</param>
    /// <exception cref="HarkException">An option is wrong, the clip is empty, or a sample is not finite.</exception>
    public static Spectrogram Magnitude(AudioClip clip, int nFft = 2048, int? hopSamples = null, int? winSamples = null)
        => Magnitude(clip, new StftOptions { NFft = nFft, HopSamples = hopSamples, WinSamples = winSamples });

    /// <summary>|X| with every option.</summary>
    /// <exception cref="HarkException">An option is wrong, the clip is empty, or a sample is not finite.</exception>
    public static Spectrogram Magnitude(AudioClip clip, StftOptions options) => Of(clip, FeatureKind.Magnitude, options);

    /// <summary>|X|².</summary>
    /// <exception cref="HarkException">An option is wrong, the clip is empty, or a sample is not finite.</exception>
    public static Spectrogram Power(AudioClip clip, StftOptions options) => Of(clip, FeatureKind.Power, options);

    /// <summary>X itself, from which the sound can be made again by <see cref="Inverse"/>.</summary>
    /// <exception cref="HarkException">An option is wrong, the clip is empty, or a sample is not finite.</exception>
    public static ComplexSpectrogram Transform(AudioClip clip, StftOptions options)
    {
        ReadOnlySpan<float> samples = SignalGuard.Mono(clip);
        var plan = new StftPlan(options);
        int frames = plan.Frames(samples.Length);
        var re = new float[plan.Bins * frames];
        var im = new float[plan.Bins * frames];
        plan.Transform(samples, re, im);
        return new ComplexSpectrogram(re, im, options, clip.SampleRate);
    }

    /// <summary>
    /// The sound of a transform: frames turned back, windowed, added where they overlap, and divided by the sum of the squared windows.
    /// librosa's istft. Samples that no window reaches stay 0.
    /// </summary>
    /// <param name="transform">What <see cref="Transform"/> gave, changed or not.</param>
    /// <param name="samples">Length of the sound, cut or filled with zeros; null takes what the frames cover.</param>
    /// <exception cref="HarkException">The length is below 1.</exception>
    public static AudioClip Inverse(ComplexSpectrogram transform, int? samples = null)
    {
        ArgumentNullException.ThrowIfNull(transform);
        return samples < 1
            ? throw new HarkException($"Inverse STFT: the length is {samples} samples, must be at least 1.")
            : new AudioClip(OverlapAdd.Invert(transform, samples), transform.SampleRate);
    }

    private static Spectrogram Of(AudioClip clip, FeatureKind kind, StftOptions options)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(options);
        return Features.Of(clip, new FeatureOptions { Kind = kind, SampleRate = clip.SampleRate, Stft = options });
    }
}
