using System.Buffers.Binary;
using System.Text;

namespace Hark.Export;

/// <summary>
/// A message in Protocol Buffers' wire format, built field by field, its size known before a byte is written: large values are written from
/// where they lie, never copied into the messages around them. Only what ONNX needs: varints, 32-bit floats, bytes, messages.
/// </summary>
internal sealed class ProtobufMessage
{
    private readonly List<Field> _fields = [];

    private enum WireType
    {
        Varint = 0,
        LengthDelimited = 2,
        Fixed32 = 5,
    }

    /// <summary>Bytes of the whole message.</summary>
    public long Size { get; private set; }

    public ProtobufMessage Integer(int field, long value) => Append(field, WireType.Varint, VarintSize((ulong)value), stream => WriteVarint(stream, (ulong)value));

    public ProtobufMessage Integers(int field, IEnumerable<long> values)
    {
        foreach (long value in values)
        {
            Integer(field, value);
        }

        return this;
    }

    public ProtobufMessage Single(int field, float value) => Append(field, WireType.Fixed32, sizeof(float), stream =>
    {
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        stream.Write(bytes);
    });

    public ProtobufMessage Text(int field, string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        return Bytes(field, bytes.Length, stream => stream.Write(bytes));
    }

    /// <summary>A field of <paramref name="length"/> bytes that <paramref name="write"/> writes when the message is written.</summary>
    public ProtobufMessage Bytes(int field, long length, Action<Stream> write) => Append(field, WireType.LengthDelimited, length, write);

    /// <summary>A message within, which must be complete.</summary>
    public ProtobufMessage Message(int field, ProtobufMessage inner) => Append(field, WireType.LengthDelimited, inner.Size, inner.WriteTo);

    public void WriteTo(Stream stream)
    {
        foreach (Field field in _fields)
        {
            WriteVarint(stream, Tag(field.Number, field.Type));
            if (field.Type == WireType.LengthDelimited)
            {
                WriteVarint(stream, (ulong)field.Length);
            }

            field.Write(stream);
        }
    }

    private ProtobufMessage Append(int number, WireType type, long length, Action<Stream> write)
    {
        _fields.Add(new Field(number, type, length, write));
        Size += VarintSize(Tag(number, type)) + length + (type == WireType.LengthDelimited ? VarintSize((ulong)length) : 0);
        return this;
    }

    private static ulong Tag(int number, WireType type) => ((ulong)number << 3) | (uint)type;

    /// <summary>Seven bits a byte, the low ones first; the top bit says that more follow.</summary>
    private static void WriteVarint(Stream stream, ulong value)
    {
        while (value > 0x7F)
        {
            stream.WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        stream.WriteByte((byte)value);
    }

    private static int VarintSize(ulong value) => value == 0 ? 1 : (70 - System.Numerics.BitOperations.LeadingZeroCount(value)) / 7;

    private readonly record struct Field(int Number, WireType Type, long Length, Action<Stream> Write);
}
