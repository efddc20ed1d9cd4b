using Hark.Audio;

namespace Hark.Studio.Sound;

/// <summary>What stands on the sliders of the sound lab.</summary>
internal sealed record LabSpec
{
    private const int MostPartials = 16;
    private const double LongestSeconds = 4;
    private const int LowestRate = 200;
    private const int HighestRate = 48_000;

    public IReadOnlyList<LabPartial> Partials { get; init; } = [];

    /// <summary>Amplitude of the noise, 0..1.</summary>
    public double Noise { get; init; }

    public double Seconds { get; init; } = 1;

    /// <summary>Hz.</summary>
    public int SampleRate { get; init; } = 16_000;

    /// <summary>Null leaves the samples as they are.</summary>
    public int? Bits { get; init; }

    public bool Dither { get; init; }

    public StftQuery Stft { get; init; } = new();

    /// <exception cref="HarkException">Names each value that is out of its range.</exception>
    public ComplexWave Wave()
    {
        var faults = new List<string>();
        Check(Partials.Count is >= 1 and <= MostPartials, $"{Partials.Count} partials, expected 1 to {MostPartials}");
        Check(Partials.All(p => p.FrequencyHz is >= 0 and <= HighestRate), $"a frequency outside 0 to {HighestRate} Hz");
        Check(Partials.All(p => p.Amplitude is >= 0 and <= 1), "an amplitude outside 0 to 1");
        Check(Partials.All(p => double.IsFinite(p.PhaseRadians)), "a phase that is no number");
        Check(Noise is >= 0 and <= 1, $"noise {Noise}, expected 0 to 1");
        Check(Seconds is >= 0.05 and <= LongestSeconds, $"{Seconds} s, expected 0.05 to {LongestSeconds}");
        Check(SampleRate is >= LowestRate and <= HighestRate, $"sample rate {SampleRate} Hz, expected {LowestRate} to {HighestRate}");
        Check(Bits is null or (>= 1 and <= 24), $"{Bits} bits, expected 1 to 24");
        return faults.Count == 0
            ? new ComplexWave([.. Partials.Select(p => new Partial(p.FrequencyHz, p.Amplitude, p.PhaseRadians))]) { NoiseAmplitude = Noise }
            : throw new HarkException($"The sound cannot be made: {string.Join("; ", faults)}.");

        void Check(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }
}

/// <summary>A row of the sound lab.</summary>
internal sealed record LabPartial(double FrequencyHz, double Amplitude = 1, double PhaseRadians = 0);
