namespace Hark.Models;

/// <summary>Number types of a safetensors file; all can be read as floats, F32 is what Hark writes.</summary>
public enum SafetensorsType
{
    F32,
    F16,
    BF16,
    F64,
    I64,
    I32,
    I16,
    I8,
    U64,
    U32,
    U16,
    U8,
    Bool,
}

/// <summary>One tensor of a safetensors file, as its header names it.</summary>
public sealed record SafetensorsTensor
{
    internal SafetensorsTensor(string name, SafetensorsType type, IReadOnlyList<long> shape, long begin, long end)
    {
        Name = name;
        Type = type;
        Shape = shape;
        Begin = begin;
        End = end;
    }

    public string Name { get; }

    public SafetensorsType Type { get; }

    /// <summary>Length of each axis; empty for a single value.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Number of values.</summary>
    public long Length => (End - Begin) / TypeBytes(Type);

    /// <summary>First byte and the byte past the last, counted from the end of the header.</summary>
    internal long Begin { get; }

    /// <inheritdoc cref="Begin"/>
    internal long End { get; }

    internal static int TypeBytes(SafetensorsType type) => type switch
    {
        SafetensorsType.F64 or SafetensorsType.I64 or SafetensorsType.U64 => 8,
        SafetensorsType.F32 or SafetensorsType.I32 or SafetensorsType.U32 => 4,
        SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.I16 or SafetensorsType.U16 => 2,
        _ => 1,
    };
}
