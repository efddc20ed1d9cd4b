using System.Globalization;
using System.Numerics;

namespace Hark.Data;

/// <summary>NumPy's short names of element types, such as <c>&lt;f4</c> (little-endian, float, 4 bytes) and <c>&lt;U7</c>.</summary>
internal static class NpyDescription
{
    private static readonly (NpyType Type, string Code, string Name, Type Element, int Bytes)[] Numbers =
    [
        (NpyType.Bool, "b1", "bool", typeof(bool), 1),
        (NpyType.Int8, "i1", "int8", typeof(sbyte), 1),
        (NpyType.UInt8, "u1", "uint8", typeof(byte), 1),
        (NpyType.Int16, "i2", "int16", typeof(short), 2),
        (NpyType.UInt16, "u2", "uint16", typeof(ushort), 2),
        (NpyType.Int32, "i4", "int32", typeof(int), 4),
        (NpyType.UInt32, "u4", "uint32", typeof(uint), 4),
        (NpyType.Int64, "i8", "int64", typeof(long), 8),
        (NpyType.UInt64, "u8", "uint64", typeof(ulong), 8),
        (NpyType.Float16, "f2", "float16", typeof(Half), 2),
        (NpyType.Float32, "f4", "float32", typeof(float), 4),
        (NpyType.Float64, "f8", "float64", typeof(double), 8),
        (NpyType.Complex64, "c8", "complex64", typeof(ComplexSingle), 8),
        (NpyType.Complex128, "c16", "complex128", typeof(Complex), 16),
    ];

    /// <summary>The .NET type of one element; strings for the two text types.</summary>
    public static Type Element(NpyType type) => (int)type < Numbers.Length ? Numbers[(int)type].Element : typeof(string);

    /// <summary>Bytes of one element in a file.</summary>
    public static int ItemBytes(NpyType type, int width) => type switch
    {
        NpyType.Unicode => 4 * width,
        NpyType.Bytes => width,
        _ => Numbers[(int)type].Bytes,
    };

    /// <summary>Bytes of the unit whose byte order matters: half an element for complex numbers, a code point for text.</summary>
    public static int SwapBytes(NpyType type) => type switch
    {
        NpyType.Complex64 or NpyType.Unicode => 4,
        NpyType.Complex128 => 8,
        NpyType.Bytes => 1,
        _ => Numbers[(int)type].Bytes,
    };

    /// <summary>The name as Python prints it: <c>float32</c>, <c>&lt;U7</c>, <c>|S3</c>.</summary>
    public static string Name(NpyType type, int width) => type switch
    {
        NpyType.Unicode => $"<U{width}",
        NpyType.Bytes => $"|S{width}",
        _ => Numbers[(int)type].Name,
    };

    /// <summary>The name in a file written here, in this machine's byte order.</summary>
    public static string Code(NpyType type, int width)
    {
        char order = SwapBytes(type) == 1 ? '|' : BitConverter.IsLittleEndian ? '<' : '>';
        return type switch
        {
            NpyType.Unicode => $"{order}U{width}",
            NpyType.Bytes => $"{order}S{width}",
            _ => $"{order}{Numbers[(int)type].Code}",
        };
    }

    /// <summary>The element type that holds <paramref name="element"/>, or null where NumPy has none that is read here.</summary>
    public static NpyType? Of(Type element)
    {
        foreach (var number in Numbers)
        {
            if (number.Element == element)
            {
                return number.Type;
            }
        }

        return null;
    }

    /// <summary>Reads a name as it stands in a file.</summary>
    /// <exception cref="HarkException">The type is not one that Hark reads; object arrays are refused by name.</exception>
    public static (NpyType Type, int Width, bool BigEndian) Parse(string text, string where)
    {
        bool bigEndian = !BitConverter.IsLittleEndian;
        string code = text;
        if (code.Length > 0 && "<>|=".Contains(code[0]))
        {
            bigEndian = code[0] switch { '<' => false, '>' => true, _ => bigEndian };
            code = code[1..];
        }

        foreach (var number in Numbers)
        {
            if (string.Equals(number.Code, code, StringComparison.Ordinal))
            {
                return (number.Type, 1, bigEndian);
            }
        }

        if (code.Length > 1 && code[0] is 'U' or 'S' or 'a'
            && int.TryParse(code.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            && width is > 0 and <= int.MaxValue / 4)
        {
            return (code[0] == 'U' ? NpyType.Unicode : NpyType.Bytes, width, bigEndian);
        }

        if (code.StartsWith('O'))
        {
            throw new HarkException($"{where}: field 'descr' is '{text}': "
                + "an array of Python objects, which is never unpickled because that can run "
                + "foreign code. Save it from Python as numbers or fixed-width text, "
                + "for example array.astype('float32') or array.astype('U').");
        }

        throw new HarkException($"{where}: field 'descr' is '{NpyHeaderParser.Shorten(text)}', expected bool, an integer, "
            + "float16/32/64, complex64/128, "
            + "U or S text. Convert it in Python with array.astype(...) and save it again.");
    }
}
