using System.Buffers.Binary;
using System.Text.Json;

namespace Hark.Models;

/// <summary>The JSON header of a safetensors file, read with every claim checked against the file's true size.</summary>
internal sealed class SafetensorsHeader
{
    public const string MetadataKey = "__metadata__";
    public const int LengthBytes = 8;

    /// <summary>The format's own bound.</summary>
    public const int MaximumBytes = 100_000_000;

    private const string Damaged = "The file is damaged or was not written as safetensors; copy or save it again.";
    private readonly string _path;
    private readonly long _dataBytes;
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly List<SafetensorsTensor> _tensors = [];

    private SafetensorsHeader(string path, long dataBytes)
    {
        _path = path;
        _dataBytes = dataBytes;
    }

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    public IReadOnlyList<SafetensorsTensor> Tensors => _tensors;

    /// <summary>The header, and the offset in the file where the values begin.</summary>
    public static (SafetensorsHeader Header, long DataStart) Read(InputFile file)
    {
        Span<byte> start = stackalloc byte[LengthBytes];
        if (file.Length < LengthBytes)
        {
            throw new HarkException($"{file.Path}: has {file.Length} bytes, "
                + $"expected at least the {LengthBytes} bytes of a header length. The file is cut short; copy or save it again.");
        }

        file.ReadExactly(0, start);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        ulong most = (ulong)Math.Min(file.Length - LengthBytes, MaximumBytes);
        if (length > most)
        {
            throw new HarkException($"{file.Path}: the header length at byte 0 is {length}, expected at most {most}. "
                + "The file is cut short or no safetensors file; copy or save it again.");
        }

        var text = new byte[length];
        file.ReadExactly(LengthBytes, text);
        var header = new SafetensorsHeader(file.Path, file.Length - LengthBytes - text.Length);
        header.Parse(text);
        header.CheckPlaces();
        return (header, LengthBytes + text.Length);
    }

    private void Parse(byte[] text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw Broken("the header", $"is a JSON {document.RootElement.ValueKind}", "an object of tensors");
            }

            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (!names.Add(property.Name))
                {
                    throw Broken(Quote(property.Name), "stands twice in the header", "each name once");
                }

                if (property.NameEquals(MetadataKey))
                {
                    ReadMetadata(property.Value);
                }
                else
                {
                    _tensors.Add(ReadTensor(property.Name, property.Value));
                }
            }
        }
        catch (JsonException error)
        {
            throw new HarkException($"{_path}: the header is no JSON near its byte {error.BytePositionInLine ?? 0} "
                + $"(line {(error.LineNumber ?? 0) + 1}). {Damaged}", error);
        }
        catch (InvalidOperationException error)
        {
            // A text with half a surrogate pair or broken UTF-8 shows only when it is taken out.
            throw new HarkException($"{_path}: the header holds text that is no valid Unicode. {Damaged}", error);
        }
    }

    private void ReadMetadata(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Broken($"'{MetadataKey}'", $"is a JSON {value.ValueKind}", "an object of texts");
        }

        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String || !_metadata.TryAdd(property.Name, property.Value.GetString()!))
            {
                throw Broken($"'{MetadataKey}' entry {Quote(property.Name)}", "is no text or stands twice", "one text for each key");
            }
        }
    }

    private SafetensorsTensor ReadTensor(string name, JsonElement value)
    {
        string where = $"tensor {Quote(name)}";
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Broken(where, $"is a JSON {value.ValueKind}", "an object with dtype, shape and data_offsets");
        }

        SafetensorsType? type = null;
        List<long>? shape = null, offsets = null;
        foreach (JsonProperty property in value.EnumerateObject())
        {
            switch (property.Name)
            {
                case "dtype" when type is null:
                    type = ReadType(where, property.Value);
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(where, "shape", property.Value);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(where, "data_offsets", property.Value);
                    break;
                default:
                    throw Broken(where, $"has a field {Quote(property.Name)}", "each of dtype, shape and data_offsets once");
            }
        }

        if (type is null || shape is null || offsets is null)
        {
            throw Broken(
                where,
                $"has no field {(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}",
                "dtype, shape and data_offsets");
        }

        if (offsets.Count != 2 || offsets[0] > offsets[1] || offsets[1] > _dataBytes)
        {
            throw Broken(
                where,
                $"has data_offsets [{string.Join(", ", offsets.Take(3))}]",
                $"two rising offsets of at most {_dataBytes}, the bytes after the header");
        }

        UInt128 bytes = (uint)SafetensorsTensor.TypeBytes(type.Value);
        foreach (long axis in shape)
        {
            bytes = axis == 0 ? 0 : bytes > long.MaxValue ? bytes : bytes * (ulong)axis;
        }

        return bytes == (ulong)(offsets[1] - offsets[0])
            ? new SafetensorsTensor(name, type.Value, shape, offsets[0], offsets[1])
            : throw Broken(
                where,
                $"has shape [{string.Join(", ", shape.Take(8))}] of {type}, {(bytes > long.MaxValue ? "more than 2^63" : bytes.ToString())} bytes",
                $"the {offsets[1] - offsets[0]} bytes of its data_offsets");
    }

    private SafetensorsType ReadType(string where, JsonElement value)
    {
        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.ValueKind.ToString();
        foreach (SafetensorsType type in Enum.GetValues<SafetensorsType>())
        {
            if (string.Equals(text, type == SafetensorsType.Bool ? "BOOL" : type.ToString(), StringComparison.Ordinal))
            {
                return type;
            }
        }

        throw Broken(where, $"has dtype {Quote(text)}", "F32, F16, BF16, F64, an integer type or BOOL");
    }

    private List<long> ReadNumbers(string where, string field, JsonElement value)
    {
        var numbers = new List<long>();
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement element in value.EnumerateArray())
            {
                if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out long number) || number < 0)
                {
                    throw Broken(where, $"has {field} {Quote(value.GetRawText())}", "whole numbers of 0 or more");
                }

                numbers.Add(number);
            }

            return numbers;
        }

        throw Broken(where, $"has {field} {Quote(value.GetRawText())}", "a list of whole numbers");
    }

    /// <summary>The tensors must cover the data exactly: no overlap, no hole, nothing behind the last.</summary>
    private void CheckPlaces()
    {
        long at = 0;
        foreach (SafetensorsTensor tensor in _tensors.OrderBy(tensor => tensor.Begin).ThenBy(tensor => tensor.End))
        {
            if (tensor.Begin != at)
            {
                throw Broken(
                    $"tensor {Quote(tensor.Name)}",
                    $"begins at data byte {tensor.Begin}",
                    $"{at}, where the one before it ends: tensors may not overlap or leave holes");
            }

            at = tensor.End;
        }

        if (at != _dataBytes)
        {
            throw Broken("the header", $"names {at} bytes of values", $"all {_dataBytes} bytes that follow it");
        }
    }

    private HarkException Broken(string where, string found, string expected)
        => new($"{_path}: {where} {found}, expected {expected}. {Damaged}");

    private static string Quote(string text)
    {
        string shown = new([.. text.Take(60).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
        return text.Length > 60 ? $"'{shown}...'" : $"'{shown}'";
    }
}
