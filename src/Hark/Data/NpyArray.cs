using System.Numerics;
using System.Text;

namespace Hark.Data;

/// <summary>
/// A NumPy array in memory: element type, shape and values in C order (the last axis runs fastest), whatever order the file had.
/// </summary>
public sealed class NpyArray
{
    private readonly int[] _shape;

    internal NpyArray(string name, NpyType type, int width, int[] shape, Array values)
    {
        Name = name;
        Type = type;
        Width = width;
        _shape = shape;
        Length = (int)NpyHeader.Product(shape);
        RowLength = (int)Math.Min(NpyHeader.Product(shape.Skip(1)), int.MaxValue);
        Values = values;
    }

    /// <summary>Where the array came from, for messages: a path, or a path and a member; "array" when made in memory.</summary>
    public string Name { get; }

    public NpyType Type { get; }

    /// <summary>Code points or bytes of each text; 1 for numbers.</summary>
    public int Width { get; }

    /// <summary>The element type as Python prints it: <c>float32</c>, <c>&lt;U7</c>.</summary>
    public string DType => NpyDescription.Name(Type, Width);

    /// <summary>The .NET type of one element.</summary>
    public Type ElementType => NpyDescription.Element(Type);

    /// <summary>Length of each axis; empty for a single value.</summary>
    public IReadOnlyList<int> Shape => _shape;

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>Length of the first axis; 1 for a single value.</summary>
    public int Rows => _shape.Length == 0 ? 1 : _shape[0];

    /// <summary>Elements of one step along the first axis.</summary>
    public int RowLength { get; }

    internal Array Values { get; }

    /// <summary>Takes over <paramref name="values"/> (not copied), in C order.</summary>
    /// <param name="values">Any number type that NumPy has, bool, <see cref="ComplexSingle"/> or <see cref="Complex"/>.</param>
    /// <param name="shape">Length of each axis; left out, one axis.</param>
    public static NpyArray From<T>(T[] values, params ReadOnlySpan<int> shape) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        NpyType type = NpyDescription.Of(typeof(T))
            ?? throw new ArgumentException($"NumPy has no element type for {typeof(T)}; "
                + "use a number, bool or complex type.", nameof(values));

        // An int[] may be passed off as uint[]: the element type is what the array says it is.
        return values.GetType() == typeof(T[])
            ? new NpyArray("array", type, 1, CheckShape(values.Length, shape), values)
            : throw new ArgumentException($"The array is truly {values.GetType()}, not {typeof(T[])}.", nameof(values));
    }

    /// <summary>Text as NumPy's <c>U</c>, as wide as the longest.</summary>
    /// <param name="values">Texts without trailing NUL characters, which NumPy cannot tell from its padding.</param>
    /// <param name="shape">Length of each axis; left out, one axis.</param>
    public static NpyArray FromStrings(IReadOnlyList<string> values, params ReadOnlySpan<int> shape)
    {
        ArgumentNullException.ThrowIfNull(values);
        int width = 1;
        foreach (string value in values)
        {
            width = Math.Max(width, value.EnumerateRunes().Count());
        }

        var codes = new int[checked(values.Count * width)];
        for (int i = 0; i < values.Count; i++)
        {
            int place = i * width;
            foreach (Rune rune in values[i].EnumerateRunes())
            {
                codes[place++] = rune.Value;
            }
        }

        return new NpyArray("array", NpyType.Unicode, width, CheckShape(values.Count, shape), codes);
    }

    /// <summary>Text as NumPy's <c>S</c>: UTF-8 bytes, as wide as the longest.</summary>
    /// <param name="values">Texts without trailing NUL characters, which NumPy cannot tell from its padding.</param>
    /// <param name="shape">Length of each axis; left out, one axis.</param>
    public static NpyArray FromByteStrings(IReadOnlyList<string> values, params ReadOnlySpan<int> shape)
    {
        ArgumentNullException.ThrowIfNull(values);
        int width = 1;
        foreach (string value in values)
        {
            width = Math.Max(width, Encoding.UTF8.GetByteCount(value));
        }

        var bytes = new byte[checked(values.Count * width)];
        for (int i = 0; i < values.Count; i++)
        {
            Encoding.UTF8.GetBytes(values[i], bytes.AsSpan(i * width, width));
        }

        return new NpyArray("array", NpyType.Bytes, width, CheckShape(values.Count, shape), bytes);
    }

    /// <summary>All values, in C order, not copied.</summary>
    /// <exception cref="HarkException">The elements are of another type than <typeparamref name="T"/>.</exception>
    public ReadOnlyMemory<T> AsMemory<T>() where T : unmanaged => typeof(T) == ElementType
        ? (T[])Values
        : throw new HarkException($"{Name}: holds {DType}, expected {ExpectedName(typeof(T))}. "
            + "Convert it in Python with array.astype(...), or read it with conversion.");

    /// <inheritdoc cref="AsMemory{T}"/>
    public ReadOnlySpan<T> AsSpan<T>() where T : unmanaged => AsMemory<T>().Span;

    /// <summary>The elements at <paramref name="row"/> of the first axis, not copied.</summary>
    /// <exception cref="HarkException">The elements are of another type than <typeparamref name="T"/>.</exception>
    public ReadOnlySpan<T> Row<T>(int row) where T : unmanaged => AsSpan<T>().Slice(RowStart(row), RowLength);

    /// <summary>Copies the elements at <paramref name="row"/> of the first axis as floats, from any real type, not scaled.</summary>
    /// <param name="row">0 ≤ row &lt; <see cref="Rows"/>.</param>
    /// <param name="destination">[<see cref="RowLength"/> or more], overwritten.</param>
    /// <exception cref="HarkException">The elements are text or complex.</exception>
    public void CopyRow(int row, Span<float> destination) => NpyConversion.Convert(this, RowStart(row), destination[..RowLength]);

    /// <summary>A copy of all values as floats, converted from any real type, not scaled; <see cref="AsSpan{T}"/> saves the copy.</summary>
    /// <exception cref="HarkException">The elements are text or complex.</exception>
    public float[] ToSingles()
    {
        var values = new float[Length];
        NpyConversion.Convert(this, 0, values.AsSpan());
        return values;
    }

    /// <summary>A copy of all values as doubles, converted from any real type, not scaled.</summary>
    /// <exception cref="HarkException">The elements are text or complex.</exception>
    public double[] ToDoubles()
    {
        var values = new double[Length];
        NpyConversion.Convert(this, 0, values.AsSpan());
        return values;
    }

    /// <summary>A copy of all values as complex numbers, from complex64 or complex128.</summary>
    /// <exception cref="HarkException">The elements are not complex.</exception>
    public Complex[] ToComplex() => Values switch
    {
        Complex[] v => [.. v],
        ComplexSingle[] v => Array.ConvertAll(v, c => new Complex(c.Real, c.Imaginary)),
        _ => throw new HarkException($"{Name}: holds {DType}, expected complex64 or complex128. Give the array of complex numbers."),
    };

    /// <summary>The texts, without their padding.</summary>
    /// <exception cref="HarkException">The elements are no text, or bytes that are no UTF-8.</exception>
    public string[] ToStrings() => NpyConversion.ToStrings(this);

    private static string ExpectedName(Type type) => NpyDescription.Of(type) is { } known ? NpyDescription.Name(known, 1) : type.Name;

    private static int[] CheckShape(int count, ReadOnlySpan<int> shape)
    {
        if (shape.IsEmpty)
        {
            return [count];
        }

        int[] axes = shape.ToArray();
        return axes.All(axis => axis >= 0) && axes.Length <= NpyHeader.MaximumRank && NpyHeader.Product(axes) == count
            ? axes
            : throw new ArgumentException($"Shape {NpyHeader.Describe(axes)} does not hold exactly {count} values.", nameof(shape));
    }

    private int RowStart(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        return row * RowLength;
    }
}
