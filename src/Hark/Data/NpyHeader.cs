using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Hark.Data;

/// <summary>What the header of a NumPy array file says; the values follow it.</summary>
/// <remarks>Format: numpy.lib.format, versions 1.0, 2.0 and 3.0.</remarks>
public sealed record NpyHeader
{
    internal const int MaximumRank = 64;
    private const int MaximumTextBytes = 1 << 20;

    internal NpyHeader(NpyType type, int width, int[] shape, bool fortranOrder, bool bigEndian, int formatVersion, long dataOffset)
    {
        Type = type;
        Width = width;
        Shape = shape;
        FortranOrder = fortranOrder;
        BigEndian = bigEndian;
        FormatVersion = formatVersion;
        DataOffset = dataOffset;
    }

    public NpyType Type { get; }

    /// <summary>Code points or bytes of each text; 1 for numbers.</summary>
    public int Width { get; }

    /// <summary>The element type as Python prints it: <c>float32</c>, <c>&lt;U7</c>.</summary>
    public string DType => NpyDescription.Name(Type, Width);

    /// <summary>Length of each axis; empty for a single value.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Whether the first axis runs fastest in the file.</summary>
    public bool FortranOrder { get; }

    public bool BigEndian { get; }

    /// <summary>1, 2 or 3.</summary>
    public int FormatVersion { get; }

    /// <summary>Bytes from the start of the array file to its values.</summary>
    public long DataOffset { get; }

    /// <summary>Number of elements.</summary>
    public int Length => checked((int)Product(Shape));

    /// <summary>Bytes of all values.</summary>
    public long DataBytes => (long)Length * NpyDescription.ItemBytes(Type, Width);

    /// <summary>The product of the axes, at most <see cref="long.MaxValue"/>.</summary>
    internal static long Product(IEnumerable<int> shape)
    {
        UInt128 product = 1;
        foreach (int axis in shape)
        {
            if (axis == 0)
            {
                return 0;
            }

            product = product > long.MaxValue ? product : product * (uint)axis;
        }

        return product > long.MaxValue ? long.MaxValue : (long)product;
    }

    internal static string Describe(IEnumerable<int> shape) => $"[{string.Join(", ", shape)}]";

    internal static NpyHeader Read(NpyInput input)
    {
        Span<byte> start = stackalloc byte[12];
        input.Read(start[..8], "the signature");
        if (start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8))
        {
            throw new HarkException($"{input.Where}: starts with the bytes {Convert.ToHexString(start[..6])}, "
                + "expected 934E554D5059 (the signature of a NumPy array). "
                + "Give a file that numpy.save or numpy.savez wrote.");
        }

        int version = start[6];
        if (version is < 1 or > 3 || start[7] != 0)
        {
            throw new HarkException($"{input.Where}: format version {start[6]}.{start[7]} at byte 6, expected 1.0, 2.0 or 3.0. "
                + "Save it again with a current numpy.");
        }

        int lengthBytes = version == 1 ? 2 : 4;
        input.Read(start.Slice(8, lengthBytes), "the header length");
        long textBytes = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        long left = input.Length - input.Position;
        if (textBytes > left || textBytes > MaximumTextBytes)
        {
            throw new HarkException($"{input.Where}: the header length at byte 8 is {textBytes} bytes, "
                + $"expected at most {Math.Min(left, MaximumTextBytes)}. "
                + "The file is damaged or cut short; copy or save it again.");
        }

        var text = new byte[textBytes];
        input.Read(text, "the header");
        var fields = new NpyHeaderParser((version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(text), input.Where).Parse();
        var (type, width, bigEndian) = NpyDescription.Parse(fields.Descr, input.Where);
        var header = new NpyHeader(type, width, fields.Shape, fields.FortranOrder, bigEndian, version, input.Position);
        header.RequireSize(input);
        return header;
    }

    /// <summary>The bytes of a header as written here: format 1.0; values start at a multiple of 64.</summary>
    internal static byte[] Format(NpyType type, int width, IReadOnlyList<int> shape)
    {
        string axes = string.Join(", ", shape.Select(axis => axis.ToString(CultureInfo.InvariantCulture)));
        string tuple = shape.Count == 1 ? $"({axes},)" : $"({axes})";
        string text = $"{{'descr': '{NpyDescription.Code(type, width)}', 'fortran_order': False, 'shape': {tuple}, }}";
        const int startBytes = 10;
        int total = (startBytes + text.Length + 1 + 63) / 64 * 64;
        var bytes = new byte[total];
        bytes.AsSpan().Fill((byte)' ');
        bytes[0] = 0x93;
        "NUMPY"u8.CopyTo(bytes.AsSpan(1));
        bytes[6] = 1;
        bytes[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), checked((ushort)(total - startBytes)));
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(startBytes));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    private void RequireSize(NpyInput input)
    {
        long count = Product(Shape);
        long left = input.Length - input.Position;
        UInt128 bytes = (UInt128)(ulong)count * (uint)NpyDescription.ItemBytes(Type, Width);
        string claim = $"{input.Where}: shape {Describe(Shape)} of {DType} needs "
            + $"{(count == long.MaxValue ? "more than 9 quintillion" : bytes.ToString())} bytes";
        if (bytes > (ulong)left)
        {
            throw new HarkException($"{claim}, but {left} follow the header at byte {DataOffset}. "
                + "The file is cut short or its shape is wrong; copy or save it again.");
        }

        if (bytes < (ulong)left)
        {
            throw new HarkException($"{claim}, but {left} follow the header at byte {DataOffset}. "
                + "The shape is wrong, or several arrays were "
                + "saved into one file; save each array in its own file or use numpy.savez.");
        }

        if ((UInt128)(ulong)count * (uint)Width > (ulong)Array.MaxLength)
        {
            throw new HarkException($"{claim}: more than {Array.MaxLength} values, the most that one array holds here. Save it in parts.");
        }
    }
}
