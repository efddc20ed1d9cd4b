using Hark.Audio;
using Hark.Signal;

namespace Hark.Data;

/// <summary>One recording of a folder data set.</summary>
/// <param name="Folder">The data set's own folder.</param>
/// <param name="Word">The folder it lies in.</param>
/// <param name="FileName">Its name there.</param>
internal sealed record ClipFile(string Folder, string Word, string FileName)
{
    /// <summary><c>yes/0a7c2a8d_nohash_0.wav</c>: with a slash on every system, as list files write it.</summary>
    public string Name => $"{Word}/{FileName}";

    public string FullPath => Path.Combine(Folder, Word, FileName);

    /// <summary>Fills <paramref name="samples"/> with the clip at the rate given.</summary>
    public void Read(int sampleRate, Span<float> samples) => ClipFit.Fill(NotEmpty(AudioClip.Load(FullPath)), sampleRate, samples);

    /// <summary>The header, which tells without decoding whether there is any sound in the file.</summary>
    public WavHeader ReadHeader()
    {
        WavHeader header = WavHeader.Read(FullPath);
        if (header.IsTruncated)
        {
            // Decoding says best what is missing.
            AudioClip.Load(FullPath);
        }

        return header.Frames is 0 ? throw Empty() : header;
    }

    private AudioClip NotEmpty(AudioClip clip) => clip.Frames > 0 ? clip : throw Empty();

    private HarkException Empty() => new($"{FullPath}: holds no sound: 0 samples, expected at least 1. Record it again or remove the file.");
}
