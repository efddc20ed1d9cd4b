namespace Hark.Audio;

/// <summary>Frequency as the ear hears it: equal ratios are equal intervals, twice the frequency is an octave. Equal temperament, A4 = 440 Hz.</summary>
public static class Pitch
{
    private static readonly string[] Names = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

    /// <summary>Semitones on MIDI's scale, where A4 is 69: 69 + 12·log2(f / 440).</summary>
    /// <param name="frequencyHz">More than 0.</param>
    public static double MidiNote(double frequencyHz)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frequencyHz);
        return 69 + (12 * Math.Log2(frequencyHz / 440));
    }

    /// <summary>The nearest note, such as "A4" for 440 Hz or "C#5" for 550 Hz.</summary>
    /// <param name="frequencyHz">More than 0.</param>
    public static string NoteName(double frequencyHz)
    {
        int note = (int)Math.Round(MidiNote(frequencyHz));
        int octave = (int)Math.Floor(note / 12.0);
        return $"{Names[note - (12 * octave)]}{octave - 1}";
    }
}
