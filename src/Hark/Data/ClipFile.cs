using Hark.Audio;
using Hark.Signal;

namespace Hark.Data;

/// <summary>One recording of a folder data set.</summary>
/// <param name="Folder">The data set's own folder.</param>
/// <param name="WordFolder">The folder in that one that it lies in, as the disk spells it.</param>
/// <param name="FileName">Its name there.</param>
internal sealed record ClipFile(string Folder, string WordFolder, string FileName)
{
    /// <summary>The label that the folder gives it.</summary>
    public string Word { get; init; } = Hangul.Compose(WordFolder);

    /// <summary><c>yes/0a7c2a8d_nohash_0.wav</c>: with a slash on every system, as list files write it.</summary>
    public string Name => $"{Word}/{Hangul.Compose(FileName)}";

    public string FullPath => Path.Combine(Folder, WordFolder, FileName);

    /// <summary>Fills <paramref name="samples"/> with the clip at the rate given.</summary>
    /// <exception cref="HarkException">The file is no audio that can be read, or holds no sound.</exception>
    public void Read(int sampleRate, Span<float> samples)
    {
        using var reader = new WavReader(FullPath);
        if (reader.Header is { Channels: 1, Frames: > 0 and var frames } && reader.Header.SampleRate == sampleRate && frames <= samples.Length)
        {
            // Nothing but silence to add: the samples go to their place straight from the file. A file that grows shorter meanwhile is read anew.
            int kept = (int)frames, before = (samples.Length - kept) / 2;
            if (reader.Read(samples.Slice(before, kept)) == kept)
            {
                samples[..before].Clear();
                samples[(before + kept)..].Clear();
                return;
            }

            ClipFit.Fill(AudioClip.Load(FullPath), sampleRate, samples);
            return;
        }

        ClipFit.Fill(reader.ReadAll(), sampleRate, samples);
    }

    /// <summary>The header, for which nothing is decoded unless it shows that decoding would fail.</summary>
    /// <inheritdoc cref="Read"/>
    public WavHeader ReadHeader()
    {
        WavHeader header = WavHeader.Read(FullPath);
        if (header.IsTruncated || header.Frames is 0)
        {
            AudioClip.Load(FullPath);
        }

        return header;
    }
}
