namespace Hark.Signal;

/// <summary>
/// A front end: made once for its settings, then turns any number of sounds into features without allocation. Holds scratch, so one
/// thread at a time uses it: give each thread its own.
/// </summary>
/// <remarks>Single precision; frame by frame the same bits as <see cref="FeatureStream"/> gives.</remarks>
public sealed class FeatureExtractor
{
    private readonly FeatureEngine _engine;
    private float[] _turned = [];

    /// <exception cref="HarkException">The options are wrong: see <see cref="FeatureOptions.Validate"/>.</exception>
    public FeatureExtractor(FeatureOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _engine = FeatureEngine.Create(options);
    }

    public FeatureOptions Options => _engine.Options;

    /// <summary>Values a frame gives.</summary>
    public int Rows => Options.Rows;

    /// <summary>The mel bands in use, null where the features have none.</summary>
    public MelFilterBank? MelFilterBank => _engine.MelFilterBank;

    /// <summary>One line for the user where the settings are allowed but doubtful (empty mel bands), else null.</summary>
    public string? Warning => MelFilterBank?.Warning;

    /// <summary>Frames that a sound gives.</summary>
    public int Frames(int samples) => Options.Stft.Frames(samples);

    /// <summary>Features in librosa's order.</summary>
    /// <param name="samples">One channel at the options' sample rate, finite.</param>
    /// <param name="destination">[rows, frames], overwritten.</param>
    /// <exception cref="HarkException">There are no samples, or one is not finite.</exception>
    public void Extract(ReadOnlySpan<float> samples, Span<float> destination)
        => _engine.Extract(samples, Check(samples, destination.Length), destination);

    /// <summary>Features in the order of networks, channels last.</summary>
    /// <param name="samples">One channel at the options' sample rate, finite.</param>
    /// <param name="destination">[frames, rows], overwritten.</param>
    /// <exception cref="HarkException">There are no samples, or one is not finite.</exception>
    public void ExtractFramesFirst(ReadOnlySpan<float> samples, Span<float> destination)
    {
        int frames = Check(samples, destination.Length);
        if (_turned.Length < destination.Length)
        {
            _turned = new float[destination.Length];
        }

        _engine.Extract(samples, frames, _turned.AsSpan(0, destination.Length));
        Transpose.Of(_turned, Rows, frames, destination);
    }

    private int Check(ReadOnlySpan<float> samples, int destinationLength)
    {
        int frames = Frames(samples.Length);
        if (destinationLength != Rows * frames)
        {
            throw SignalGuard.WrongLength(destinationLength, Rows * frames, "destination", $"a sound of {samples.Length} samples ({Rows} rows x {frames} frames)");
        }

        SignalGuard.CheckFinite(samples);
        return frames;
    }
}
