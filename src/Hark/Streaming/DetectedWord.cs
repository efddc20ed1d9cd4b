namespace Hark.Streaming;

/// <summary>A word heard in a stream. Times count from the first sample pushed.</summary>
/// <param name="Label">Which word.</param>
/// <param name="Start">About where it begins, as its loudness tells.</param>
/// <param name="End">About where it ends.</param>
/// <param name="Time">When it was told: the end of the sound that the decision rests on.</param>
/// <param name="Confidence">The largest smoothed probability that led to it, 0..1.</param>
public readonly record struct DetectedWord(string Label, TimeSpan Start, TimeSpan End, TimeSpan Time, float Confidence);
