using System.Buffers.Binary;
using System.Text;

namespace Hark.Data;

/// <summary>One file in an archive, as the archive's directory names it; nothing of it is trusted before it is checked.</summary>
internal sealed record NpzMember(string FileName, int Method, uint Crc, long CompressedBytes, long Bytes, long HeaderOffset)
{
    public const int Stored = 0;
    public const int Deflated = 8;

    /// <summary>The name as messages show it.</summary>
    public string ShownName => NpyHeaderParser.Shorten(FileName, 100);
}

/// <summary>Reads the directory at the end of a ZIP archive, zip64 included.</summary>
/// <remarks>Format: PKWARE APPNOTE 6.3, sections 4.3.12 to 4.3.16.</remarks>
internal static class NpzDirectory
{
    public const uint LocalSignature = 0x04034B50;
    public const uint EntrySignature = 0x02014B50;
    public const uint EndSignature = 0x06054B50;
    public const uint End64Signature = 0x06064B50;
    public const uint Locator64Signature = 0x07064B50;
    public const int LocalBytes = 30;
    public const int EntryBytes = 46;
    public const int EndBytes = 22;
    public const int End64Bytes = 56;
    public const int Locator64Bytes = 20;
    public const ushort Extra64 = 1;
    private const int MaximumBytes = 1 << 26;

    /// <summary>The members, and the offset where the directory begins: all data lies before it.</summary>
    public static (List<NpzMember> Members, long Start) Read(InputFile file)
    {
        var (start, bytes, count) = FindDirectory(file);
        var directory = new byte[bytes];
        file.ReadExactly(start, directory);
        var members = new List<NpzMember>();
        int at = 0;
        for (long i = 0; i < count; i++)
        {
            members.Add(ReadEntry(file, directory, start, ref at));
        }

        return at == directory.Length
            ? (members, start)
            : throw new HarkException($"{file.Path}: the archive's directory has {directory.Length} bytes, "
                + $"but its {count} entries end after {at}. The archive is damaged; copy or save it again.");
    }

    private static (long Start, int Bytes, long Count) FindDirectory(InputFile file)
    {
        int tailBytes = (int)Math.Min(file.Length, EndBytes + ushort.MaxValue);
        var tail = new byte[tailBytes];
        file.ReadExactly(file.Length - tailBytes, tail);
        for (int at = tailBytes - EndBytes; at >= 0; at--)
        {
            ReadOnlySpan<byte> end = tail.AsSpan(at);
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) != EndSignature
                || BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) != end.Length - EndBytes)
            {
                continue;
            }

            long endOffset = file.Length - tailBytes + at;
            ulong count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
            ulong bytes = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
            ulong start = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
            if (count == ushort.MaxValue || bytes == uint.MaxValue || start == uint.MaxValue)
            {
                (start, bytes, count) = ReadEnd64(file, endOffset) ?? (start, bytes, count);
            }

            if (start > (ulong)endOffset || bytes > (ulong)endOffset - start || bytes > MaximumBytes || count > bytes / EntryBytes)
            {
                throw new HarkException($"{file.Path}: the end record at byte {endOffset} names a directory of {count} entries and "
                    + $"{bytes} bytes at byte {start}, which does not fit "
                    + $"before it (at most {MaximumBytes} bytes). The archive is damaged or cut short; copy or save it again.");
            }

            return ((long)start, (int)bytes, (long)count);
        }

        throw new HarkException($"{file.Path}: no end record of a ZIP archive in its {file.Length} bytes, expected a NumPy archive (.npz). "
            + "The file is cut short or of another kind; copy it again, or give a file that numpy.savez wrote.");
    }

    private static (ulong Start, ulong Bytes, ulong Count)? ReadEnd64(InputFile file, long endOffset)
    {
        Span<byte> locator = stackalloc byte[Locator64Bytes];
        if (endOffset < Locator64Bytes)
        {
            return null;
        }

        file.ReadExactly(endOffset - Locator64Bytes, locator);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != Locator64Signature)
        {
            return null;
        }

        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(locator[8..]);
        Span<byte> end = stackalloc byte[End64Bytes];
        if (offset > (ulong)(endOffset - Locator64Bytes) || (ulong)(endOffset - Locator64Bytes) - offset < End64Bytes)
        {
            throw new HarkException($"{file.Path}: the zip64 end record should stand at byte {offset}, "
                + "which is past the end of the data. The archive is damaged; copy or save it again.");
        }

        file.ReadExactly((long)offset, end);
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != End64Signature)
        {
            throw new HarkException($"{file.Path}: no zip64 end record at byte {offset}, where the archive says it stands. "
                + "The archive is damaged; copy or save it again.");
        }

        return (
            BinaryPrimitives.ReadUInt64LittleEndian(end[48..]),
            BinaryPrimitives.ReadUInt64LittleEndian(end[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(end[32..]));
    }

    private static NpzMember ReadEntry(InputFile file, byte[] directory, long directoryStart, ref int at)
    {
        ReadOnlySpan<byte> entry = directory.AsSpan(at);
        if (entry.Length < EntryBytes || BinaryPrimitives.ReadUInt32LittleEndian(entry) != EntrySignature)
        {
            throw new HarkException($"{file.Path}: no directory entry at byte {directoryStart + at}, where one should stand. "
                + "The archive is damaged; copy or save it again.");
        }

        int flags = BinaryPrimitives.ReadUInt16LittleEndian(entry[8..]);
        int method = BinaryPrimitives.ReadUInt16LittleEndian(entry[10..]);
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]);
        ulong compressed = BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]);
        ulong bytes = BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]);
        int nameBytes = BinaryPrimitives.ReadUInt16LittleEndian(entry[28..]);
        int extraBytes = BinaryPrimitives.ReadUInt16LittleEndian(entry[30..]);
        int total = EntryBytes + nameBytes + extraBytes + BinaryPrimitives.ReadUInt16LittleEndian(entry[32..]);
        ulong offset = BinaryPrimitives.ReadUInt32LittleEndian(entry[42..]);
        if (total > entry.Length)
        {
            throw new HarkException($"{file.Path}: the directory entry at byte {directoryStart + at} runs past the end of the "
                + "directory. The archive is damaged; copy or save it again.");
        }

        string name = Encoding.UTF8.GetString(entry.Slice(EntryBytes, nameBytes));
        ReadExtra64(entry.Slice(EntryBytes + nameBytes, extraBytes), ref bytes, ref compressed, ref offset);
        at += total;
        var member = new NpzMember(name, method, crc, Bounded(compressed), Bounded(bytes), Bounded(offset));
        string where = $"{file.Path}, member '{member.ShownName}'";
        if ((flags & 1) != 0)
        {
            throw new HarkException($"{where}: is encrypted, which is not read here. Unpack it and save it again with numpy.savez.");
        }

        return member.HeaderOffset <= directoryStart && member.CompressedBytes <= directoryStart - member.HeaderOffset
            ? member
            : throw new HarkException($"{where}: {compressed} bytes at byte {offset} run into the archive's directory at byte "
                + $"{directoryStart}. The archive is damaged; copy or save it again.");
    }

    private static long Bounded(ulong number) => (long)Math.Min(number, long.MaxValue);

    /// <summary>The zip64 field holds, in this order, only those of the three numbers that did not fit.</summary>
    private static void ReadExtra64(ReadOnlySpan<byte> extra, ref ulong bytes, ref ulong compressed, ref ulong offset)
    {
        while (extra.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            bool found = BinaryPrimitives.ReadUInt16LittleEndian(extra) == Extra64;
            extra = extra[4..];
            length = Math.Min(length, extra.Length);
            if (found)
            {
                ReadOnlySpan<byte> numbers = extra[..length];
                bytes = Take(bytes, ref numbers);
                compressed = Take(compressed, ref numbers);
                offset = Take(offset, ref numbers);
                return;
            }

            extra = extra[length..];
        }
    }

    private static ulong Take(ulong number, ref ReadOnlySpan<byte> numbers)
    {
        if (number != uint.MaxValue || numbers.Length < 8)
        {
            return number;
        }

        number = BinaryPrimitives.ReadUInt64LittleEndian(numbers);
        numbers = numbers[8..];
        return number;
    }
}
