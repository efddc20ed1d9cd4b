namespace Hark.Data;

/// <summary>What the elements of a NumPy array are.</summary>
public enum NpyType
{
    Bool,
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Float16,
    Float32,
    Float64,

    /// <summary>Two 32-bit floats: <see cref="ComplexSingle"/>.</summary>
    Complex64,

    /// <summary>Two 64-bit floats: <see cref="System.Numerics.Complex"/>.</summary>
    Complex128,

    /// <summary>Text of a fixed number of code points, padded with zeros (NumPy's <c>U</c>).</summary>
    Unicode,

    /// <summary>Byte strings of a fixed length, padded with zeros (NumPy's <c>S</c>).</summary>
    Bytes,
}
