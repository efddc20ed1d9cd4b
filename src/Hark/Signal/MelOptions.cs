namespace Hark.Signal;

/// <summary>How the triangles of a mel filter bank are scaled.</summary>
public enum MelNorm
{
    /// <summary>Equal area: 2/(width in Hz).</summary>
    Slaney,

    /// <summary>Every triangle has the height 1.</summary>
    None,
}

/// <summary>A mel filter bank's settings; defaults are librosa's.</summary>
public sealed record MelOptions
{
    private const int MostBands = 2048;

    public int Bands { get; init; } = 128;

    /// <summary>Lower edge of the first band, Hz.</summary>
    public double MinimumHz { get; init; }

    /// <summary>Upper edge of the last band, Hz; null takes half the sample rate.</summary>
    public double? MaximumHz { get; init; }

    public MelScale Scale { get; init; } = MelScale.Slaney;

    public MelNorm Norm { get; init; } = MelNorm.Slaney;

    /// <summary>Reports every error of the options at once.</summary>
    /// <param name="sampleRate">Of the sound, Hz.</param>
    /// <exception cref="HarkException">Names each option that is wrong, its value and what it must be.</exception>
    public void Validate(int sampleRate)
    {
        SignalGuard.CheckRate(sampleRate, "The sample rate");
        var errors = new List<string>();
        double nyquist = sampleRate / 2.0;
        double maximum = MaximumHz ?? nyquist;
        if (Bands is < 1 or > MostBands)
        {
            errors.Add($"bands are {Bands}, must be 1..{MostBands}");
        }

        if (!(MinimumHz >= 0))
        {
            errors.Add($"fmin is {MinimumHz} Hz, must be at least 0");
        }

        if (!(maximum <= nyquist))
        {
            errors.Add($"fmax is {maximum} Hz, must not exceed the Nyquist frequency {nyquist} Hz of {sampleRate} Hz sound");
        }

        if (!(MinimumHz < maximum))
        {
            errors.Add($"fmin is {MinimumHz} Hz, must be below fmax {maximum} Hz");
        }

        if (!Enum.IsDefined(Scale))
        {
            errors.Add($"scale is {(int)Scale}, must be one of {string.Join(", ", Enum.GetNames<MelScale>())}");
        }

        if (!Enum.IsDefined(Norm))
        {
            errors.Add($"norm is {(int)Norm}, must be one of {string.Join(", ", Enum.GetNames<MelNorm>())}");
        }

        if (errors.Count > 0)
        {
            throw new HarkException($"Mel options: {string.Join("; ", errors)}.");
        }
    }
}
