using Hark.Evaluation;

namespace Hark.Tests.Evaluation;

public class ClipSpeechTests
{
    private const int Rate = 16000;

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(0.02f, 0f)]
    [InlineData(0.02f, 0.4f)]
    public void A_word_is_found_with_its_level_in_silence_noise_and_offset(float noise, float offset)
    {
        float[] clip = Clip(noise, (0.3, 0.7, 0.5f));
        ClipSpeech speech = ClipSpeech.Of([.. clip.Select(sample => sample + offset)], Rate);
        Assert.InRange((double)speech.Start / Rate, 0.28, 0.31);
        Assert.InRange((double)speech.End / Rate, 0.69, 0.72);
        if (offset == 0)
        {
            Assert.Equal(0.5 / Math.Sqrt(2), speech.Rms, 0.02);
        }
    }

    [Fact]
    public void Short_pauses_belong_to_the_word_and_long_ones_end_it()
    {
        ClipSpeech speech = ClipSpeech.Of(Clip(0, (0.1, 0.3, 0.5f), (0.4, 0.5, 0.3f), (0.8, 0.9, 0.4f)), Rate);
        Assert.Equal((0.1, 0.5), (Math.Round((double)speech.Start / Rate, 2), Math.Round((double)speech.End / Rate, 2)));
    }

    [Fact]
    public void Silence_and_the_shortest_clip_have_an_extent_too()
    {
        Assert.Equal(0, ClipSpeech.Of(new float[Rate], Rate).Rms);
        Assert.Equal(new ClipSpeech(0, 3, 0.5), ClipSpeech.Of([0.5f, -0.5f, 0.5f], Rate));
    }

    private static float[] Clip(float noise, params (double From, double To, float Amplitude)[] tones)
    {
        var random = new SeededRandom(1);
        var clip = new float[Rate];
        foreach (ref float sample in clip.AsSpan())
        {
            sample = noise * random.NextSingle(-1, 1);
        }

        foreach ((double from, double to, float amplitude) in tones)
        {
            for (int i = (int)(from * Rate); i < (int)(to * Rate); i++)
            {
                clip[i] += amplitude * MathF.Sin(i * 0.3f);
            }
        }

        return clip;
    }
}
