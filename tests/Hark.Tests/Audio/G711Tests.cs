using Hark.Audio;

namespace Hark.Tests.Audio;

public class G711Tests
{
    [Theory]
    [InlineData(0xFF, 0)]
    [InlineData(0x7F, 0)]
    [InlineData(0x80, 32124)]
    [InlineData(0x00, -32124)]
    [InlineData(0xF0, 120)]
    [InlineData(0xEF, 132)]
    public void Mu_law_codes_have_the_values_of_the_standard(byte code, short value) => Assert.Equal(value, G711.DecodeMuLaw(code));

    [Theory]
    [InlineData(0xD5, 8)]
    [InlineData(0x55, -8)]
    [InlineData(0xAA, 32256)]
    [InlineData(0x2A, -32256)]
    [InlineData(0xC5, 264)]
    [InlineData(0xF5, 528)]
    public void A_law_codes_have_the_values_of_the_standard(byte code, short value) => Assert.Equal(value, G711.DecodeALaw(code));

    [Fact]
    public void Every_value_gets_a_mu_law_code_within_half_the_step_of_its_segment()
        => AssertHalfAStep(G711.EncodeMuLaw, G711.DecodeMuLaw, code => 4 << ((~code >> 4) & 7), largest: 32635);

    [Fact]
    public void Every_value_gets_an_A_law_code_within_half_the_step_of_its_segment()
        => AssertHalfAStep(G711.EncodeALaw, G711.DecodeALaw, code => 8 << Math.Max(0, (((code ^ 0x55) >> 4) & 7) - 1), largest: 32768);

    [Fact]
    public void Every_code_survives_decoding_and_encoding()
    {
        for (int code = 0; code < 256; code++)
        {
            Assert.Equal(code, G711.EncodeALaw(G711.DecodeALaw((byte)code)));

            // µ-law has two zeros; the positive one is written.
            Assert.Equal(code == 0x7F ? 0xFF : code, G711.EncodeMuLaw(G711.DecodeMuLaw((byte)code)));
        }
    }

    private static void AssertHalfAStep(Func<short, byte> encode, Func<byte, short> decode, Func<byte, int> halfStep, int largest)
    {
        for (int value = short.MinValue; value <= short.MaxValue; value++)
        {
            byte code = encode((short)value);
            int reachable = Math.Clamp(value, -largest, largest);
            Assert.True(Math.Abs(decode(code) - reachable) <= halfStep(code), $"{value} became {decode(code)}");
        }
    }
}
