using Hark.Signal;

namespace Hark.Studio.Sound;

/// <summary>How a spectrogram is wanted, as it stands in a query or in a body; what is left out is chosen as <c>hark plot spectrogram</c> does.</summary>
internal sealed record StftQuery(int? NFft, int? WinSamples, int? HopSamples, Window? Window)
{
    private const int UsualNFft = 512;
    private const long MostValues = 4 << 20;

    /// <exception cref="HarkException">An option is out of its range, or the picture would have millions of points.</exception>
    public StftOptions Options(int samples)
    {
        var options = new StftOptions { NFft = NFft ?? UsualNFft, WinSamples = WinSamples, HopSamples = HopSamples, Window = Window ?? Signal.Window.Hann };
        options.Validate();
        int frames = options.Frames(samples);
        return (long)frames * options.Bins <= MostValues
            ? options
            : throw new HarkException($"The spectrogram would have {frames:N0} frames of {options.Bins:N0} bins, more than a screen can show. Take a larger hop, a smaller n_fft or a shorter sound.");
    }
}
