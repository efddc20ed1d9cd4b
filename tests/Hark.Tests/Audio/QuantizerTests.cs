using Hark.Audio;

namespace Hark.Tests.Audio;

public class QuantizerTests
{
    [Theory]
    [InlineData(1, 2, 1.0, 7.78)]
    [InlineData(8, 256, 1.0 / 128, 49.92)]
    [InlineData(16, 65536, 1.0 / 32768, 98.09)]
    [InlineData(32, 4294967296, 1.0 / 2147483648, 194.42)]
    public void Bits_make_levels_steps_and_a_theoretical_ratio(int bits, long levels, double step, double theoryDb)
    {
        var quantizer = new Quantizer(bits);

        Assert.Equal((levels, step), (quantizer.Levels, quantizer.Step));
        Assert.Equal(theoryDb, quantizer.TheoreticalSnrDb, 0.01);
        Assert.Equal(theoryDb - 4.77, new Quantizer(bits, dither: true).TheoreticalSnrDb, 0.01);
        Assert.Equal(theoryDb - 20, quantizer.ExpectedSnrDb(0.1 / Math.Sqrt(2)), 0.01);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(16)]
    public void A_sine_measures_what_theory_says(int bits)
    {
        var quantizer = new Quantizer(bits);
        AudioClip sine = new ComplexWave(new Partial(997, 1 - quantizer.Step)).ToClip(48000, 2);
        Quantization result = quantizer.Apply(sine);

        Assert.Equal(result.ExpectedSnrDb, result.MeasuredSnrDb, bits < 6 ? 0.7 : 0.3);
        Assert.InRange(result.LargestError, 0.45 * quantizer.Step, (0.5 * quantizer.Step) + 1e-12);
        Assert.Equal(0, result.ClippedSamples);
        Assert.All(result.Clip.Samples.ToArray(), sample => Assert.Equal(0, sample / quantizer.Step % 1));
    }

    [Fact]
    public void Dither_costs_4_77_dB_and_keeps_sounds_below_half_a_step_alive()
    {
        AudioClip loud = new ComplexWave(new Partial(997, 0.9)).ToClip(48000, 2);
        Quantization result = new Quantizer(8, dither: true, seed: 3).Apply(loud);
        Assert.Equal(result.ExpectedSnrDb, result.MeasuredSnrDb, 0.3);
        Assert.InRange(result.LargestError, 1.2 / 128, 1.5 / 128);

        AudioClip faint = new ComplexWave(new Partial(997, 0.4 / 128)).ToClip(48000, 2);
        Assert.All(new Quantizer(8).Apply(faint).Clip.Samples.ToArray(), sample => Assert.Equal(0, sample));
        AudioClip kept = new Quantizer(8, dither: true).Apply(faint).Clip;
        Assert.Equal(1, Product(kept, faint) / Product(faint, faint), 0.05);
    }

    [Fact]
    public void The_same_seed_gives_the_same_dither()
    {
        AudioClip clip = Sounds.Speechlike(1000);
        float[] Dithered(long seed) => new Quantizer(6, dither: true, seed).Apply(clip).Clip.Samples.ToArray();

        Assert.Equal(Dithered(1), Dithered(1));
        Assert.NotEqual(Dithered(1), Dithered(2));
    }

    [Fact]
    public void One_bit_keeps_the_sign_alone()
    {
        Quantization result = new Quantizer(1).Apply(new AudioClip([-1, -0.1f, 0.1f, 1], 8000));

        Assert.Equal([-0.5f, -0.5f, 0.5f, 0.5f], result.Clip.Samples.ToArray());
        Assert.Equal(0.5, result.LargestError, 1e-9);
    }

    [Theory]
    [InlineData(8, WavEncoding.Pcm8)]
    [InlineData(16, WavEncoding.Pcm16)]
    [InlineData(24, WavEncoding.Pcm24)]
    public void The_levels_are_those_of_a_WAV_file(int bits, WavEncoding encoding)
    {
        AudioClip clip = Sounds.FullScaleNoise(2000);
        AudioClip file = AudioClip.Load(new MemoryStream(clip.ToWavBytes(encoding)));

        Assert.Equal(file.Samples.ToArray(), new Quantizer(bits).Apply(clip).Clip.Samples.ToArray());
    }

    [Fact]
    public void Clipping_is_counted_and_nothing_is_lost_at_32_bits()
    {
        Quantization result = new Quantizer(8).Apply(new AudioClip([2, -2, 0.5f, 127 / 128f], 8000));
        Assert.Equal((2, 1 + (1 / 128.0)), (result.ClippedSamples, result.LargestError));

        Quantization lossless = new Quantizer(32).Apply(AudioClip.Load(new MemoryStream(Sounds.Speechlike(100).ToWavBytes(WavEncoding.Pcm24))));
        Assert.Equal(double.PositiveInfinity, lossless.MeasuredSnrDb);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(33)]
    [InlineData(-8)]
    public void Other_bits_are_refused(int bits)
        => Assert.StartsWith("A quantiser has 1 to 32 bits.", Assert.Throws<ArgumentOutOfRangeException>(() => new Quantizer(bits)).Message, StringComparison.Ordinal);

    private static double Product(AudioClip a, AudioClip b)
    {
        double sum = 0;
        for (int i = 0; i < a.Frames; i++)
        {
            sum += (double)a.Samples[i] * b.Samples[i];
        }

        return sum;
    }
}
