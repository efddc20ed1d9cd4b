namespace Hark.Signal;

/// <summary>Formulas for the pitch scale of hearing.</summary>
public enum MelScale
{
    /// <summary>Slaney's Auditory Toolbox (librosa's default): 3 mel per 200 Hz up to 1000 Hz, then 27 mel for each factor of 6.4.</summary>
    Slaney,

    /// <summary>HTK: 2595·log10(1 + f/700).</summary>
    Htk,
}

/// <summary>Conversions between hertz and mel.</summary>
public static class Mel
{
    private const double LinearHzPerMel = 200.0 / 3;
    private const double BreakHz = 1000;
    private const double BreakMel = BreakHz / LinearHzPerMel;
    private static readonly double LogStep = Math.Log(6.4) / 27;

    /// <summary>Mel of a frequency of 0 Hz or more.</summary>
    public static double FromHz(double hertz, MelScale scale = MelScale.Slaney)
        => scale == MelScale.Htk ? 2595 * Math.Log10(1 + (hertz / 700))
            : hertz < BreakHz ? hertz / LinearHzPerMel
            : BreakMel + (Math.Log(hertz / BreakHz) / LogStep);

    /// <summary>Hz of a mel value of 0 or more.</summary>
    public static double ToHz(double mel, MelScale scale = MelScale.Slaney)
        => scale == MelScale.Htk ? 700 * (Math.Pow(10, mel / 2595) - 1)
            : mel < BreakMel ? mel * LinearHzPerMel
            : BreakHz * Math.Exp(LogStep * (mel - BreakMel));
}
