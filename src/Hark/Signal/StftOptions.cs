namespace Hark.Signal;

/// <summary>How a signal is cut into frames and their spectra taken; names, defaults and meaning are librosa's.</summary>
public sealed record StftOptions
{
    private const int Largest = 1 << 20;

    /// <summary>Points of each frame's transform; gives NFft/2 + 1 bins.</summary>
    public int NFft { get; init; } = 2048;

    /// <summary>Step from one frame to the next; null takes a quarter of the window.</summary>
    public int? HopSamples { get; init; }

    /// <summary>Length of the window, centred within NFft (zeros around it); null takes NFft.</summary>
    public int? WinSamples { get; init; }

    public Window Window { get; init; } = Window.Hann;

    /// <summary>True: frame t is centred on sample t·hop, the signal is padded by NFft/2 on both sides. False: it begins there.</summary>
    public bool Center { get; init; } = true;

    public PadMode PadMode { get; init; } = PadMode.Zero;

    /// <summary>The window length in use.</summary>
    public int EffectiveWinSamples => WinSamples ?? NFft;

    /// <summary>The hop in use: at least 1 where it follows from the window.</summary>
    public int EffectiveHopSamples => HopSamples ?? Math.Max(1, EffectiveWinSamples / 4);

    /// <summary>NFft/2 + 1.</summary>
    public int Bins => (NFft / 2) + 1;

    /// <summary>Reports every error of the options at once.</summary>
    /// <exception cref="HarkException">Names each option that is wrong, its value and what it must be.</exception>
    public void Validate()
    {
        var errors = new List<string>();
        if (NFft is < 1 or > Largest)
        {
            errors.Add($"n_fft is {NFft}, must be 1..{Largest}");
        }

        if (HopSamples is < 1 or > Largest)
        {
            errors.Add($"hop is {HopSamples} samples, must be 1..{Largest}");
        }

        if (WinSamples < 1)
        {
            errors.Add($"window is {WinSamples} samples, must be at least 1");
        }
        else if (WinSamples > NFft && NFft >= 1)
        {
            errors.Add($"window is {WinSamples} samples, must not exceed n_fft {NFft}");
        }

        if (!Enum.IsDefined(Window))
        {
            errors.Add($"window shape is {(int)Window}, must be one of {string.Join(", ", Enum.GetNames<Window>())}");
        }

        if (!Enum.IsDefined(PadMode))
        {
            errors.Add($"pad mode is {(int)PadMode}, must be one of {string.Join(", ", Enum.GetNames<PadMode>())}");
        }

        if (errors.Count > 0)
        {
            throw new HarkException($"STFT options: {string.Join("; ", errors)}.");
        }
    }

    /// <summary>Frames that a signal gives: 1 + (samples + padding − n_fft) / hop.</summary>
    /// <exception cref="HarkException">There are no samples, or fewer than n_fft without centring.</exception>
    public int Frames(int samples)
    {
        if (samples < 1)
        {
            throw new HarkException("The signal has no samples, so it has no frames: give at least one sample.");
        }

        int span = samples + (Center ? 2 * (NFft / 2) : 0) - NFft;
        return span >= 0
            ? 1 + (span / EffectiveHopSamples)
            : throw new HarkException($"The signal has {samples} samples, fewer than n_fft {NFft}, so that it has no whole frame: centre the frames, or take an n_fft of at most {samples}.");
    }
}
