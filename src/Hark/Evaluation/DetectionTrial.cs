using Hark.Data;
using Hark.Layers;
using Hark.Models;
using Hark.Streaming;

namespace Hark.Evaluation;

/// <summary>
/// An hour of sound to judge weights on while they are trained: what counts live is how many words are missed at a few false alarms an hour, which
/// the loss on single clips tells but roughly. It holds clips of that half of the validation speakers on whom <see cref="DetectionMeasurement"/> chooses
/// thresholds; the other half, on whom it takes its figures, stays unheard.
/// </summary>
public sealed class DetectionTrial
{
    private const double Hours = 1;
    private static readonly double[] FalseAlarmsPerHour = [1, 2, 4, 8];
    private readonly DetectionMeasureOptions _options;
    private readonly DetectionTrack _track;
    private readonly ModelSettings _settings;
    private readonly bool[] _told;

    private DetectionTrial(DetectionMeasureOptions options, DetectionTrack track, ModelSettings settings)
    {
        (_options, _track, _settings) = (options, track, settings);
        _told = [.. settings.Labels.Select(options.Detector.Tells)];
    }

    /// <param name="data">A Speech Commands folder, a folder of label/*.wav or an NPZ.</param>
    /// <param name="settings">The labels and front end of the network to come.</param>
    /// <param name="threads">0 takes one a processor. The figure does not depend on it.</param>
    /// <exception cref="HarkException">The validation split lacks words of the model.</exception>
    public static DetectionTrial Open(string data, ModelSettings settings, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var options = new DetectionMeasureOptions { Hours = Hours, Threads = threads };
        DetectionClips clips = DetectionClips.Open(data, DataSplit.Validation, settings, options.Detector, options.Seed);
        return new DetectionTrial(options, new DetectionTrack(clips.Clips[0], clips.Labels[0], clips.Noise, options, side: 0), settings);
    }

    /// <summary>The mean share of words missed, 0..1, at one threshold for all words that gives at most 1, 2, 4 and 8 false alarms an hour.</summary>
    public double Misses(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        TrackPosteriors posteriors = TrackPosteriors.Of(_track, network, _settings, _options).Expecting(_options.Detector.OtherWordOdds, ModelSettings.UnknownAmong(_settings.Labels));
        TrackScore[] scores = ThresholdChoice.Sweep(_track, _told.Length, threshold => TrackDecoding.Decode(
            posteriors, [.. _told.Select(told => told ? threshold : float.PositiveInfinity)], _options.Detector));
        return FalseAlarmsPerHour.Average(rate =>
        {
            int last = Array.FindLastIndex(scores, score => score.FalseAlarms.Count > rate * _track.Hours);
            return last + 1 < scores.Length ? scores[last + 1].MissRate : 1;
        });
    }
}
