using Hark.Data;

namespace Hark.Tests.Data;

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
        Assert.Equal((0.1, 0.5), Seconds(ClipSpeech.Of(Clip(0, (0.1, 0.3, 0.5f), (0.4, 0.5, 0.3f), (0.8, 0.9, 0.4f)), Rate)));
    }

    [Fact]
    public void A_loud_release_after_a_long_closure_belongs_to_the_word_and_a_soft_breath_does_not()
    {
        Assert.Equal((0.1, 0.6), Seconds(ClipSpeech.Of(Clip(0, (0.1, 0.3, 0.5f), (0.52, 0.6, 0.2f)), Rate)));
        Assert.Equal((0.1, 0.3), Seconds(ClipSpeech.Of(Clip(0, (0.1, 0.3, 0.5f), (0.52, 0.6, 0.04f)), Rate)));
    }

    [Fact]
    public void A_click_louder_than_the_word_is_not_taken_for_it()
        => Assert.Equal((0.5, 0.9), Seconds(ClipSpeech.Of(Clip(0, (0.1, 0.12, 0.9f), (0.5, 0.9, 0.3f)), Rate)));

    [Fact]
    public void Hum_does_not_stretch_the_word()
    {
        float[] clip = Clip(0, (0.4, 0.7, 0.3f));
        for (int i = 0; i < clip.Length; i++)
        {
            clip[i] += 0.06f * MathF.Sin(2 * MathF.PI * 50 * i / Rate);
        }

        Assert.Equal((0.4, 0.7), Seconds(ClipSpeech.Of(clip, Rate)));
    }

    [Fact]
    public void Silence_and_the_shortest_clip_have_an_extent_too()
    {
        Assert.Equal(0, ClipSpeech.Of(new float[Rate], Rate).Rms);
        Assert.Equal(new ClipSpeech(0, 3, 0.5), ClipSpeech.Of([0.5f, -0.5f, 0.5f], Rate));
    }

    private static (double Start, double End) Seconds(ClipSpeech speech) => (Math.Round((double)speech.Start / Rate, 2), Math.Round((double)speech.End / Rate, 2));

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
            // Ended within a block: what is cut off sounds into the next sample.
            for (int i = (int)(from * Rate); i < (int)(to * Rate) - (Rate / 200); i++)
            {
                clip[i] += amplitude * MathF.Sin(i * 0.3f);
            }
        }

        return clip;
    }
}
