using Hark.Audio;
using Hark.Plots;
using Hark.Signal;
using Hark.Training;

namespace Hark.Evaluation;

/// <summary>
/// <see cref="Plot"/> for what Hark's own types hold: <c>Plot.Waveform(clip)</c>, <c>Plot.Spectrogram(spectrogram)</c>,
/// <c>Plot.History(history)</c>. The numbers, rates and steps are taken from the thing itself.
/// </summary>
public static class PlotOverloads
{
    extension(Plot)
    {
        /// <summary>The sound over time, its channels mixed to one; up to 128 samples are drawn one by one.</summary>
        /// <param name="clip">The sound, or a slice of it.</param>
        /// <param name="title">Stands above; null for none.</param>
        public static Picture Waveform(AudioClip clip, string? title = null)
        {
            ArgumentNullException.ThrowIfNull(clip);
            return Plot.Waveform(clip.ToMono().Samples, clip.SampleRate, title);
        }

        /// <summary>A spectrogram whose bins are evenly spaced in frequency, as <see cref="Stft"/> makes it; mel bands have <see cref="Plot.Mel"/>.</summary>
        /// <param name="spectrogram">Usually in decibels.</param>
        /// <param name="title">Stands above; null for none.</param>
        /// <param name="unit">Of the values.</param>
        public static Picture Spectrogram(Spectrogram spectrogram, string? title = null, string unit = "dB")
        {
            ArgumentNullException.ThrowIfNull(spectrogram);
            return Plot.Spectrogram(spectrogram.Values, spectrogram.Bins, spectrogram.SampleRate, spectrogram.HopSamples, title, unit, spectrogram.NFft);
        }

        /// <summary>Accuracy and loss by epoch, side by side; validation where every epoch was validated.</summary>
        /// <param name="history">At least one epoch.</param>
        /// <param name="title">Stands above; null for none.</param>
        public static Picture History(History history, string? title = null)
        {
            ArgumentNullException.ThrowIfNull(history);
            EpochResult[] epochs = [.. history.Epochs];
            bool validated = Array.TrueForAll(epochs, epoch => epoch.ValLoss is not null);
            return Plot.History(
                Array.ConvertAll(epochs, epoch => epoch.Epoch),
                Array.ConvertAll(epochs, epoch => epoch.Accuracy),
                validated ? Array.ConvertAll(epochs, epoch => epoch.ValAccuracy!.Value) : [],
                Array.ConvertAll(epochs, epoch => epoch.Loss),
                validated ? Array.ConvertAll(epochs, epoch => epoch.ValLoss!.Value) : [],
                title);
        }

        /// <summary>Which words were taken for which.</summary>
        /// <param name="confusion">Its labels and counts.</param>
        /// <param name="title">Stands above; null for none.</param>
        public static Picture Confusion(ConfusionMatrix confusion, string? title = null)
        {
            ArgumentNullException.ThrowIfNull(confusion);
            return Plot.Confusion(confusion.Labels, confusion.ToArray(), title);
        }

        /// <summary>Whether probabilities can be believed: accuracy by confidence.</summary>
        /// <param name="bins">See <see cref="Calibration.Reliability"/>.</param>
        /// <param name="title">Stands above; null for none.</param>
        public static Picture Reliability(IReadOnlyList<ReliabilityBin> bins, string? title = null)
        {
            ArgumentNullException.ThrowIfNull(bins);
            return Plot.Reliability([.. bins.Select(bin => bin.Accuracy)], [.. bins.Select(bin => bin.Count)], title);
        }

        /// <summary>What a threshold costs in words and saves in false alarms; curves of clips that are not there are left out.</summary>
        /// <param name="points">See <see cref="RejectionCurve.Of"/>.</param>
        /// <param name="title">Stands above; null for none.</param>
        public static Picture Rejection(IReadOnlyList<RejectionPoint> points, string? title = null)
        {
            ArgumentNullException.ThrowIfNull(points);
            double[] x = [.. points.Select(point => point.Threshold)];
            PlotLine[] lines =
            [
                new("words taken for the right word", x, [.. points.Select(point => point.WordsRight)]),
                new("unknown words taken for a word", x, [.. points.Select(point => point.UnknownPassed)]),
                new("silence taken for a word", x, [.. points.Select(point => point.SilencePassed)]),
            ];
            return Plot.Lines([.. lines.Where(line => Array.Exists(line.Y, double.IsFinite))], "threshold", "share of the clips", title);
        }
    }
}
