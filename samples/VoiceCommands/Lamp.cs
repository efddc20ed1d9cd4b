namespace VoiceCommands;

/// <summary>What the voice controls.</summary>
internal sealed class Lamp
{
    private const int Brightest = 10;

    public bool Lit { get; set; }

    /// <summary>1 to 10.</summary>
    public int Brightness { get; set => field = Math.Clamp(value, 1, Brightest); } = 5;

    public override string ToString() => Lit ? $"the lamp is on, brightness {Brightness} of {Brightest}" : "the lamp is off";
}
