namespace Hark.Signal;

/// <summary>
/// Short-time spectra without allocation: made once for given options, then used for any number of signals. Holds scratch, so
/// one thread at a time uses it: give each thread its own.
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

    /// <summary>|X| of every bin and frame.</summary>
    /// <param name="samples">One channel, finite.</param>
    /// <param name="destination">[bins, frames], overwritten.</param>
    public void Magnitude(ReadOnlySpan<float> samples, Span<float> destination)
        => _engine.Spectra(samples, Check(samples, destination.Length, nameof(destination)), SpectrumKind.Magnitude, destination);

    /// <summary>|X|² of every bin and frame.</summary>
    /// <param name="samples">One channel, finite.</param>
    /// <param name="destination">[bins, frames], overwritten.</param>
    public void Power(ReadOnlySpan<float> samples, Span<float> destination)
        => _engine.Spectra(samples, Check(samples, destination.Length, nameof(destination)), SpectrumKind.Power, destination);

    /// <summary>X of every bin and frame, real and imaginary parts apart.</summary>
    /// <param name="samples">One channel, finite.</param>
    /// <param name="re">[bins, frames], overwritten.</param>
    /// <param name="im">[bins, frames], overwritten.</param>
    public void Complex(ReadOnlySpan<float> samples, Span<float> re, Span<float> im)
    {
        int frames = Check(samples, re.Length, nameof(re));
        SignalGuard.CheckLength(im.Length, re.Length, nameof(im), "the transform");
        _engine.Complex(samples, frames, re, im);
    }

    private int Check(ReadOnlySpan<float> samples, int destinationLength, string name)
    {
        int frames = Frames(samples.Length);
        SignalGuard.CheckLength(destinationLength, Bins * frames, name, $"a signal of {samples.Length} samples ({Bins} bins x {frames} frames)");
        SignalGuard.CheckFinite(samples);
        return frames;
    }
}
