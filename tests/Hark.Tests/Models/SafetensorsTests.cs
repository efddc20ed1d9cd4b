using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Hark.Models;
using Hark.Tests.Data;

namespace Hark.Tests.Models;

public sealed class SafetensorsTests : IDisposable
{
    /// <summary>A second reader of the format: a few lines of Python that know nothing of ours.</summary>
    private const string PythonReader = """
        import json, sys
        import numpy as np
        raw = open(sys.argv[1], "rb").read()
        length = int.from_bytes(raw[:8], "little")
        header = json.loads(raw[8:8 + length].decode("utf-8"))
        data = raw[8 + length:]
        result = {"metadata": header.pop("__metadata__", {}), "start": 8 + length, "names": list(header), "tensors": {}}
        for name, tensor in header.items():
            assert tensor["dtype"] == "F32"
            begin, end = tensor["data_offsets"]
            values = np.frombuffer(data[begin:end], dtype="<f4").reshape(tensor["shape"])
            result["tensors"][name] = {"shape": list(values.shape), "bits": values.ravel().view("<u4").tolist()}
        assert max([t["data_offsets"][1] for t in header.values()], default=0) == len(data)
        print(json.dumps(result))
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tensors_and_metadata_are_read_back_to_the_bit()
    {
        string path = _folder["weights.safetensors"];
        Example().Save(path);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.Equal(Metadata, file.Metadata);
        Assert.Equal(["z.weight", "a.bias", "empty", "scalar", "층.가중치"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([2, 3], file["z.weight"].Shape);
        Assert.Equal((6L, SafetensorsType.F32), (file["z.weight"].Length, file["z.weight"].Type));
        var weight = new float[6];
        file.Read("z.weight", weight);
        Assert.Equal(Weight.Select(BitConverter.SingleToUInt32Bits), weight.Select(BitConverter.SingleToUInt32Bits));
        var scalar = new float[1];
        file.Read("scalar", scalar);
        Assert.Equal([7f], scalar);
        file.Read("empty", []);
        Assert.True(file.Contains("a.bias"));
        Assert.False(file.Contains("__metadata__"));
    }

    [Fact]
    public void Another_reader_finds_the_same_values()
    {
        string path = _folder["weights.safetensors"];
        Example().Save(path);
        using JsonDocument seen = JsonDocument.Parse(NumpyOracle.Run("-c", PythonReader, path));
        JsonElement root = seen.RootElement;
        Assert.Equal(0, root.GetProperty("start").GetInt32() % 64);
        Assert.Equal(["z.weight", "a.bias", "empty", "scalar", "층.가중치"], root.GetProperty("names").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(Metadata, root.GetProperty("metadata").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!));
        JsonElement weight = root.GetProperty("tensors").GetProperty("z.weight");
        Assert.Equal([2, 3], weight.GetProperty("shape").EnumerateArray().Select(axis => axis.GetInt32()));
        Assert.Equal(Weight.Select(BitConverter.SingleToUInt32Bits), weight.GetProperty("bits").EnumerateArray().Select(bits => bits.GetUInt32()));
        Assert.Empty(root.GetProperty("tensors").GetProperty("scalar").GetProperty("shape").EnumerateArray());
    }

    [Fact]
    public void Every_number_type_is_read_as_floats()
    {
        (string Type, byte[] Data, float[] Values)[] tensors =
        [
            ("F32", Bytes(8, (s, i) => BinaryPrimitives.WriteSingleLittleEndian(s[(4 * i)..], i == 0 ? 0.1f : -2)), [0.1f, -2]),
            ("F16", Bytes(4, (s, i) => BinaryPrimitives.WriteHalfLittleEndian(s[(2 * i)..], (Half)(i == 0 ? 0.5f : -65504))), [0.5f, -65504]),
            ("BF16", [0x80, 0x3F, 0x00, 0xC0], [1, -2]),
            ("F64", Bytes(16, (s, i) => BinaryPrimitives.WriteDoubleLittleEndian(s[(8 * i)..], i == 0 ? 0.1 : 1e300)), [0.1f, float.PositiveInfinity]),
            ("I64", Bytes(16, (s, i) => BinaryPrimitives.WriteInt64LittleEndian(s[(8 * i)..], i == 0 ? -3 : 1L << 40)), [-3, 1L << 40]),
            ("I32", Bytes(8, (s, i) => BinaryPrimitives.WriteInt32LittleEndian(s[(4 * i)..], i - 1)), [-1, 0]),
            ("I16", Bytes(4, (s, i) => BinaryPrimitives.WriteInt16LittleEndian(s[(2 * i)..], (short)(i - 1))), [-1, 0]),
            ("I8", [0xFF, 5], [-1, 5]),
            ("U64", Bytes(16, (s, i) => BinaryPrimitives.WriteUInt64LittleEndian(s[(8 * i)..], i == 0 ? 1ul << 63 : 2)), [9223372036854775808f, 2]),
            ("U32", [0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0], [4294967296f, 1]),
            ("U16", [0xFF, 0xFF, 1, 0], [65535, 1]),
            ("U8", [0xFF, 1], [255, 1]),
            ("BOOL", [1, 0], [1, 0]),
        ];
        int at = 0;
        string header = string.Join(",", tensors.Select(t => $"\"{t.Type}\":{{\"dtype\":\"{t.Type}\",\"shape\":[2],\"data_offsets\":[{at},{at += t.Data.Length}]}}"));
        string path = _folder.Write("types.safetensors", Raw("{" + header + "}", [.. tensors.SelectMany(t => t.Data)]));
        using SafetensorsFile file = SafetensorsFile.Open(path);
        var values = new float[2];
        foreach ((string type, _, float[] expected) in tensors)
        {
            file.Read(type, values);
            Assert.Equal(expected, values);
        }
    }

    [Fact]
    public void A_large_tensor_is_streamed_without_a_copy_of_the_model()
    {
        const int length = 3_000_001;
        var values = new float[length];
        var random = new SeededRandom(4);
        foreach (ref float value in values.AsSpan())
        {
            value = random.NextSingle(-1, 1);
        }

        string path = _folder["large.safetensors"];
        var back = new float[length];
        long before = GC.GetAllocatedBytesForCurrentThread();
        new SafetensorsWriter().Add("large", [length], () => values).Save(path);
        using (SafetensorsFile file = SafetensorsFile.Open(path))
        {
            file.Read("large", back);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal(0, values.AsSpan().SequenceCompareTo(back));
    }

    [Fact]
    public void Mistakes_of_the_caller_are_refused_and_leave_no_file()
    {
        string path = _folder["wrong.safetensors"];
        var writer = new SafetensorsWriter();
        writer.Add("a", [2], new float[3]);
        Assert.Equal("Tensor 'a' gave 3 values, its shape has 2.", Assert.Throws<InvalidOperationException>(() => writer.Save(path)).Message);
        Assert.False(File.Exists(path));
        Assert.Throws<ArgumentException>(() => writer.Add("a", [1], new float[1]));
        Assert.Throws<ArgumentException>(() => writer.Add("__metadata__", [1], new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add("b", [-1], new float[1]));
    }

    /// <summary>A file of that header and data, whatever they say.</summary>
    internal static byte[] Raw(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. data];
    }

    internal static byte[] ExampleBytes()
    {
        using var stream = new MemoryStream();
        Example().WriteTo(stream);
        return stream.ToArray();
    }

    private static readonly float[] Weight = [0.1f, -0f, float.NaN, float.PositiveInfinity, float.Epsilon, 1];

    private static readonly Dictionary<string, string> Metadata = new() { ["model"] = "{\"labels\": [\"예\", \"no\"], \"path\": \"a\\\\b\"}", ["줄"] = "one\ntwo\t\u0001" };

    private static SafetensorsWriter Example() => new SafetensorsWriter(Metadata)
        .Add("z.weight", [2, 3], Weight)
        .Add("a.bias", [1], () => [-1f])
        .Add("empty", [0, 4], Array.Empty<float>())
        .Add("scalar", [], new float[] { 7 })
        .Add("층.가중치", [2], new float[] { 1, 2 });

    private delegate void Fill(Span<byte> bytes, int index);

    private static byte[] Bytes(int count, Fill fill)
    {
        var bytes = new byte[count];
        fill(bytes, 0);
        fill(bytes, 1);
        return bytes;
    }
}
