using Hark.Audio;
using Hark.Signal;
using Hark.Studio.Hosting;

namespace Hark.Studio.Sound;

/// <summary>A sound as the page draws and plays it: its samples, and its spectrogram in dB below the loudest.</summary>
internal static class SoundView
{
    public static ArraysResult Of(AudioClip clip, StftQuery query)
    {
        AudioClip mono = clip.ToMono();
        Spectrogram decibels = Decibels.FromAmplitude(Stft.Magnitude(mono, query.Options(mono.Frames)));
        Loudness loudness = Loudness.Of(mono);
        return new ArraysResult(
            new SoundInfo(mono.SampleRate, clip.Channels, mono.Frames, SpectrogramInfo.Of(decibels), loudness.PeakDbfs, loudness.RmsDbfs),
            ("samples", mono.Samples.ToArray()),
            ("decibels", decibels.Values.ToArray()));
    }
}

/// <param name="SampleRate">Hz.</param>
/// <param name="Channels">Of the recording; its mean is shown.</param>
/// <param name="Frames">Samples.</param>
/// <param name="Spectrogram">Layout of the array <c>decibels</c>.</param>
/// <param name="PeakDbfs">Largest sample, dB below full scale.</param>
/// <param name="RmsDbfs">Root mean square, likewise.</param>
internal sealed record SoundInfo(int SampleRate, int Channels, int Frames, SpectrogramInfo Spectrogram, double PeakDbfs, double RmsDbfs);

/// <param name="Bins">Rows, from 0 Hz to half the sample rate; each is <paramref name="Frames"/> long.</param>
/// <param name="Frames">Columns.</param>
/// <param name="HopSamples">From one column to the next.</param>
/// <param name="NFft">Points of each transform.</param>
internal sealed record SpectrogramInfo(int Bins, int Frames, int HopSamples, int NFft)
{
    public static SpectrogramInfo Of(Spectrogram spectrogram) => new(spectrogram.Bins, spectrogram.Frames, spectrogram.HopSamples, spectrogram.NFft);
}
