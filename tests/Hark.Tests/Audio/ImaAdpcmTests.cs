using Hark.Audio;

namespace Hark.Tests.Audio;

public class ImaAdpcmTests
{
    [Fact]
    public void A_block_worked_out_by_hand()
    {
        // Predictor 1000, index 0 (step 7). Code 7: 7/8 + 7 + 7/2 + 7/4 = 0 + 7 + 3 + 1 = 11, index 8 (step 16).
        // Code 0xF: −(2 + 16 + 8 + 4) = −30, index 16 (step 34). Code 0: 34/8 = 4, index 15. Code 8: −31/8 = −3, index 14. Then zeros.
        byte[] block = [0xE8, 0x03, 0, 0, 0xF7, 0x80, 0x00, 0x00];
        var samples = new float[9];

        Assert.True(ImaAdpcm.TryDecode(block, 1, samples));
        int[] expected = [1000, 1011, 981, 985, 982, 982 + 3, 985 + 3, 988 + 2, 990 + 2];
        Assert.Equal(expected.Select(value => value / 32768f), samples);
    }

    [Fact]
    public void Predictions_stop_at_the_ends_of_16_bits()
    {
        byte[] block = [0xFF, 0x7F, 88, 0, 0x77, 0x77, 0x77, 0x77, 0x00, 0x80, 88, 0, 0xFF, 0xFF, 0xFF, 0xFF];
        var samples = new float[9];

        Assert.True(ImaAdpcm.TryDecode(block.AsSpan(0, 8), 1, samples));
        Assert.All(samples, sample => Assert.Equal(32767 / 32768f, sample));
        Assert.True(ImaAdpcm.TryDecode(block.AsSpan(8), 1, samples));
        Assert.All(samples, sample => Assert.Equal(-1, sample));
    }

    [Fact]
    public void Encoding_keeps_a_speech_like_sound_within_a_few_steps()
    {
        AudioClip clip = Sounds.Speechlike(16_000, noise: 0.02);
        AudioClip back = AudioClip.Load(new MemoryStream(clip.ToWavBytes(WavEncoding.ImaAdpcm)));

        Assert.InRange(Sounds.SignalToNoiseDb(clip.Samples, back.Samples), 25, 60);
    }

    [Fact]
    public void A_sound_that_starts_loud_is_followed_from_its_first_sample()
    {
        var samples = new float[505];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = 0.9f * (float)Math.Sin(2 * Math.PI * 1000 * i / 16000);
        }

        AudioClip back = AudioClip.Load(new MemoryStream(new AudioClip(samples, 16000).ToWavBytes(WavEncoding.ImaAdpcm)));
        Assert.True(Sounds.SignalToNoiseDb(samples.AsSpan(0, 32), back.Samples[..32]) > 15);
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(3, 1, 0)]
    [InlineData(4, 1, 1)]
    [InlineData(7, 1, 1)]
    [InlineData(8, 1, 9)]
    [InlineData(256, 1, 505)]
    [InlineData(512, 2, 505)]
    [InlineData(15, 2, 1)]
    public void A_block_holds_one_frame_and_eight_for_each_group(int bytes, int channels, int frames)
    {
        Assert.Equal(frames, ImaAdpcm.FramesIn(bytes, channels));
        if (bytes % (4 * channels) == 0 && frames > 0)
        {
            Assert.Equal(bytes, ImaAdpcm.BytesFor(frames, channels));
        }
    }
}
