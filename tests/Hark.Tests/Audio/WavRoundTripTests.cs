using Hark.Audio;

namespace Hark.Tests.Audio;

public class WavRoundTripTests
{
    public static TheoryData<WavEncoding, int, int> Formats()
    {
        var data = new TheoryData<WavEncoding, int, int>();
        foreach (WavEncoding encoding in Sounds.Encodings)
        {
            foreach ((int channels, int rate) in new[] { (1, 16000), (2, 44100), (3, 8000), (6, 48000), (1, 1), (1, 192000), (11, 12345) })
            {
                data.Add(encoding, channels, rate);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_written_clip_reads_back_within_its_quantisation_step(WavEncoding encoding, int channels, int sampleRate)
    {
        foreach (int frames in new[] { 1, 2, 7, 8, 9, 505, 506, 3001 })
        {
            AudioClip clip = encoding == WavEncoding.ImaAdpcm
                ? Sounds.Speechlike(frames, channels, noise: 0.01).At(sampleRate)
                : Sounds.FullScaleNoise(frames, channels, sampleRate);
            using var stream = new MemoryStream(clip.ToWavBytes(encoding));
            AudioClip back = AudioClip.Load(stream);

            Assert.Equal((sampleRate, channels, frames), (back.SampleRate, back.Channels, back.Frames));
            if (encoding == WavEncoding.ImaAdpcm)
            {
                // Its step follows the signal, so no fixed bound holds; IMA ADPCM of such a sound keeps well over 20 dB.
                double quality = Sounds.SignalToNoiseDb(clip.Samples, back.Samples);
                Assert.True(frames < 505 || quality > 20, $"{quality} dB");
                Assert.Equal(clip.Samples[0], back.Samples[0], 0.5001 / 32768);
                continue;
            }

            double step = encoding is WavEncoding.Float32 or WavEncoding.Float64 ? 0 : Math.ScaleB(1, 1 - encoding.Bits());
            for (int i = 0; i < clip.Samples.Length; i++)
            {
                double error = Math.Abs(clip.Samples[i] - (double)back.Samples[i]);
                double bound = encoding.LargestError() + (clip.Samples[i] > 1 - step ? step / 2 : 0) + (encoding == WavEncoding.Pcm32 ? 1.0 / (1 << 24) : 0);
                Assert.True(error <= bound, $"{encoding}: {clip.Samples[i]:R} came back as {back.Samples[i]:R}, off by {error}, more than {bound}");
            }
        }
    }

    [Theory]
    [InlineData(WavEncoding.Pcm8)]
    [InlineData(WavEncoding.Pcm16)]
    [InlineData(WavEncoding.Pcm24)]
    [InlineData(WavEncoding.Float32)]
    [InlineData(WavEncoding.Float64)]
    [InlineData(WavEncoding.ALaw)]
    [InlineData(WavEncoding.MuLaw)]
    public void What_was_read_is_written_back_to_the_same_bytes(WavEncoding encoding)
    {
        byte[] once = Sounds.FullScaleNoise(20_000).ToWavBytes(encoding);
        byte[] twice = AudioClip.Load(new MemoryStream(once)).ToWavBytes(encoding);

        Assert.Equal(once, twice);
    }

    [Theory]
    [InlineData(WavEncoding.Pcm8, 1f, 127 / 128.0)]
    [InlineData(WavEncoding.Pcm8, -1f, -1.0)]
    [InlineData(WavEncoding.Pcm8, 7f, 127 / 128.0)]
    [InlineData(WavEncoding.Pcm16, 1f, 32767 / 32768.0)]
    [InlineData(WavEncoding.Pcm16, -9f, -1.0)]
    [InlineData(WavEncoding.Pcm24, 1f, 8388607 / 8388608.0)]
    [InlineData(WavEncoding.Pcm24, -1.5f, -1.0)]
    [InlineData(WavEncoding.Pcm32, 1e30f, 1.0)]
    [InlineData(WavEncoding.Pcm32, -2f, -1.0)]
    [InlineData(WavEncoding.MuLaw, 3f, 32124 / 32768.0)]
    [InlineData(WavEncoding.MuLaw, -3f, -32124 / 32768.0)]
    [InlineData(WavEncoding.ALaw, 3f, 32256 / 32768.0)]
    [InlineData(WavEncoding.ALaw, -3f, -32256 / 32768.0)]
    [InlineData(WavEncoding.Float32, 3f, 3.0)]
    [InlineData(WavEncoding.Float64, -3f, -3.0)]
    public void Samples_beyond_full_scale_saturate_but_in_floats(WavEncoding encoding, float written, double expected)
    {
        byte[] file = new AudioClip([written], 8000).ToWavBytes(encoding);

        Assert.Equal(expected, AudioClip.Load(new MemoryStream(file)).Samples[0]);
    }

    [Fact]
    public void A_32_bit_sample_keeps_the_24_bits_a_float_has()
    {
        AudioClip clip = Sounds.FullScaleNoise(5000);
        AudioClip back = AudioClip.Load(new MemoryStream(clip.ToWavBytes(WavEncoding.Pcm32)));

        // −1..1 noise of 24 random bits survives a 32-bit integer unchanged, but for +1, which rounds back to 1 in float.
        Assert.Equal(clip.Samples.ToArray(), back.Samples.ToArray());
    }
}
