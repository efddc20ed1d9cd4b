namespace Hark.Export;

/// <summary>A setting of a node: an <c>AttributeProto</c>.</summary>
internal sealed class OnnxAttribute
{
    // AttributeProto: name = 1, f = 2, i = 3, s = 4, ints = 8, type = 20 (FLOAT 1, INT 2, STRING 3, INTS 7).
    private OnnxAttribute(string name, int type, Action<ProtobufMessage> value)
    {
        Message = new ProtobufMessage().Text(1, name);
        value(Message);
        Message.Integer(20, type);
    }

    public ProtobufMessage Message { get; }

    public static OnnxAttribute Integer(string name, long value) => new(name, 2, message => message.Integer(3, value));

    public static OnnxAttribute Text(string name, string value) => new(name, 3, message => message.Text(4, value));

    public static OnnxAttribute Integers(string name, params IReadOnlyList<int> values) => new(name, 7, message => message.Integers(8, values.Select(v => (long)v)));
}
