using Hark.Data;

namespace Hark.Tests.Data;

public class BackgroundSpeechTests
{
    private const int Rate = 4000;
    private const int Clips = 40;

    /// <summary>Every second clip is silence, label 1, marked by an offset that no voice has.</summary>
    private static readonly ClipSource Source = LabeledClips.From(
        NpyArray.From([.. Enumerable.Range(0, Clips * Rate).Select(i => Sample(i / Rate, i % Rate))], Clips, Rate),
        NpyArray.FromStrings([.. Enumerable.Range(0, Clips).Select(i => i % 2 == 0 ? "a" : "silence")], Clips),
        Rate);

    [Fact]
    public void Voices_stand_below_the_clip_by_the_ratio_asked_for()
    {
        double[] ratios = [.. Heard(0, threads: 1).Where((_, i) => i % 2 == 0).Select((clip, i) =>
        {
            double noise = clip.Select((sample, t) => sample - Sample(2 * i, t)).Average(d => (double)d * d);
            return 10 * Math.Log10(Enumerable.Range(0, Rate).Average(t => Math.Pow(Sample(2 * i, t), 2)) / noise);
        })];
        Assert.All(ratios, ratio => Assert.InRange(ratio, 4.99, 20.01));
        Assert.True(ratios.Max() - ratios.Min() > 7, "the ratios are spread");
    }

    [Fact]
    public void An_excepted_label_neither_gets_voices_nor_is_one()
    {
        float[][] heard = [.. Heard(0, threads: 1)];
        Assert.All(Enumerable.Range(0, Clips / 2), i => Assert.Equal(Enumerable.Range(0, Rate).Select(t => Sample((2 * i) + 1, t)), heard[(2 * i) + 1]));
        Assert.All(heard.Where((_, i) => i % 2 == 0), clip => Assert.Equal(0, clip.Average(), 1e-4));
    }

    [Fact]
    public void Seed_epoch_and_clip_alone_name_the_voices()
    {
        Assert.Equal(Heard(1, threads: 1), Heard(1, threads: 3));
        Assert.NotEqual(Heard(1, threads: 1), Heard(2, threads: 1));
    }

    [Fact]
    public void Without_a_chance_nothing_is_added()
    {
        ClipPipeline clips = Source.Repeat(1);
        Assert.Same(clips, clips.AddBackgroundSpeech(5, 20, 3, new Chance(0, 3, 1)));
    }

    private static List<float[]> Heard(int epoch, int threads)
    {
        var clips = new List<float[]>();
        foreach (Batch batch in Source.Repeat(1).AddBackgroundSpeech(5, 20, 3, Chance.Always with { ExceptLabels = [1] }).Batch(7).Prefetch(2, threads).Epoch(epoch))
        {
            for (int i = 0; i < batch.Count; i++)
            {
                clips.Add(batch.Example(i).ToArray());
            }
        }

        return clips;
    }

    /// <summary>Whole periods of a tone of the clip's own.</summary>
    private static float Sample(int clip, int t) => clip % 2 == 1 ? 0.5f : 0.2f * MathF.Sin(2 * MathF.PI * (100 + (10 * clip)) * t / Rate);
}
