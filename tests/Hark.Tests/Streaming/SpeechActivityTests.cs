using Hark.Streaming;

namespace Hark.Tests.Streaming;

public class SpeechActivityTests
{
    private const int Rate = 16000;

    [Fact]
    public void Silence_offset_and_steady_noise_do_not_stand_out()
    {
        Assert.False(After(new float[5 * Rate]).InWindow);
        Assert.False(After([.. Enumerable.Repeat(0.5f, 5 * Rate)]).InWindow);
        Assert.False(After(Noise(40, 0.02f)).InWindow);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.5f)]
    public void A_word_stands_out_of_noise_and_its_place_is_told(float offset)
    {
        float[] sound = Noise(40.9, 0.02f);
        for (int i = 40 * Rate; i < (int)(40.6 * Rate); i++)
        {
            sound[i] += 0.3f * MathF.Sin(i * 0.3f);
        }

        SpeechActivity activity = After([.. sound.Select(sample => sample + offset)]);
        Assert.True(activity.InWindow);
        Assert.False(activity.StandsOutNow);
        (long start, long end) = activity.LatestWord();
        Assert.InRange((double)start / Rate, 39.97, 40.03);
        Assert.InRange((double)end / Rate, 40.57, 40.63);
        activity.Reset();
        Assert.False(activity.InWindow);
    }

    [Fact]
    public void The_latest_of_two_words_is_told_with_its_own_pauses()
    {
        var sound = new float[Rate];
        foreach ((double from, double to) in ((double, double)[])[(0.05, 0.2), (0.5, 0.6), (0.65, 0.8)])
        {
            for (int i = (int)(from * Rate); i < (int)(to * Rate); i++)
            {
                sound[i] = 0.3f * MathF.Sin(i * 0.3f);
            }
        }

        (long start, long end) = After(sound).LatestWord();
        Assert.Equal((0.5, 0.8), (Math.Round((double)start / Rate, 1), Math.Round((double)end / Rate, 1)));
    }

    [Fact]
    public void Noise_that_grows_louder_is_soon_no_news()
    {
        SpeechActivity activity = After(Noise(30, 0.001f));
        int seconds = 0;
        do
        {
            Add(activity, Noise(1, 0.03f));
            seconds++;
        }
        while (activity.InWindow && seconds < 60);
        Assert.InRange(seconds, 2, 20);
    }

    private static SpeechActivity After(float[] sound)
    {
        var activity = new SpeechActivity(Rate, Rate);
        Add(activity, sound);
        return activity;
    }

    private static void Add(SpeechActivity activity, float[] sound)
    {
        for (int at = 0; at < sound.Length;)
        {
            int count = Math.Min(sound.Length - at, activity.LeftInBlock);
            activity.Add(sound.AsSpan(at, count));
            at += count;
        }
    }

    private static float[] Noise(double seconds, float amplitude)
    {
        var random = new SeededRandom(2);
        var samples = new float[(int)(seconds * Rate)];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = amplitude * (float)random.NextGaussian();
        }

        return samples;
    }
}
