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
    public static Spectrogram Magnitude(AudioClip clip, StftOptions options)
    {
        ReadOnlySpan<float> samples = SignalGuard.Mono(clip);
        var plan = new StftPlan(options);
        int frames = plan.Frames(samples.Length);
        var values = new float[plan.Bins * frames];
        plan.Magnitude(samples, values);
        return new Spectrogram(values, plan.Bins, frames, clip.SampleRate, options.EffectiveHopSamples, options.NFft);
    }

    /// <summary>|X|².</summary>
    /// <exception cref="HarkException">An option is wrong, the clip is empty, or a sample is not finite.</exception>
    public static Spectrogram Power(AudioClip clip, StftOptions options)
    {
        ReadOnlySpan<float> samples = SignalGuard.Mono(clip);
        var plan = new StftPlan(options);
        int frames = plan.Frames(samples.Length);
        var values = new float[plan.Bins * frames];
        plan.Power(samples, values);
        return new Spectrogram(values, plan.Bins, frames, clip.SampleRate, options.EffectiveHopSamples, options.NFft);
    }

    /// <summary>X itself, from which the sound can be made again.</summary>
    /// <exception cref="HarkException">An option is wrong, the clip is empty, or a sample is not finite.</exception>
    public static ComplexSpectrogram Transform(AudioClip clip, StftOptions options)
    {
        ReadOnlySpan<float> samples = SignalGuard.Mono(clip);
        var plan = new StftPlan(options);
        int frames = plan.Frames(samples.Length);
        var re = new float[plan.Bins * frames];
        var im = new float[plan.Bins * frames];
        plan.Complex(samples, re, im);
        return new ComplexSpectrogram(re, im, options, clip.SampleRate);
    }
}
