using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Hark.Data;

/// <summary>Writes a ZIP archive to a stream that can seek: members, then the directory; zip64 wherever a number needs it.</summary>
/// <param name="stream">The archive; the writer starts at its beginning.</param>
/// <param name="largest">Numbers from here on are written as zip64; lowered by tests only.</param>
internal sealed class NpzWriter(Stream stream, long largest = uint.MaxValue)
{
    private const ushort Version = 45, Utf8Flag = 1 << 11;

    /// <summary>1 January 1980, so that equal arrays give equal files.</summary>
    private const uint FirstDate = 0x00210000;

    private readonly List<NpzMember> _members = [];

    public void Add(string fileName, bool compress, Action<Stream> write)
    {
        long headerOffset = stream.Position;
        int method = compress ? NpzMember.Deflated : NpzMember.Stored;
        WriteLocal(new NpzMember(fileName, method, 0, 0, 0, headerOffset));
        long start = stream.Position;
        using var sum = new CountingStream();
        if (compress)
        {
            using var deflate = new DeflateStream(stream, CompressionLevel.Optimal, leaveOpen: true);
            sum.Target = deflate;
            write(sum);
        }
        else
        {
            sum.Target = stream;
            write(sum);
        }

        long end = stream.Position;
        var member = new NpzMember(fileName, method, sum.Crc, end - start, sum.Bytes, headerOffset);
        stream.Position = headerOffset;
        WriteLocal(member);
        stream.Position = end;
        _members.Add(member);
    }

    public void Finish()
    {
        long start = stream.Position;
        foreach (NpzMember member in _members)
        {
            WriteEntry(member);
        }

        long bytes = stream.Position - start;
        bool zip64 = start >= largest || bytes >= largest || _members.Count >= ushort.MaxValue;
        if (zip64)
        {
            WriteEnd64(start, bytes);
        }

        Span<byte> end = stackalloc byte[NpzDirectory.EndBytes];
        end.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(end, NpzDirectory.EndSignature);
        ushort count = zip64 ? ushort.MaxValue : (ushort)_members.Count;
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], count);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], zip64 ? uint.MaxValue : (uint)bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], zip64 ? uint.MaxValue : (uint)start);
        stream.Write(end);
    }

    /// <summary>Always with the zip64 field, as NumPy writes it, so that the header keeps its length once the sizes are known.</summary>
    private void WriteLocal(NpzMember member)
    {
        byte[] name = Encoding.UTF8.GetBytes(member.FileName);
        var header = new byte[NpzDirectory.LocalBytes + name.Length + 20];
        BinaryPrimitives.WriteUInt32LittleEndian(header, NpzDirectory.LocalSignature);
        WriteCommon(header.AsSpan(4), member, name);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(18), uint.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(22), uint.MaxValue);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(28), 20);
        name.CopyTo(header.AsSpan(NpzDirectory.LocalBytes));
        WriteExtra64(header.AsSpan(NpzDirectory.LocalBytes + name.Length), member.Bytes, member.CompressedBytes);
        stream.Write(header);
    }

    private void WriteEntry(NpzMember member)
    {
        byte[] name = Encoding.UTF8.GetBytes(member.FileName);
        bool zip64 = member.Bytes >= largest || member.CompressedBytes >= largest || member.HeaderOffset >= largest;
        int extraBytes = zip64 ? 28 : 0;
        var entry = new byte[NpzDirectory.EntryBytes + name.Length + extraBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, NpzDirectory.EntrySignature);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(4), Version);
        WriteCommon(entry.AsSpan(6), member, name);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(20), zip64 ? uint.MaxValue : (uint)member.CompressedBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(24), zip64 ? uint.MaxValue : (uint)member.Bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(30), (ushort)extraBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(42), zip64 ? uint.MaxValue : (uint)member.HeaderOffset);
        name.CopyTo(entry.AsSpan(NpzDirectory.EntryBytes));
        if (zip64)
        {
            WriteExtra64(entry.AsSpan(NpzDirectory.EntryBytes + name.Length), member.Bytes, member.CompressedBytes, member.HeaderOffset);
        }

        stream.Write(entry);
    }

    private void WriteEnd64(long start, long bytes)
    {
        long offset = stream.Position;
        var end = new byte[NpzDirectory.End64Bytes + NpzDirectory.Locator64Bytes];
        BinaryPrimitives.WriteUInt32LittleEndian(end, NpzDirectory.End64Signature);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(4), NpzDirectory.End64Bytes - 12);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(12), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(14), Version);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(24), _members.Count);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(32), _members.Count);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(40), bytes);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(48), start);
        Span<byte> locator = end.AsSpan(NpzDirectory.End64Bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(locator, NpzDirectory.Locator64Signature);
        BinaryPrimitives.WriteInt64LittleEndian(locator[8..], offset);
        BinaryPrimitives.WriteInt32LittleEndian(locator[16..], 1);
        stream.Write(end);
    }

    /// <summary>The fields that local header and directory entry share, from the version to the length of the name.</summary>
    private static void WriteCommon(Span<byte> fields, NpzMember member, byte[] name)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(fields, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[2..], name.Length == member.FileName.Length ? (ushort)0 : Utf8Flag);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[4..], (ushort)member.Method);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[6..], FirstDate);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[10..], member.Crc);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[22..], checked((ushort)name.Length));
    }

    private static void WriteExtra64(Span<byte> field, params ReadOnlySpan<long> numbers)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(field, NpzDirectory.Extra64);
        BinaryPrimitives.WriteUInt16LittleEndian(field[2..], (ushort)(numbers.Length * 8));
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(field[(4 + (8 * i))..], numbers[i]);
        }
    }

    /// <summary>Passes bytes on, counting and summing them.</summary>
    private sealed class CountingStream : Stream
    {
        public Stream Target { get; set; } = Null;

        public uint Crc { get; private set; }

        public long Bytes { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Bytes;

        public override long Position
        {
            get => Bytes;
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Target.Write(buffer);
            Crc = Crc32.Append(Crc, buffer);
            Bytes += buffer.Length;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() => Target.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
