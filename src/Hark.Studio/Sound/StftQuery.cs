using Hark.Signal;

namespace Hark.Studio.Sound;

/// <summary>How a spectrogram is wanted, as it stands in a query or in a body; what is left out is chosen as <c>hark plot spectrogram</c> does.</summary>
internal sealed record StftQuery
{
    private const int UsualNFft = 512;
    private const long MostValues = 4 << 20;

    public int? NFft { get; init; }

    public int? WinSamples { get; init; }

    public int? HopSamples { get; init; }

    /// <summary>The name of a window.</summary>
    public string? Window { get; init; }

    private Window Shape => Window is null
        ? Signal.Window.Hann
        : Enum.TryParse(Window, ignoreCase: true, out Window shape) && Enum.IsDefined(shape)
            ? shape
            : throw new HarkException($"'{Window}' is no window. Expected one of {string.Join(", ", Enum.GetNames<Window>()).ToLowerInvariant()}.");

    /// <exception cref="HarkException">An option is out of its range, or the picture would have millions of points.</exception>
    public StftOptions Options(int samples)
    {
        var options = new StftOptions { NFft = NFft ?? UsualNFft, WinSamples = WinSamples, HopSamples = HopSamples, Window = Shape };
        options.Validate();
        int frames = options.Frames(samples);
        return (long)frames * options.Bins <= MostValues
            ? options
            : throw new HarkException($"The spectrogram would have {frames:N0} frames of {options.Bins:N0} bins, more than a screen can show. Take a larger hop, a smaller n_fft or a shorter sound.");
    }
}
