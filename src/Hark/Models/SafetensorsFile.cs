using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hark.Models;

/// <summary>
/// An open safetensors file: metadata and tensors by name, each read from the file when it is asked for. The format is eight bytes of
/// header length (little-endian), a JSON header, and the values of all tensors without a gap.
/// </summary>
/// <remarks>Source: the format section of github.com/huggingface/safetensors. Every size is checked when the file is opened.</remarks>
public sealed class SafetensorsFile : IDisposable
{
    private const int ChunkBytes = 1 << 16;
    private readonly InputFile _file;
    private readonly Dictionary<string, SafetensorsTensor> _byName;
    private readonly long _dataStart;

    private SafetensorsFile(InputFile file)
    {
        _file = file;
        (SafetensorsHeader header, _dataStart) = SafetensorsHeader.Read(file);
        Metadata = header.Metadata;
        Tensors = header.Tensors;
        _byName = Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>Texts by key, the header's <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors, in the order of the header.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>Opens a file and reads its header; the values are read when they are asked for.</summary>
    /// <exception cref="HarkException">The file is missing, cut short, or its header is damaged or untrue.</exception>
    public static SafetensorsFile Open(string path)
    {
        InputFile file = InputFile.Open(path, "a model or checkpoint (.safetensors)");
        try
        {
            return new SafetensorsFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether there is a tensor of that name.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="HarkException">There is none.</exception>
    public SafetensorsTensor this[string name] => _byName.TryGetValue(name, out SafetensorsTensor? tensor)
        ? tensor
        : throw new HarkException($"{_file.Path}: holds no tensor '{name}' among its {Tensors.Count}. "
            + "The file belongs to another model or version; give one that was saved for this model.");

    /// <summary>Reads a tensor's values as floats, in C order.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="destination">Exactly <see cref="SafetensorsTensor.Length"/> floats, overwritten.</param>
    /// <exception cref="HarkException">No such tensor, or it has another length than <paramref name="destination"/>.</exception>
    public void Read(string name, Span<float> destination)
    {
        SafetensorsTensor tensor = this[name];
        if (tensor.Length != destination.Length)
        {
            throw new HarkException($"{_file.Path}: tensor '{name}' has shape [{string.Join(", ", tensor.Shape)}], "
                + $"{tensor.Length} values, expected {destination.Length}. "
                + "The file belongs to another model or version; give one that was saved for this model.");
        }

        int valueBytes = SafetensorsTensor.TypeBytes(tensor.Type);
        int step = ChunkBytes / valueBytes;
        long offset = _dataStart + tensor.Begin;
        Span<byte> chunk = new byte[Math.Min(step, destination.Length) * valueBytes];
        for (int start = 0; start < destination.Length; start += step)
        {
            Span<float> part = destination.Slice(start, Math.Min(step, destination.Length - start));
            Span<byte> bytes = chunk[..(part.Length * valueBytes)];
            _file.ReadExactly(offset, bytes);
            Convert(tensor.Type, bytes, part);
            offset += bytes.Length;
        }
    }

    public void Dispose() => _file.Dispose();

    private static void Convert(SafetensorsType type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (type == SafetensorsType.F32 && BitConverter.IsLittleEndian)
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(values));
            return;
        }

        int valueBytes = SafetensorsTensor.TypeBytes(type);
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> value = bytes.Slice(i * valueBytes, valueBytes);
            values[i] = type switch
            {
                SafetensorsType.F32 => BinaryPrimitives.ReadSingleLittleEndian(value),
                SafetensorsType.F16 => (float)BinaryPrimitives.ReadHalfLittleEndian(value),
                SafetensorsType.BF16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(value) << 16),
                SafetensorsType.F64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(value),
                SafetensorsType.I64 => BinaryPrimitives.ReadInt64LittleEndian(value),
                SafetensorsType.I32 => BinaryPrimitives.ReadInt32LittleEndian(value),
                SafetensorsType.I16 => BinaryPrimitives.ReadInt16LittleEndian(value),
                SafetensorsType.I8 => (sbyte)value[0],
                SafetensorsType.U64 => BinaryPrimitives.ReadUInt64LittleEndian(value),
                SafetensorsType.U32 => BinaryPrimitives.ReadUInt32LittleEndian(value),
                SafetensorsType.U16 => BinaryPrimitives.ReadUInt16LittleEndian(value),
                SafetensorsType.U8 => value[0],
                _ => value[0] == 0 ? 0 : 1,
            };
        }
    }
}
