using Hark.Data;
using Hark.Layers;
using Hark.Models;
using Hark.Streaming;

namespace Hark.Evaluation;

/// <summary>What one step of the detector brings: the same wanted rate of false alarms, thresholds chosen on the first track, judged on the second.</summary>
/// <param name="Name">The step, for people.</param>
/// <param name="MissRate">Part of the words that were not told, 0..1.</param>
/// <param name="FalseAlarmsPerHour">Of all words together.</param>
public sealed record DetectionPart(string Name, double MissRate, double FalseAlarmsPerHour);

/// <summary>How one word fares.</summary>
/// <param name="Label">The word.</param>
/// <param name="Threshold">As chosen on the first track.</param>
/// <param name="Spoken">How often it is in the second track.</param>
/// <param name="Missed">How often it was not told.</param>
/// <param name="FalseAlarms">How often it was told and should not have been.</param>
/// <param name="Curve">Each threshold's cost where this word is listened for alone.</param>
public sealed record WordDetection(string Label, double Threshold, int Spoken, int Missed, int FalseAlarms, IReadOnlyList<DetPoint> Curve);

/// <summary>
/// How a model does on long sound: words spoken now and then, other words in between, noise throughout. Two tracks are made of clips of
/// different speakers; thresholds are chosen on one, all figures are of the other.
/// </summary>
public sealed class DetectionMeasurement
{
    /// <summary>What people take for an answer at once: figures tell how many words are told within it (ms).</summary>
    public const int PromptMs = 300;

    private readonly DetectionTrack[] _tracks;
    private readonly TrackPosteriors[] _posteriors;
    private readonly TrackScore _score;
    private readonly TrackScore _choosing;
    private readonly bool[] _told;
    private readonly float[] _thresholds;

    private DetectionMeasurement(DetectionClips clips, Network network, ModelSettings settings, DetectionMeasureOptions options, Action<double>? progress)
    {
        Options = options = options with { Detector = options.Detector.For(settings) };
        Labels = settings.Labels;
        _told = [.. Labels.Select(options.Detector.Tells)];
        _tracks = [.. Enumerable.Range(0, 2).Select(side => new DetectionTrack(clips.Clips[side], clips.Labels[side], clips.Noise, options, side))];
        TrackPosteriors[] asTrained = [.. _tracks.Select((track, side) => TrackPosteriors.Of(track, network, settings, options, done => progress?.Invoke((side + done) / 2)))];
        DetectorOptions detector = options.Detector;
        _posteriors = [.. asTrained.Select(posteriors => posteriors.Expecting(detector.OtherWordOdds, ModelSettings.UnknownAmong(Labels)))];
        double budget = options.TargetFalseAlarmsPerHour * _tracks[0].Hours;
        _thresholds = options.OneThreshold ? Same(Shared(0, budget)) : ThresholdChoice.PerWord(SweepEach(0), budget);
        int[] kept = options.OneThreshold ? [] : [.. Enumerable.Range(0, Labels.Count).Where(label => _told[label] && !_tracks[0].Events.Any(placed => placed.Label == label))];
        foreach (int label in kept)
        {
            _thresholds[label] = detector.ThresholdsOf(Labels)[label];
        }

        KeptThresholds = [.. kept.Select(label => Labels[label])];
        _score = ScoreOf(1, TrackDecoding.Decode(_posteriors[1], _thresholds, detector));
        _choosing = ScoreOf(0, TrackDecoding.Decode(_posteriors[0], _thresholds, detector));
        Parts = MeasureParts(asTrained, budget, out DetPoint[] plain, out DetPoint[] full);
        (PlainCurve, Curve) = (plain, full);
        TrackScore[]?[] alone = SweepEach(1);
        Words =
        [
            .. Enumerable.Range(0, Labels.Count).Where(label => _told[label]).Select(label => new WordDetection(
                Labels[label],
                _thresholds[label],
                _score.Words[label],
                _score.Missed[label],
                _score.FalseAlarms.Count(alarm => alarm.Detection.Label == label),
                ThresholdChoice.Curve(alone[label]!, Hours, label))),
        ];
    }

    /// <summary>With all that they left to the model as the model has it.</summary>
    public DetectionMeasureOptions Options { get; }

    /// <summary>The model's.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Length of the judged track.</summary>
    public double Hours => _tracks[1].Hours;

    /// <summary>The chosen threshold of every word: for the model file, or a detector's options.</summary>
    public IReadOnlyDictionary<string, float> Thresholds => Words.ToDictionary(word => word.Label, word => (float)word.Threshold, StringComparer.Ordinal);

    /// <summary>Words that the first track is too short for: none of them is in it, so each keeps the threshold that the model has for it.</summary>
    public IReadOnlyList<string> KeptThresholds { get; }

    /// <summary>Decisions in the mean that the thresholds are for.</summary>
    public int Smoothing => Options.Detector.Smoothing!.Value;

    /// <summary>Each word's own figures.</summary>
    public IReadOnlyList<WordDetection> Words { get; }

    /// <summary>Words that were to be told.</summary>
    public int Spoken => _score.Words.Sum();

    public int Missed => _score.Missed.Sum();

    /// <summary>Missed of spoken, 0..1.</summary>
    public double MissRate => _score.MissRate;

    public int FalseAlarms => _score.FalseAlarms.Count;

    public double FalseAlarmsPerHour => FalseAlarms / Hours;

    /// <summary>Both on the track that thresholds were chosen on: what they were known to cost when they were chosen.</summary>
    public (double MissRate, double FalseAlarmsPerHour) WhereChosen => (_choosing.MissRate, _choosing.FalseAlarms.Count / _tracks[0].Hours);

    /// <summary>False alarms on other words, on the model's words (another one told, or one twice), in the noise between.</summary>
    public (int OtherWords, int Words, int Noise) FalseAlarmPlaces
        => (Count(FalseAlarmPlace.OtherWord), Count(FalseAlarmPlace.Word), Count(FalseAlarmPlace.Noise));

    /// <summary>Other words in the judged track, each time one is heard.</summary>
    public int OtherWords => _score.OtherWords;

    /// <summary>Of a thousand other words, those that something was told on.</summary>
    public double FalseAlarmsPerThousandOtherWords => OtherWords == 0 ? 0 : 1000.0 * _score.OtherWordsFired / OtherWords;

    /// <summary>Recordings of other words that the track draws from.</summary>
    public int OtherClips => _tracks[1].Events.Where(placed => placed.Label < 0).Select(placed => placed.Clip).Distinct().Count();

    /// <summary>Of them, those that something was told on at least once.</summary>
    public int OtherClipsFired => _score.DistinctClipsFired;

    /// <summary>From the end of a word to its telling (ms): the middle, the value that 95 % stay below, the largest.</summary>
    public (double Median, double Percentile95, double Largest) LatencyMs
    {
        get
        {
            double[] sorted = [.. _score.LatenciesMs.Order()];
            return sorted.Length == 0 ? (double.NaN, double.NaN, double.NaN) : (At(sorted.Length / 2), At((int)(0.95 * (sorted.Length - 1))), At(sorted.Length - 1));

            // Whole, as speech is located to 10 ms; a zero has no sign.
            double At(int index) => Math.Round(sorted[index]) + 0.0;
        }
    }

    /// <summary>Words told within so many ms of their end.</summary>
    public int ToldWithin(double milliseconds) => _score.LatenciesMs.Count(latency => latency <= milliseconds);

    /// <summary>The plain sliding window, then one step more at a time up to the whole detector.</summary>
    public IReadOnlyList<DetectionPart> Parts { get; }

    /// <summary>The whole detector with one threshold for all words.</summary>
    public IReadOnlyList<DetPoint> Curve { get; }

    /// <summary>The plain sliding window: the likeliest label of each decision, where it reaches the threshold.</summary>
    public IReadOnlyList<DetPoint> PlainCurve { get; }

    /// <summary>Makes the tracks, listens to them and takes the figures.</summary>
    /// <param name="network">Trained.</param>
    /// <param name="settings">Its labels and front end.</param>
    /// <param name="data">A Speech Commands folder, a folder of label/*.wav or an NPZ.</param>
    /// <param name="split">Whose clips are taken.</param>
    /// <param name="options">Null takes the usual ones.</param>
    /// <param name="progress">Told the part that is done, 0..1, from any thread; may be null.</param>
    /// <exception cref="HarkException">The options are wrong, or the data lacks words.</exception>
    public static DetectionMeasurement Of(Network network, ModelSettings settings, string data, DataSplit split, DetectionMeasureOptions? options = null, Action<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(settings);
        options ??= new DetectionMeasureOptions();
        options.Validate();
        return new DetectionMeasurement(DetectionClips.Open(data, split, settings, options.Detector, options.Seed), network, settings, options, progress);
    }

    /// <summary>
    /// Writes the windows that false alarms were told on, of both tracks, as <c>unknown/SPEAKER_nohash_HOUR-LABEL.wav</c>, to be trained on as what must
    /// not be told. Thresholds are lowered for it until so many false alarms an hour are found.
    /// </summary>
    /// <param name="folder">Made where it is not there.</param>
    /// <param name="perHour">False alarms an hour.</param>
    /// <returns>Files written.</returns>
    /// <exception cref="HarkException">The folder cannot be written.</exception>
    public int SaveFalseAlarms(string folder, double perHour = 30)
    {
        int written = 0;
        for (int side = 0; side < 2; side++)
        {
            float[] thresholds = ThresholdChoice.PerWord(SweepEach(side), perHour * _tracks[side].Hours);
            TrackScore score = ScoreOf(side, TrackDecoding.Decode(_posteriors[side], thresholds, Options.Detector));
            written += FalseAlarmClips.Save(folder, _tracks[side], side, score, Labels);
        }

        return written;
    }

    private int Count(FalseAlarmPlace place) => _score.FalseAlarms.Count(alarm => alarm.Place == place);

    private TrackScore[]?[] SweepEach(int side) => ThresholdChoice.SweepEach(_tracks[side], _posteriors[side], _told, Options.Detector);

    private TrackScore ScoreOf(int side, List<TrackDetection> told) => new(_tracks[side].Events, _tracks[side].SampleRate, told, Labels.Count);

    /// <summary>The same threshold for every word that is told.</summary>
    private float[] Same(float threshold) => [.. _told.Select(told => told ? threshold : float.PositiveInfinity)];

    private float Shared(int side, double budget)
        => ThresholdChoice.Shared(ThresholdChoice.Sweep(_tracks[side], Labels.Count, threshold => TrackDecoding.Decode(_posteriors[side], Same(threshold), Options.Detector)), budget);

    private List<DetectionPart> MeasureParts(TrackPosteriors[] asTrained, double budget, out DetPoint[] plainCurve, out DetPoint[] fullCurve)
    {
        DetectorOptions detector = Options.Detector, patient = detector with { RiseMs = null };
        bool[] ignored = [.. _told.Select(told => !told)];
        (string Name, TrackPosteriors[] Posteriors, Func<TrackPosteriors, float, List<TrackDetection>> Decode)[] steps =
        [
            ("plain sliding window, one threshold", asTrained, (posteriors, threshold) => TrackDecoding.DecodePlainly(posteriors, threshold, ignored, 1)),
            ("+ mean of the last decisions", asTrained, (posteriors, threshold) => TrackDecoding.DecodePlainly(posteriors, threshold, ignored, Smoothing)),
            ("+ one telling a word", asTrained, (posteriors, threshold) => TrackDecoding.Decode(posteriors, Same(threshold), patient with { ActivityGate = false })),
            ("+ activity gate", asTrained, (posteriors, threshold) => TrackDecoding.Decode(posteriors, Same(threshold), patient with { ActivityGate = true })),
            ("+ other words expected", _posteriors, (posteriors, threshold) => TrackDecoding.Decode(posteriors, Same(threshold), patient with { ActivityGate = true })),
            ("+ a quick rise", _posteriors, (posteriors, threshold) => TrackDecoding.Decode(posteriors, Same(threshold), detector)),
        ];
        var parts = new List<DetectionPart>();
        foreach ((string name, TrackPosteriors[] posteriors, Func<TrackPosteriors, float, List<TrackDetection>> decode) in steps)
        {
            TrackScore[] chosenOn = ThresholdChoice.Sweep(_tracks[0], Labels.Count, threshold => decode(posteriors[0], threshold));
            TrackScore judged = ScoreOf(1, decode(posteriors[1], ThresholdChoice.Shared(chosenOn, budget)));
            parts.Add(new DetectionPart(name, judged.MissRate, judged.FalseAlarms.Count / Hours));
        }

        if (!Options.OneThreshold)
        {
            parts.Add(new DetectionPart("+ a threshold a word", MissRate, FalseAlarmsPerHour));
        }

        plainCurve = CurveOf(asTrained[1], steps[0].Decode);
        fullCurve = CurveOf(_posteriors[1], steps[^1].Decode);
        return parts;

        DetPoint[] CurveOf(TrackPosteriors posteriors, Func<TrackPosteriors, float, List<TrackDetection>> decode)
            => ThresholdChoice.Curve(ThresholdChoice.Sweep(_tracks[1], Labels.Count, threshold => decode(posteriors, threshold)), Hours);
    }
}
