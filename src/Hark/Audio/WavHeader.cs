namespace Hark.Audio;

/// <summary>Every field of a WAV file's header, as found; what each means is told by <see cref="WavDescription"/>.</summary>
public sealed record WavHeader
{
    /// <summary>"RIFF", or "RF64" or "BW64" for files beyond 4 GiB.</summary>
    public required string Container { get; init; }

    /// <summary>Bytes the container claims after its own 8-byte head.</summary>
    public required long ContainerBytes { get; init; }

    /// <summary>The codec's number; 0xFFFE where the extended header names it in <see cref="SubFormat"/>.</summary>
    public required int FormatTag { get; init; }

    /// <summary>The extended header's codec; null in a plain header. Its first two bytes are the codec's number.</summary>
    public Guid? SubFormat { get; init; }

    /// <summary>The encoding that the tag (or sub-format) and the bits per sample make.</summary>
    public required WavEncoding Encoding { get; init; }

    /// <summary>At least 1.</summary>
    public required int Channels { get; init; }

    /// <summary>Frames per second (Hz), at least 1.</summary>
    public required int SampleRate { get; init; }

    /// <summary>Bytes per second as claimed; not relied on.</summary>
    public required long ByteRate { get; init; }

    /// <summary>Bytes of one frame; of one block of frames in IMA ADPCM.</summary>
    public required int BlockAlign { get; init; }

    /// <summary>Bits that one sample takes in the file.</summary>
    public required int BitsPerSample { get; init; }

    /// <summary>The bits of a sample that carry sound, where the extended header tells it.</summary>
    public int? ValidBits { get; init; }

    /// <summary>Which loudspeaker each channel belongs to, one bit each, where the extended header tells it.</summary>
    public uint? ChannelMask { get; init; }

    /// <summary>Frames in one block; 1 but for IMA ADPCM.</summary>
    public required int FramesPerBlock { get; init; }

    /// <summary>Frames as told by the "fact" chunk, where there is one. It decides only for IMA ADPCM, whose last block may be filled up.</summary>
    public long? FactFrames { get; init; }

    /// <summary>Where the body of the "fmt " chunk begins, and its size (bytes).</summary>
    public required long FormatOffset { get; init; }

    /// <inheritdoc cref="FormatOffset"/>
    public required long FormatBytes { get; init; }

    /// <summary>Where the first byte of the samples stands.</summary>
    public required long DataOffset { get; init; }

    /// <summary>Size of the samples as the "data" chunk claims it (bytes).</summary>
    public required long DataBytesClaimed { get; init; }

    /// <summary>Size of the samples that are there (bytes); null in a stream of unknown length.</summary>
    public required long? DataBytes { get; init; }

    /// <summary>Samples per channel that are there; null in a stream of unknown length.</summary>
    public required long? Frames { get; init; }

    /// <summary>
    /// The size of the samples was never filled in, as by a program that writes to a pipe or was stopped: they go on to the end of the file.
    /// </summary>
    public required bool IsOpenEnded { get; init; }

    /// <summary>The "data" chunk claims more than the file holds.</summary>
    public bool IsTruncated => !IsOpenEnded && DataBytes < DataBytesClaimed;

    /// <summary>All chunks in the order of the file, the first 256 at most.</summary>
    public required IReadOnlyList<WavChunk> Chunks { get; init; }

    /// <summary>Length in time; null in a stream of unknown length.</summary>
    public TimeSpan? Duration => Frames is { } frames ? TimeSpan.FromSeconds((double)frames / SampleRate) : null;

    /// <summary>Reads the header of <paramref name="path"/>, of a truncated file too.</summary>
    /// <exception cref="HarkException">The file is no WAV, its header is broken, or its codec is none that Hark reads.</exception>
    public static WavHeader Read(string path)
    {
        using ByteSource source = ByteSource.Open(path);
        return WavHeaderReader.Read(source);
    }
}
