using Hark.Streaming;

namespace Hark.Evaluation;

/// <summary>The tracks that a detector is measured on.</summary>
public sealed record DetectionMeasureOptions
{
    /// <summary>Length of each of the two tracks: one to choose thresholds on, one to be judged on.</summary>
    public double Hours { get; init; } = 10;

    /// <summary>Active-speech RMS of each clip over the RMS of the noise (each half minute of it), dB.</summary>
    public double SnrDb { get; init; } = 10;

    /// <summary>Names every draw.</summary>
    public long Seed { get; init; } = 59185;

    /// <summary>A word that must not be told, about this often (seconds).</summary>
    public double OtherEverySeconds { get; init; } = 10;

    /// <summary>A word that must be told, about this often (seconds).</summary>
    public double WordEverySeconds { get; init; } = 30;

    /// <summary>False alarms an hour, of all words together, that thresholds are chosen for.</summary>
    public double TargetFalseAlarmsPerHour { get; init; } = 0.5;

    /// <summary>One threshold for all words, not one each: where a word has few clips to choose it by, its own is an accident of them.</summary>
    public bool OneThreshold { get; init; }

    /// <summary>How the detector listens; thresholds in it are not looked at.</summary>
    public DetectorOptions Detector { get; init; } = new();

    /// <summary>0 takes one a processor. The figures do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Reports every error of the options at once.</summary>
    /// <exception cref="HarkException">Names each option that is wrong, its value and what it must be.</exception>
    public void Validate()
    {
        Detector.Validate();
        var errors = new List<string>();
        if (!(Hours is > 0 and <= 10_000))
        {
            errors.Add($"hours are {Hours}, must be above 0 and at most 10000");
        }

        if (!(SnrDb is >= -60 and <= 120))
        {
            errors.Add($"the signal-to-noise ratio is {SnrDb} dB, must be -60..120");
        }

        if (!(OtherEverySeconds >= 2))
        {
            errors.Add($"other words come every {OtherEverySeconds} s, must be at least 2");
        }

        if (!(WordEverySeconds >= 2))
        {
            errors.Add($"words come every {WordEverySeconds} s, must be at least 2");
        }

        if (!(TargetFalseAlarmsPerHour >= 0))
        {
            errors.Add($"the wanted false alarms an hour are {TargetFalseAlarmsPerHour}, must be 0 or more");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        if (errors.Count > 0)
        {
            throw new HarkException($"Detection measurement: {string.Join("; ", errors)}.");
        }
    }
}
