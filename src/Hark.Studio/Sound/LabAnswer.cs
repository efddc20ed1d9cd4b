using Hark.Audio;
using Hark.Signal;
using Hark.Studio.Hosting;
using System.Numerics;

namespace Hark.Studio.Sound;

/// <summary>All that the sound lab draws of one setting of its sliders.</summary>
internal static class LabAnswer
{
    /// <summary>Every sound card plays it, and it holds whatever an ear can hear.</summary>
    private const int PlaybackRate = 48_000;
    private const int CurvePoints = 4_000;
    private const double CurveSeconds = 0.05;

    public static ArraysResult Of(LabSpec spec)
    {
        ComplexWave wave = spec.Wave();
        AudioClip sampled = wave.ToClip(spec.SampleRate, spec.Seconds);
        Quantization? quantized = spec.Bits is { } bits ? new Quantizer(bits, spec.Dither).Apply(sampled) : null;
        AudioClip heard = quantized?.Clip ?? sampled;
        float[] errors = new float[quantized is null ? 0 : heard.Frames];
        for (int i = 0; i < errors.Length; i++)
        {
            errors[i] = heard.Samples[i] - sampled.Samples[i];
        }

        (float[] magnitude, float[] phase) = Spectrum(heard);
        Spectrogram decibels = Decibels.FromAmplitude(Stft.Magnitude(heard, spec.Stft.Options(heard.Frames)));
        double nyquist = Sampling.NyquistHz(spec.SampleRate);
        var info = new LabInfo(
            spec.SampleRate, heard.Frames, nyquist, PlaybackRate, CurveSeconds,
            [.. spec.Partials.Select(p => new HeardPartial(p.FrequencyHz, Sampling.AliasFrequencyHz(p.FrequencyHz, spec.SampleRate), p.FrequencyHz > nyquist, Note(p.FrequencyHz)))],
            SpectrogramInfo.Of(decibels),
            quantized is null ? null : QuantizationInfo.Of(quantized));
        return new ArraysResult(
            info,
            ("curve", Curve(wave)),
            ("samples", sampled.Samples.ToArray()),
            ("quantized", quantized is null ? [] : heard.Samples.ToArray()),
            ("errors", errors),
            ("playback", Resampler.Resample(heard, PlaybackRate).Samples.ToArray()),
            ("magnitude", magnitude),
            ("phase", phase),
            ("decibels", decibels.Values.ToArray()));
    }

    /// <summary>The wave before it is sampled, at so many points that it looks whole.</summary>
    private static float[] Curve(ComplexWave wave)
    {
        float[] curve = new float[CurvePoints + 1];
        for (int i = 0; i < curve.Length; i++)
        {
            curve[i] = (float)wave.ValueAt(CurveSeconds * i / CurvePoints);
        }

        return curve;
    }

    /// <summary>As <c>hark plot spectrum</c>: the transform of the whole, magnitudes scaled so that a tone stands at its amplitude.</summary>
    private static (float[] Magnitude, float[] Phase) Spectrum(AudioClip clip)
    {
        double[] samples = new double[clip.Frames];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = clip.Samples[i];
        }

        var fft = new Fft(samples.Length);
        var bins = new Complex[fft.RealBins];
        fft.RealForward(samples, bins);
        double scale = 2.0 / samples.Length;
        return (Array.ConvertAll(bins, x => (float)(x.Magnitude * scale)), Array.ConvertAll(bins, x => (float)x.Phase));
    }

    private static string? Note(double frequencyHz) => frequencyHz >= 16 ? Pitch.NoteName(frequencyHz) : null;
}

/// <param name="SampleRate">Hz.</param>
/// <param name="Frames">Samples taken.</param>
/// <param name="NyquistHz">Half the sample rate.</param>
/// <param name="PlaybackRate">Hz of the array <c>playback</c>: the wave that the samples stand for, as a loudspeaker makes it.</param>
/// <param name="CurveSeconds">Time that the array <c>curve</c> spans.</param>
/// <param name="Partials">What becomes of each.</param>
/// <param name="Spectrogram">Layout of the array <c>decibels</c>.</param>
/// <param name="Quantization">Null where the samples are not quantised.</param>
internal sealed record LabInfo(
    int SampleRate, int Frames, double NyquistHz, int PlaybackRate, double CurveSeconds, IReadOnlyList<HeardPartial> Partials,
    SpectrogramInfo Spectrogram, QuantizationInfo? Quantization);

/// <param name="FrequencyHz">As it was asked for.</param>
/// <param name="HeardHz">As it is heard once sampled.</param>
/// <param name="Aliased">Whether it lies above the Nyquist limit.</param>
/// <param name="Note">The nearest note; null below hearing.</param>
internal sealed record HeardPartial(double FrequencyHz, double HeardHz, bool Aliased, string? Note);

/// <summary>What quantising did.</summary>
internal sealed record QuantizationInfo(long Levels, double Step, double LargestError, double MeasuredSnrDb, double ExpectedSnrDb, long ClippedSamples)
{
    public static QuantizationInfo Of(Quantization quantization) => new(
        quantization.Quantizer.Levels, quantization.Quantizer.Step, quantization.LargestError, quantization.MeasuredSnrDb,
        quantization.ExpectedSnrDb, quantization.ClippedSamples);
}
