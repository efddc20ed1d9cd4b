using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Hark.Models;

/// <summary>Gives the values of one tensor at the moment they are written, wherever they lie in memory.</summary>
public delegate ReadOnlySpan<float> SafetensorsSource();

/// <summary>
/// Writes float tensors and texts as one safetensors file, in the order they were added. Values are taken from where they lie when the file
/// is written: nothing is copied but the header.
/// </summary>
/// <example><code>
/// new SafetensorsWriter(new Dictionary&lt;string, string&gt; { ["model"] = "wave-conv" })
///     .Add("dense.weight", [256, 12], () => weight.Span)
///     .Save("weights.safetensors");
/// </code></example>
public sealed class SafetensorsWriter
{
    /// <summary>The values begin at a multiple of this many bytes: a cache line.</summary>
    private const int Alignment = 64;

    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<(string Name, int[] Shape, long Length, SafetensorsSource Source)> _tensors = [];

    /// <param name="metadata">Texts by key that the file carries beside the tensors.</param>
    public SafetensorsWriter(IReadOnlyDictionary<string, string>? metadata = null)
    {
        foreach ((string key, string text) in metadata ?? new Dictionary<string, string>())
        {
            _metadata.Add(key, text);
        }
    }

    /// <summary>Adds a tensor; <paramref name="source"/> is called when the file is written.</summary>
    /// <param name="name">Its name, each only once; not <c>__metadata__</c>.</param>
    /// <param name="shape">Length of each axis; empty for a single value.</param>
    /// <param name="source">Gives the values in C order, as many as the product of <paramref name="shape"/>.</param>
    public SafetensorsWriter Add(string name, ReadOnlySpan<int> shape, SafetensorsSource source)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(source);
        if (string.Equals(name, SafetensorsHeader.MetadataKey, StringComparison.Ordinal) || !_names.Add(name))
        {
            throw new ArgumentException($"'{name}' is taken; give each tensor a name of its own.", nameof(name));
        }

        long length = 1;
        foreach (int axis in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(axis, nameof(shape));
            length = checked(length * axis);
        }

        _tensors.Add((name, shape.ToArray(), length, source));
        return this;
    }

    /// <summary>Adds a tensor whose values lie in managed memory.</summary>
    public SafetensorsWriter Add(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<float> values) => Add(name, shape, () => values.Span);

    /// <summary>Writes the file; it appears whole or not at all.</summary>
    /// <exception cref="HarkException">The folder or disk cannot take the file.</exception>
    public void Save(string path) => AtomicFile.Write(path, WriteTo);

    /// <summary>Writes the bytes of the file to <paramref name="stream"/>.</summary>
    public void WriteTo(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] header = FormatHeader();
        Span<byte> start = stackalloc byte[SafetensorsHeader.LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(start, header.Length);
        stream.Write(start);
        stream.Write(header);
        foreach ((string name, _, long length, SafetensorsSource source) in _tensors)
        {
            ReadOnlySpan<float> values = source();
            if (values.Length != length)
            {
                throw new InvalidOperationException($"Tensor '{name}' gave {values.Length} values, its shape has {length}.");
            }

            WriteValues(stream, values);
        }
    }

    /// <summary>Values as little-endian bytes, whatever the order of this machine.</summary>
    internal static void WriteValues(Stream stream, ReadOnlySpan<float> values)
    {
        const int step = 1 << 14;
        Span<uint> swapped = BitConverter.IsLittleEndian ? [] : new uint[step];
        for (int start = 0; start < values.Length; start += step)
        {
            ReadOnlySpan<float> part = values.Slice(start, Math.Min(step, values.Length - start));
            if (BitConverter.IsLittleEndian)
            {
                stream.Write(MemoryMarshal.AsBytes(part));
                continue;
            }

            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, uint>(part), swapped);
            stream.Write(MemoryMarshal.AsBytes(swapped[..part.Length]));
        }
    }

    private byte[] FormatHeader()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (_metadata.Count > 0)
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach ((string key, string text) in _metadata)
                {
                    json.WriteString(key, text);
                }

                json.WriteEndObject();
            }

            WriteTensors(json);
            json.WriteEndObject();
        }

        // The format allows spaces behind the JSON.
        while ((SafetensorsHeader.LengthBytes + buffer.Length) % Alignment != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.Length <= SafetensorsHeader.MaximumBytes
            ? buffer.ToArray()
            : throw new InvalidOperationException($"The header has {buffer.Length} bytes, "
                + $"the format allows {SafetensorsHeader.MaximumBytes}.");
    }

    private void WriteTensors(Utf8JsonWriter json)
    {
        long at = 0;
        foreach ((string name, int[] shape, long length, _) in _tensors)
        {
            json.WriteStartObject(name);
            json.WriteString("dtype", "F32");
            json.WriteStartArray("shape");
            foreach (int axis in shape)
            {
                json.WriteNumberValue(axis);
            }

            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(at);
            at += length * sizeof(float);
            json.WriteNumberValue(at);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }
}
