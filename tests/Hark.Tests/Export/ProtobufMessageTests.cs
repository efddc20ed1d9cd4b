using Hark.Export;

namespace Hark.Tests.Export;

public class ProtobufMessageTests
{
    [Fact]
    public void Bytes_are_those_of_the_formats_description()
    {
        // The encoding guide's own examples: field 1 = 150, field 2 = "testing", field 3 = a message of the first.
        ProtobufMessage inner = new ProtobufMessage().Integer(1, 150);
        ProtobufMessage message = new ProtobufMessage().Integer(1, 150).Text(2, "testing").Message(3, inner).Single(20, 1.5f);
        Assert.Equal("089601" + "120774657374696E67" + "1A03089601" + "A5010000C03F", Convert.ToHexString(Written(message)));
    }

    [Theory]
    [InlineData(0L, "00")]
    [InlineData(127L, "7F")]
    [InlineData(128L, "8001")]
    [InlineData(16383L, "FF7F")]
    [InlineData(16384L, "808001")]
    [InlineData(long.MaxValue, "FFFFFFFFFFFFFFFF7F")]
    [InlineData(-1L, "FFFFFFFFFFFFFFFFFF01")]
    public void Integers_take_seven_bits_a_byte(long value, string expected)
    {
        ProtobufMessage message = new ProtobufMessage().Integer(1, value);
        byte[] written = Written(message);
        Assert.Equal("08" + expected, Convert.ToHexString(written));
        Assert.Equal(written.Length, message.Size);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(20000)]
    public void The_size_is_known_before_anything_is_written(int length)
    {
        ProtobufMessage inner = new ProtobufMessage().Bytes(9, length, stream => stream.Write(new byte[length])).Text(1, "네").Single(2, 3).Integers(3, [1, 300]);
        ProtobufMessage message = new ProtobufMessage().Message(7, inner);
        Assert.Equal(Written(message).Length, message.Size);
    }

    private static byte[] Written(ProtobufMessage message)
    {
        using var stream = new MemoryStream();
        message.WriteTo(stream);
        return stream.ToArray();
    }
}
