namespace Hark.Signal;

/// <summary>
/// Complex short-time spectra without allocation: made once for given options, then used for any number of signals. Holds scratch,
/// so one thread at a time uses it: give each thread its own. For magnitudes and all that follows from them take <see cref="FeatureExtractor"/>.
/// </summary>
/// <remarks>Single precision; a frame's numbers are the same bits in a whole signal and in any part of it.</remarks>
public sealed class StftPlan
{
    private readonly StftEngine _engine;

    /// <exception cref="HarkException">The options are wrong: see <see cref="StftOptions.Validate"/>.</exception>
    public StftPlan(StftOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _engine = StftEngine.Create(options);
    }

    public StftOptions Options => _engine.Options;

    /// <summary>NFft/2 + 1.</summary>
    public int Bins => Options.Bins;

    /// <summary>Frames that a signal gives.</summary>
    public int Frames(int samples) => Options.Frames(samples);

    /// <summary>X of every bin and frame, real and imaginary parts apart.</summary>
    /// <param name="samples">One channel, finite.</param>
    /// <param name="re">[bins, frames], overwritten.</param>
    /// <param name="im">[bins, frames], overwritten.</param>
    /// <exception cref="HarkException">There are no samples, or one is not finite.</exception>
    public void Transform(ReadOnlySpan<float> samples, Span<float> re, Span<float> im)
    {
        int frames = Frames(samples.Length);
        if (re.Length != Bins * frames)
        {
            throw SignalGuard.WrongLength(re.Length, Bins * frames, nameof(re), $"a signal of {samples.Length} samples ({Bins} bins x {frames} frames)");
        }

        if (im.Length != re.Length)
        {
            throw SignalGuard.WrongLength(im.Length, re.Length, nameof(im), "the transform");
        }

        SignalGuard.CheckFinite(samples);
        _engine.Complex(samples, frames, re, im);
    }
}
