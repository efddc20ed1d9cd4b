using Hark.Audio;

namespace Hark.Tests.Audio;

public class SampleCodecTests
{
    [Theory]
    [InlineData(WavEncoding.Pcm8, "00-40-80-C0-FF")]
    [InlineData(WavEncoding.Pcm16, "00-80-00-C0-00-00-00-40-FF-7F")]
    [InlineData(WavEncoding.Pcm24, "00-00-80-00-00-C0-00-00-00-00-00-40-FF-FF-7F")]
    [InlineData(WavEncoding.Pcm32, "00-00-00-80-00-00-00-C0-00-00-00-00-00-00-00-40-FF-FF-FF-7F")]
    [InlineData(WavEncoding.Float32, "00-00-80-BF-00-00-00-BF-00-00-00-00-00-00-00-3F-00-00-80-3F")]
    public void A_sample_becomes_these_bytes(WavEncoding encoding, string expected)
        => Assert.Equal(expected, BitConverter.ToString(SampleCodec.Encode([-1, -0.5f, 0, 0.5f, 1], encoding)));

    [Theory]
    [InlineData(WavEncoding.Pcm8)]
    [InlineData(WavEncoding.Pcm16)]
    [InlineData(WavEncoding.Pcm24)]
    [InlineData(WavEncoding.Pcm32)]
    public void Rounding_is_to_the_nearest(WavEncoding encoding)
    {
        double step = Math.ScaleB(1, 1 - Math.Min(20, encoding.Bits()));
        float[] samples = [(float)(0.5 + (0.4 * step)), (float)(0.5 + (0.6 * step)), (float)(-0.5 - (0.4 * step)), (float)(-0.5 - (0.6 * step))];
        var back = new float[4];
        SampleCodec.Decode(SampleCodec.Encode(samples, encoding), encoding, back);

        double[] expected = encoding.Bits() > 20 ? [.. samples] : [0.5, 0.5 + step, -0.5, -0.5 - step];
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], back[i], encoding.LargestError() - (encoding.Bits() > 20 ? 0 : encoding.LargestError()));
        }
    }

    [Fact]
    public void Every_16_bit_value_is_decoded_exactly_at_every_length_around_a_vector()
    {
        short[] values = [.. Enumerable.Range(short.MinValue, 65536).Select(value => (short)value)];
        byte[] bytes = WavFile.Pcm16(values);
        for (int length = 0; length <= 67; length++)
        {
            int start = length * 900;
            var samples = new float[length];
            SampleCodec.Decode(bytes.AsSpan(2 * start, 2 * length), WavEncoding.Pcm16, samples);
            Assert.Equal(values.Skip(start).Take(length).Select(value => value / 32768f), samples);
        }

        var all = new float[65536];
        SampleCodec.Decode(bytes, WavEncoding.Pcm16, all);
        Assert.Equal(values.Select(value => value / 32768f), all);
    }

    [Fact]
    public void Wrong_lengths_and_ADPCM_are_programming_errors()
    {
        var error = Assert.Throws<ArgumentException>(() => SampleCodec.Decode(new byte[5], WavEncoding.Pcm16, new float[2]));
        Assert.StartsWith("2 samples of 16-bit integer are 4 bytes; there is room for 5.", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => SampleCodec.Encode(new float[2], WavEncoding.ImaAdpcm));
        Assert.StartsWith("IMA ADPCM codes blocks of samples, not single ones: use WavWriter and WavReader.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encodings_have_short_names()
    {
        Assert.Equal(Sounds.Encodings, WavEncodings.ShortNames.Split(", ").Select(WavEncodings.Parse).Order());
        Assert.Equal(WavEncoding.Float32, WavEncodings.Parse(" 32F"));
        Assert.Equal("'12' is no WAV encoding; expected one of 4, 8, 16, 24, 32, 32f, 64f, alaw, ulaw.", Assert.Throws<HarkException>(() => WavEncodings.Parse("12")).Message);
    }
}
