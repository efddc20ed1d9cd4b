using System.Globalization;

namespace Hark.Audio;

/// <summary>
/// One pure tone: A · sin(2π·f·t − φ). Its amplitude A is heard as loudness, its frequency f as pitch; the phase φ says where in its period it
/// begins.
/// </summary>
/// <param name="FrequencyHz">Periods per second, 0 or more.</param>
/// <param name="Amplitude">Height of the wave; 1 is full scale.</param>
/// <param name="PhaseRadians">How far it lags, in radians: π/2 begins at the trough.</param>
public sealed record Partial(double FrequencyHz, double Amplitude = 1, double PhaseRadians = 0)
{
    public double FrequencyHz { get; init; } = double.IsFinite(FrequencyHz) && FrequencyHz >= 0
        ? FrequencyHz
        : throw new ArgumentOutOfRangeException(nameof(FrequencyHz), FrequencyHz, "A frequency is a finite number of 0 Hz or more.");

    public double Amplitude { get; init; } = Finite(Amplitude, nameof(Amplitude));

    public double PhaseRadians { get; init; } = Finite(PhaseRadians, nameof(PhaseRadians));

    /// <summary>The amplitude as a function of time (seconds), in place of <see cref="Amplitude"/>: an attack, a decay, a tremolo.</summary>
    public Func<double, double>? AmplitudeAt { get; init; }

    /// <summary>The phase in radians as a function of time (seconds), in place of <see cref="PhaseRadians"/>: a vibrato, a glide.</summary>
    public Func<double, double>? PhaseAt { get; init; }

    /// <summary>Length of one period: 1 / f, infinite at 0 Hz.</summary>
    public double PeriodSeconds => 1 / FrequencyHz;

    /// <summary>A(t) · sin(2π·f·t − φ(t)) at <paramref name="seconds"/>.</summary>
    public double ValueAt(double seconds)
    {
        double amplitude = AmplitudeAt is null ? Amplitude : AmplitudeAt(seconds);
        double phase = PhaseAt is null ? PhaseRadians : PhaseAt(seconds);
        return amplitude * Math.Sin((2 * Math.PI * FrequencyHz * seconds) - phase);
    }

    /// <summary>The partial written as HZ[:AMPLITUDE[:PHASE]], for example "440", "880:0.5" or "660:0.3:1.57".</summary>
    /// <exception cref="HarkException">It is not so written; says what is wrong with which part.</exception>
    public static Partial Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':');
        Span<double> numbers = [0, 1, 0];
        if (parts.Length > numbers.Length)
        {
            throw new HarkException($"'{text}' has {parts.Length} parts; a partial is HZ[:AMPLITUDE[:PHASE]], such as 440:0.5:1.57.");
        }

        for (int i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]))
            {
                throw new HarkException($"'{text}': '{parts[i]}' is no number; a partial is HZ[:AMPLITUDE[:PHASE]], such as 440:0.5:1.57.");
            }
        }

        return numbers[0] >= 0
            ? new Partial(numbers[0], numbers[1], numbers[2])
            : throw new HarkException($"'{text}': {parts[0]} is no frequency; expected 0 Hz or more.");
    }

    private static double Finite(double value, string name)
        => double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "Expected a finite number.");
}
