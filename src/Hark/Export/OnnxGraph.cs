using Hark.Models;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hark.Export;

/// <summary>
/// A graph of ONNX under construction: nodes in the order they run, constants, inputs and outputs. Tensors go by name; a node is named as its
/// (only) output.
/// </summary>
/// <param name="outputs">
/// Given, all other tensors are called by the shortest names there are, and nodes by none: in a file of 8-bit weights long names would weigh as much as a quarter of the weights.
/// </param>
internal sealed class OnnxGraph(IReadOnlyList<string>? outputs = null)
{
    /// <summary>Element types: <c>TensorProto.DataType</c>.</summary>
    private const int FloatType = 1, Int8Type = 3, Int32Type = 6, Int64Type = 7;

    /// <summary>The axis whose length the caller of the model chooses.</summary>
    private const string BatchAxis = "batch";

    private const int Letters = 26;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _shared = new(StringComparer.Ordinal);
    private readonly List<ProtobufMessage> _nodes = [];
    private readonly List<ProtobufMessage> _constants = [];
    private readonly List<ProtobufMessage> _inputs = [];
    private readonly List<ProtobufMessage> _outputs = [];
    private int _short;

    /// <summary>Adds a float input [batch, ...shape].</summary>
    public string Input(string name, params IReadOnlyList<int> shape)
    {
        _names.Add(name);
        _inputs.Add(ValueInfo(name, shape));
        return name;
    }

    /// <summary>Makes a tensor an output, float [batch, ...shape].</summary>
    public void Output(string name, params IReadOnlyList<int> shape) => _outputs.Add(ValueInfo(name, shape));

    /// <summary>Adds a node with one output and returns the output's name: <paramref name="name"/>, numbered where that is taken.</summary>
    public string Node(string type, string name, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxAttribute> attributes)
    {
        string output = Unused(name);

        // NodeProto: input = 1, output = 2, name = 3, op_type = 4, attribute = 5.
        var node = new ProtobufMessage();
        foreach (string input in inputs)
        {
            node.Text(1, input);
        }

        node.Text(2, output);
        if (outputs is null)
        {
            node.Text(3, output);
        }

        node.Text(4, type);
        foreach (OnnxAttribute attribute in attributes)
        {
            node.Message(5, attribute.Message);
        }

        _nodes.Add(node);
        return output;
    }

    /// <summary>Adds a constant of the given shape, empty for a scalar.</summary>
    public string Constant(string name, IReadOnlyList<int> shape, ReadOnlyMemory<float> values)
        => Tensor(name, FloatType, shape, values.Length, sizeof(float), stream => SafetensorsWriter.WriteValues(stream, values.Span));

    /// <inheritdoc cref="Constant(string, IReadOnlyList{int}, ReadOnlyMemory{float})"/>
    public string Constant(string name, IReadOnlyList<int> shape, sbyte[] values)
        => Tensor(name, Int8Type, shape, values.Length, sizeof(sbyte), stream => stream.Write(MemoryMarshal.AsBytes(values.AsSpan())));

    /// <inheritdoc cref="Constant(string, IReadOnlyList{int}, ReadOnlyMemory{float})"/>
    public string Constant(string name, IReadOnlyList<int> shape, int[] values)
        => Tensor(name, Int32Type, shape, values.Length, sizeof(int), stream =>
        {
            Span<byte> bytes = stackalloc byte[sizeof(int)];
            foreach (int value in values)
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
                stream.Write(bytes);
            }
        });

    /// <summary>A float that nodes share, stored once.</summary>
    public string Scalar(float value)
    {
        string key = FormattableString.Invariant($"float {value}");
        return _shared.TryGetValue(key, out string? name) ? name : _shared[key] = Constant(key, [], new[] { value });
    }

    /// <summary>Whole numbers that nodes share (shapes, axes, pads), stored once.</summary>
    public string Numbers(params IReadOnlyList<long> values)
    {
        string key = $"[{string.Join(' ', values)}]";
        return _shared.TryGetValue(key, out string? name) ? name : _shared[key] = Tensor(key, Int64Type, [values.Count], values.Count, sizeof(long), stream =>
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            foreach (long value in values)
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
                stream.Write(bytes);
            }
        });
    }

    /// <summary>The same numbers under another shape; the batch stays.</summary>
    public string Reshape(string name, string input, params IReadOnlyList<int> shape)
        => Node("Reshape", name, [input, Numbers([0, .. shape.Select(n => (long)n)])]);

    /// <summary>Axis i of the output is axis <paramref name="order"/>[i] of the input, the batch (0) included.</summary>
    public string Transpose(string name, string input, params IReadOnlyList<int> order) => Node("Transpose", name, [input], OnnxAttribute.Integers("perm", order));

    /// <summary>The <c>GraphProto</c>: node = 1, name = 2, initializer = 5, input = 11, output = 12.</summary>
    public ProtobufMessage ToMessage(string name)
    {
        var graph = new ProtobufMessage();
        Append(graph, 1, _nodes);
        graph.Text(2, name);
        Append(graph, 5, _constants);
        Append(graph, 11, _inputs);
        Append(graph, 12, _outputs);
        return graph;
    }

    private static void Append(ProtobufMessage graph, int field, List<ProtobufMessage> messages)
    {
        foreach (ProtobufMessage message in messages)
        {
            graph.Message(field, message);
        }
    }

    /// <summary>TensorProto: dims = 1, data_type = 2, name = 8, raw_data = 9 (little-endian).</summary>
    private string Tensor(string name, int type, IReadOnlyList<int> shape, long count, int elementBytes, Action<Stream> write)
    {
        string unused = Unused(name);
        _constants.Add(new ProtobufMessage().Integers(1, shape.Select(n => (long)n)).Integer(2, type).Text(8, unused).Bytes(9, count * elementBytes, write));
        return unused;
    }

    /// <summary>
    /// ValueInfoProto: name = 1, type = 2; TypeProto: tensor_type = 1; its elem_type = 1, shape = 2; TensorShapeProto: dim = 1; its dim_value = 1
    /// or dim_param = 2.
    /// </summary>
    private static ProtobufMessage ValueInfo(string name, IReadOnlyList<int> shape)
    {
        ProtobufMessage axes = new ProtobufMessage().Message(1, new ProtobufMessage().Text(2, BatchAxis));
        foreach (int length in shape)
        {
            axes.Message(1, new ProtobufMessage().Integer(1, length));
        }

        ProtobufMessage tensor = new ProtobufMessage().Integer(1, FloatType).Message(2, axes);
        return new ProtobufMessage().Text(1, name).Message(2, new ProtobufMessage().Message(1, tensor));
    }

    private string Unused(string name)
    {
        bool spelled = outputs?.Contains(name, StringComparer.Ordinal) != false;
        string unused = spelled ? name : Short();
        for (int i = 1; !_names.Add(unused); i++)
        {
            unused = spelled ? $"{name}_{i}" : Short();
        }

        return unused;
    }

    /// <summary>a, b, ..., z, ba, bb, ...</summary>
    private string Short()
    {
        string name = "";
        for (int rest = _short++; name.Length == 0 || rest > 0; rest /= Letters)
        {
            name = (char)('a' + (rest % Letters)) + name;
        }

        return name;
    }
}
