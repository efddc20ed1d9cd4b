using Hark.Models;

namespace Hark.Streaming;

/// <summary>How a <see cref="WordDetector"/> listens and when it speaks.</summary>
public sealed record DetectorOptions
{
    /// <summary>Decisions in the mean where neither options nor model say.</summary>
    internal const int UsualSmoothing = 3;

    /// <summary>The threshold of words for which neither options nor model have one.</summary>
    internal const float UsualThreshold = 0.7f;

    /// <summary>Labels that are no words: they compete with the words but are never told.</summary>
    public static IReadOnlyList<string> UsualIgnored { get; } = ["unknown", "silence", "_unknown_", "_silence_"];

    /// <summary>Hz of the samples that are pushed; null takes the model's. Others are resampled.</summary>
    public int? SampleRate { get; init; }

    /// <summary>Channels of the samples that are pushed, interleaved; their mean is listened to.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>From one decision to the next (ms).</summary>
    public int DecisionMs { get; init; } = 100;

    /// <summary>Decisions whose mean is taken; 1 takes each as it is, null what the model carries, or else 3.</summary>
    public int? Smoothing { get; init; }

    /// <summary>
    /// How many times likelier other words are in the stream than they were in training: the odds of <c>unknown</c> are multiplied by it before anything
    /// else. 1 takes the network at its word.
    /// </summary>
    public float OtherWordOdds { get; init; } = 10;

    /// <summary>The smoothed probability from which on a word is told, 0..1, whatever the model carries; null takes the model's own for each word, or else 0.7.</summary>
    public float? Threshold { get; init; }

    /// <summary>Thresholds of single words, at least 0, which come before <see cref="Threshold"/> and the model's.</summary>
    public IReadOnlyDictionary<string, float>? Thresholds { get; init; }

    /// <summary>Decisions to wait for a still higher probability, so that the likeliest of rivals is told; 0 tells a word at once. Each is a later telling.</summary>
    public int PeakWait { get; init; }

    /// <summary>After a word is told, no word is for this long (ms): a word that slides out of the window often looks like another.</summary>
    public int LockoutMs { get; init; } = 500;

    /// <summary>
    /// After a word is told, the same word can be told again when its probability has fallen below <see cref="Release"/> times its threshold in
    /// between, or at the latest after this long (ms).
    /// </summary>
    public int RefractoryMs { get; init; } = 1200;

    /// <inheritdoc cref="RefractoryMs"/>
    public float Release { get; init; } = 0.5f;

    /// <summary>
    /// A word is told within this time (ms) from the decision at which its own probability, not the mean, has come to <see cref="Release"/> times its threshold, or not at
    /// all: what creeps up is mostly another word, and would be told late. The decisions of the mean and one more are always allowed; null sets no limit.
    /// </summary>
    public int? RiseMs { get; init; } = 200;

    /// <summary>
    /// Judge only windows with sound that stands out of the noise: the others count as silence and cost next to nothing. False judges every one.
    /// </summary>
    public bool ActivityGate { get; init; } = true;

    /// <summary>
    /// Of a committee of networks the first is asked of every window, the others only where it gives some word at least this probability: the others then cost next
    /// to nothing. 0 always asks all of them. Without meaning for a single network.
    /// </summary>
    public float SecondLook { get; init; } = 0.05f;

    /// <summary>Take a constant or slowly moving offset (below some 5 Hz) out of the sound before anything else.</summary>
    public bool RemoveOffset { get; init; }

    /// <summary>
    /// Bring speech slowly to this level (dBFS, RMS; by at most 20 dB either way); null leaves the sound as it is, as in training. Only for a
    /// microphone that is far softer or louder than the recordings of the training.
    /// </summary>
    public double? SpeechLevelDbfs { get; init; }

    /// <summary>Labels that are never told.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = UsualIgnored;

    /// <summary>
    /// Windows that go through the network together: 1 for live sound; more is faster for recordings, but tells words later by up to as many decisions.
    /// </summary>
    public int Batch { get; init; } = 1;

    /// <summary>Reports every error of the options at once.</summary>
    /// <exception cref="HarkException">Names each option that is wrong, its value and what it must be.</exception>
    public void Validate()
    {
        var errors = new List<string>();
        Require(SampleRate is null or >= 1, $"the sample rate is {SampleRate} Hz, must be at least 1");
        Require(Channels is >= 1 and <= 256, $"channels are {Channels}, must be 1..256");
        Require(DecisionMs is >= 1 and <= 60_000, $"a decision every {DecisionMs} ms, must be 1..60000");
        Require(Smoothing is null or (>= 1 and <= 1000), $"smoothing is {Smoothing} decisions, must be 1..1000");
        Require(OtherWordOdds is >= 0.001f and <= 1000, $"the odds of other words are {OtherWordOdds}, must be 0.001..1000");
        Require(Threshold is null or (>= 0 and <= 1), $"the threshold is {Threshold}, must be 0..1");
        foreach ((string label, float threshold) in Thresholds ?? new Dictionary<string, float>())
        {
            Require(threshold is >= 0, $"the threshold of '{label}' is {threshold}, must be 0 or more");
        }

        Require(PeakWait is >= 0 and <= 1000, $"the wait for a peak is {PeakWait} decisions, must be 0..1000");
        Require(LockoutMs is >= 0 and <= 60_000, $"the lockout is {LockoutMs} ms, must be 0..60000");
        Require(RefractoryMs is >= 0 and <= 60_000, $"the refractory time is {RefractoryMs} ms, must be 0..60000");
        Require(Release is >= 0 and <= 1, $"release is {Release}, must be 0..1");
        Require(RiseMs is null or (>= 0 and <= 60_000), $"the time to rise is {RiseMs} ms, must be 0..60000");
        Require(SecondLook is >= 0 and <= 1, $"the probability for a second look is {SecondLook}, must be 0..1");
        Require(SpeechLevelDbfs is null or (>= -90 and <= 0), $"the speech level is {SpeechLevelDbfs} dBFS, must be -90..0");
        Require(Batch is >= 1 and <= 4096, $"the batch is {Batch} windows, must be 1..4096");
        if (errors.Count > 0)
        {
            throw new HarkException($"Detector options: {string.Join("; ", errors)}.");
        }

        void Require(bool holds, string error)
        {
            if (!holds)
            {
                errors.Add(error);
            }
        }
    }

    /// <summary>The same, with what they leave to the model as it has it: the thresholds, and the decisions in the mean that those were chosen for.</summary>
    /// <param name="model">What a model carries.</param>
    public DetectorOptions For(ModelSettings model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var thresholds = new Dictionary<string, float>(Threshold is null ? model.Thresholds : new Dictionary<string, float>(), StringComparer.Ordinal);
        foreach ((string label, float threshold) in Thresholds ?? new Dictionary<string, float>())
        {
            thresholds[label] = threshold;
        }

        return this with { Smoothing = Smoothing ?? model.Smoothing ?? UsualSmoothing, Thresholds = thresholds };
    }

    /// <summary>Whether the label is a word that may be told.</summary>
    public bool Tells(string label) => !Ignored.Contains(label, StringComparer.Ordinal);

    /// <summary>The smoothed probability from which on a label is told; infinite for one that never is. Of a model's own thresholds it knows those that <see cref="For"/> took.</summary>
    public float ThresholdOf(string label) => !Tells(label) ? float.PositiveInfinity
        : Thresholds is not null && Thresholds.TryGetValue(label, out float own) ? own
        : Threshold ?? UsualThreshold;

    /// <summary>The threshold of every label.</summary>
    /// <exception cref="HarkException">A threshold is given for a label that the model does not know.</exception>
    internal float[] ThresholdsOf(IReadOnlyList<string> labels)
        => Thresholds?.Keys.FirstOrDefault(name => !labels.Contains(name, StringComparer.Ordinal)) is { } stranger
            ? throw new HarkException($"Detector options: there is a threshold for '{stranger}', which is none of the model's labels ({string.Join(", ", labels)}).")
            : [.. labels.Select(ThresholdOf)];
}
