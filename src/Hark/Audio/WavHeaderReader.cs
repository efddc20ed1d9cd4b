using System.Buffers.Binary;

namespace Hark.Audio;

/// <summary>Walks the chunks of a WAV file. Believes no size: what is claimed is held against what is there.</summary>
internal sealed class WavHeaderReader
{
    private const int ListedChunks = 256;
    private readonly ByteSource _source;
    private readonly List<WavChunk> _chunks = [];
    private WavFormat? _format;
    private long? _factFrames;
    private long? _wideDataBytes;
    private long? _wideContainerBytes;

    private WavHeaderReader(ByteSource source) => _source = source;

    private string Name => _source.Name;

    /// <summary>Reads the header and leaves <paramref name="source"/> at the first byte of the samples.</summary>
    public static WavHeader Read(ByteSource source) => new WavHeaderReader(source).Read();

    private WavHeader Read()
    {
        (string container, long containerBytes) = ReadContainer();
        while (true)
        {
            WavChunk chunk = NextChunk() ?? throw NoData();
            if (string.Equals(chunk.Id, "data", StringComparison.Ordinal))
            {
                return Finish(container, containerBytes, chunk);
            }

            ReadBeforeData(chunk);
        }
    }

    private (string Container, long Bytes) ReadContainer()
    {
        ReadOnlySpan<byte> first = _source.Peek(ForeignAudio.MagicBytes);
        if (first.IsEmpty)
        {
            throw new HarkException($"{Name}: is empty (0 bytes); expected a WAV file. Record or export it again.");
        }

        if (ForeignAudio.Recognise(first) is { } foreign)
        {
            throw new HarkException($"{Name}: is {foreign.Name}; expected a WAV file (RIFF). {ConversionHint.For(Name, foreign.Sox)}");
        }

        bool wide = first.StartsWith("RF64"u8) || first.StartsWith("BW64"u8);
        if (!wide && !first.StartsWith("RIFF"u8))
        {
            throw new HarkException(
                $"{Name}: begins with '{Text(first[..Math.Min(4, first.Length)])}' at byte 0; expected 'RIFF', as a WAV file does. Is it an audio file?");
        }

        if (first.Length < 12)
        {
            throw new HarkException($"{Name}: is {first.Length} bytes long; a WAV header takes at least 44. The file is cut off: copy or export it again.");
        }

        if (!first[8..].StartsWith("WAVE"u8))
        {
            throw new HarkException($"{Name}: is a RIFF file of type '{Text(first.Slice(8, 4))}' at byte 8; expected 'WAVE'. Is it an audio file?");
        }

        string container = Text(first[..4]);
        long bytes = BinaryPrimitives.ReadUInt32LittleEndian(first[4..]);
        _source.Take(12);
        return (container, bytes);
    }

    private WavChunk? NextChunk()
    {
        ReadOnlySpan<byte> head = _source.Peek(8);
        if (head.Length < 8)
        {
            return null;
        }

        var chunk = new WavChunk(Text(head[..4]), _source.Position, BinaryPrimitives.ReadUInt32LittleEndian(head[4..]));
        _source.Take(8);
        if (_chunks.Count < ListedChunks)
        {
            _chunks.Add(chunk);
        }

        return chunk;
    }

    private void ReadBeforeData(WavChunk chunk)
    {
        long body = _source.Position;
        ReadOnlySpan<byte> seen = _source.Peek((int)Math.Min(chunk.Bytes, 64));
        switch (chunk.Id)
        {
            case "fmt " when _format is null:
                if (seen.Length < Math.Min(chunk.Bytes, 64))
                {
                    throw CutOff(chunk, seen.Length);
                }

                _format = WavFormat.Parse(seen, chunk.Bytes, body, Name);
                break;
            case "fact" when seen.Length >= 4:
                _factFrames = BinaryPrimitives.ReadUInt32LittleEndian(seen);
                break;
            case "ds64" when seen.Length >= 24:
                _wideContainerBytes = BinaryPrimitives.ReadInt64LittleEndian(seen);
                _wideDataBytes = BinaryPrimitives.ReadInt64LittleEndian(seen[8..]);
                break;
        }

        if (!_source.Skip(chunk.Bytes))
        {
            throw CutOff(chunk, _source.Position - body);
        }

        SkipPadding(chunk);
    }

    /// <summary>Chunks begin at even bytes; some programs forget it, which shows by the next chunk's name standing right here.</summary>
    private void SkipPadding(WavChunk chunk)
    {
        if (chunk.Bytes % 2 == 0)
        {
            return;
        }

        ReadOnlySpan<byte> next = _source.Peek(5);
        bool forgotten = next.Length >= 4 && next[0] != 0 && IsName(next[..4]) && (next.Length < 5 || !IsName(next[1..5]));
        if (!forgotten && next.Length > 0)
        {
            _source.Take(1);
        }
    }

    private WavHeader Finish(string container, long containerBytes, WavChunk data)
    {
        WavFormat format = _format ?? throw new HarkException(
            $"{Name}: its data chunk at byte {data.Offset} comes before any 'fmt ' chunk, so nothing tells how to read it. Export it again.");
        if (!string.Equals(container, "RIFF", StringComparison.Ordinal))
        {
            containerBytes = _wideContainerBytes ?? containerBytes;
            if (data.Bytes == uint.MaxValue && _wideDataBytes is >= 0 and < 1L << 56)
            {
                data = data with { Bytes = _wideDataBytes.Value };
            }
        }

        long start = _source.Position;
        long? rest = _source.Length - start;
        bool openEnded = IsOpenEnded(data.Bytes, containerBytes, start, rest);
        long? bytes = openEnded ? rest : rest is { } there ? Math.Min(there, data.Bytes) : data.Bytes;
        if (rest > bytes)
        {
            ListChunksAfter(start + bytes.Value, data);
        }

        return format.ToHeader(container, containerBytes) with
        {
            FactFrames = _factFrames,
            DataOffset = start,
            DataBytesClaimed = data.Bytes,
            DataBytes = bytes,
            Frames = bytes is { } present ? format.FramesIn(present, _factFrames) : null,
            IsOpenEnded = openEnded,
            Chunks = _chunks,
        };
    }

    /// <summary>
    /// The sizes that programs leave behind which cannot go back to fill them in: all ones (ffmpeg), 2 GiB or a little less (sox, arecord),
    /// or 0 with more bytes behind it while the container, too, ends where the samples begin.
    /// </summary>
    private static bool IsOpenEnded(long claimed, long container, long start, long? rest) => claimed switch
    {
        >= 0xFFFF_FF00 and <= uint.MaxValue => rest is null || rest < claimed,
        >= 0x7FFF_F000 - 64 and <= 0x8000_0000 => rest is null || rest < claimed,
        0 => rest is not 0 && (container <= start - 8 || container >= 0x7FFF_F000),
        _ => false,
    };

    private void ListChunksAfter(long offset, WavChunk data)
    {
        long start = _source.Position;
        _source.MoveTo(offset);
        SkipPadding(data);
        while (_chunks.Count < ListedChunks && NextChunk() is { } chunk && _source.Skip(chunk.Bytes))
        {
            SkipPadding(chunk);
        }

        _source.MoveTo(start);
    }

    private HarkException CutOff(WavChunk chunk, long there) => new(
        $"{Name}: its '{chunk.Id}' chunk at byte {chunk.Offset} claims {chunk.Bytes} bytes, but the file has {there} more, and no samples were found before. "
        + "The file is cut off or damaged: copy or export it again.");

    private HarkException NoData() => new(_format is null
        ? $"{Name}: has neither a 'fmt ' nor a 'data' chunk; it ends at byte {_source.Position}. The file is cut off or no audio: export it again."
        : $"{Name}: has no 'data' chunk, so it holds no samples; it ends at byte {_source.Position}. The file is cut off: copy or export it again.");

    private static bool IsName(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            if (value is not ((>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'0' and <= (byte)'9') or (byte)' ' or (byte)'_'))
            {
                return false;
            }
        }

        return true;
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            text[i] = bytes[i] is >= 0x20 and < 0x7F ? (char)bytes[i] : '?';
        }

        return new string(text);
    }
}
