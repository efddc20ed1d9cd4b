using Hark.Signal;
using System.CommandLine;

namespace Hark.Cli;

/// <summary>The options of a short-time Fourier transform, as librosa names them.</summary>
internal sealed class StftArguments(int usualNFft)
{
    private readonly Option<int> _nFft = CommonOptions.Whole("--n-fft", "Points of each frame's transform", 1, usualNFft, "SAMPLES");
    private readonly Option<int?> _hop = CommonOptions.Whole("--hop", "Step from frame to frame; a quarter of the window by default", 1, "SAMPLES");
    private readonly Option<int?> _win = CommonOptions.Whole("--win", "Length of the window; n_fft by default", 1, "SAMPLES");
    private readonly Option<Window?> _window = CommonOptions.Choice("--window", "Shape of the window (default hann)", ("hann", Window.Hann), ("hamming", Window.Hamming), ("blackman", Window.Blackman), ("rectangular", Window.Rectangular));
    private readonly Option<bool?> _center = CommonOptions.Choice("--center", "Whether frame t is centred on sample t x hop (default true)", ("true", true), ("false", false));
    private readonly Option<PadMode?> _pad = CommonOptions.Choice("--pad", "What stands before and after the sound of centred frames (default zero)", ("zero", PadMode.Zero), ("reflect", PadMode.Reflect), ("edge", PadMode.Edge));

    public IEnumerable<Option> All => [_nFft, _hop, _win, _window, _center, _pad];

    /// <exception cref="UsageException">The options contradict each other.</exception>
    public StftOptions Of(ParseResult parsed)
    {
        var options = new StftOptions
        {
            NFft = parsed.GetValue(_nFft),
            HopSamples = parsed.GetValue(_hop),
            WinSamples = parsed.GetValue(_win),
            Window = parsed.GetValue(_window) ?? Window.Hann,
            Center = parsed.GetValue(_center) ?? true,
            PadMode = parsed.GetValue(_pad) ?? PadMode.Zero,
        };
        try
        {
            options.Validate();
        }
        catch (HarkException error)
        {
            throw new UsageException(error.Message);
        }

        return options;
    }
}

/// <summary>The options of a mel filter bank, as librosa names them.</summary>
internal sealed class MelArguments(int usualBands)
{
    private readonly Option<int> _bands = CommonOptions.Whole("--mels", "Mel bands", 1, usualBands);
    private readonly Option<double?> _lowest = CommonOptions.Number("--fmin", "Lower edge of the first band (default 0)", "HZ", least: 0);
    private readonly Option<double?> _highest = CommonOptions.Number("--fmax", "Upper edge of the last band; half the sample rate by default", "HZ", least: 0, above: true);
    private readonly Option<bool> _htk = new("--htk") { Description = "HTK's mel scale instead of Slaney's" };
    private readonly Option<MelNorm?> _norm = CommonOptions.Choice("--norm", "Height of the triangles: of equal area, or all 1 (default slaney)", ("slaney", MelNorm.Slaney), ("none", MelNorm.None));

    public IEnumerable<Option> All => [_bands, _lowest, _highest, _htk, _norm];

    public MelOptions Of(ParseResult parsed) => new()
    {
        Bands = parsed.GetValue(_bands),
        MinimumHz = parsed.GetValue(_lowest) ?? 0,
        MaximumHz = parsed.GetValue(_highest),
        Scale = parsed.GetValue(_htk) ? MelScale.Htk : MelScale.Slaney,
        Norm = parsed.GetValue(_norm) ?? MelNorm.Slaney,
    };

    /// <summary>Says which bands stay empty, as librosa does.</summary>
    public static void Warn(MelFilterBank bank, Screen screen)
    {
        if (bank.Warning is { } warning)
        {
            screen.Note($"warning: {warning}");
        }
    }
}
