namespace Hark.Data;

/// <summary>
/// The bytes of one array file, from the disk or inflated from an archive, read once from start to end. Knows how many there are, and that
/// number is never taken from the array's own header.
/// </summary>
internal sealed class NpyInput
{
    private readonly Stream _stream;
    private uint _crc;

    /// <param name="stream">Read from its present position.</param>
    /// <param name="where">Names the file and member at the head of messages.</param>
    /// <param name="length">Bytes that the stream holds, or claims to hold where it inflates.</param>
    public NpyInput(Stream stream, string where, long length)
    {
        _stream = stream;
        Where = where;
        Length = length;
    }

    public string Where { get; }

    public long Length { get; }

    public long Position { get; private set; }

    /// <summary>The checksum that the archive names; null for a plain file.</summary>
    public uint? ExpectedCrc { get; init; }

    /// <summary>Called before memory for that many bytes is taken: throws where the file does not truly hold them.</summary>
    public Action<long>? Prove { get; init; }

    /// <summary>Fills <paramref name="destination"/> with the next bytes, which hold <paramref name="what"/>.</summary>
    public void Read(Span<byte> destination, string what)
    {
        if (destination.Length > Length - Position)
        {
            throw new HarkException($"{Where}: ends at byte {Length} inside {what}, "
                + $"expected {destination.Length} bytes from byte {Position}. "
                + "The file is cut short; copy or save it again.");
        }

        int done = 0;
        while (done < destination.Length)
        {
            int got = ReadSome(destination[done..]);
            if (got == 0)
            {
                throw new HarkException($"{Where}: ends at byte {Position + done} inside {what}, expected {Length} bytes in all. "
                    + "The file is cut short; copy or save it again.");
            }

            done += got;
        }

        Position += done;
        if (ExpectedCrc is not null)
        {
            _crc = Crc32.Append(_crc, destination);
        }
    }

    /// <summary>Checks, after the last value, that the end is reached and the checksum agrees.</summary>
    public void Finish()
    {
        Span<byte> extra = stackalloc byte[1];
        if (ExpectedCrc is null)
        {
            return;
        }

        if (ReadSome(extra) != 0)
        {
            throw new HarkException($"{Where}: inflates to more than the {Length} bytes that the archive's directory names. "
                + "The archive is damaged; copy or save it again.");
        }

        if (_crc != ExpectedCrc)
        {
            throw new HarkException($"{Where}: its CRC-32 is {_crc:X8}, the archive's directory names {ExpectedCrc:X8}. "
                + "The data is damaged; copy or save it again.");
        }
    }

    private int ReadSome(Span<byte> destination)
    {
        try
        {
            return _stream.Read(destination);
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new HarkException($"{Where}: the compressed data is damaged near byte {Position} of the inflated array, "
                + "expected a valid deflate stream. Copy or save the archive again.", error);
        }
    }
}
