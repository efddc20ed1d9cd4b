namespace Hark.Plots;

/// <summary>A drawn picture: the text of one self-contained SVG file, the same for the same numbers.</summary>
/// <param name="Svg">The whole document, an <c>svg</c> element; it may also stand inside an HTML page.</param>
/// <param name="WidthPixels">Its natural width in CSS pixels.</param>
/// <param name="HeightPixels">Its natural height in CSS pixels.</param>
/// <example><code>Plot.Waveform(clip.Samples, clip.SampleRate).Save("waveform.svg");</code></example>
public sealed record Picture(string Svg, double WidthPixels, double HeightPixels)
{
    /// <summary>Writes the picture to <paramref name="path"/>, whole or not at all.</summary>
    /// <exception cref="HarkException">The folder or disk cannot take the file.</exception>
    public void Save(string path) => AtomicFile.WriteText(path, Svg + "\n");

    /// <summary>The SVG text.</summary>
    public override string ToString() => Svg;
}
