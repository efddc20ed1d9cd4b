using Hark.Data;

namespace Hark.Tests.Data;

public class NoiseMixingTests
{
    private const int Count = 2000;
    private const int Samples = 160;
    private static readonly Lazy<BackgroundNoise> Noise = new(() => BackgroundNoise.Generate(16000));

    [Fact]
    public void The_share_of_disturbed_clips_is_the_probability_and_silence_is_left_alone()
    {
        // 4 standard deviations of a binomial of 1,000 clips at 0.8: one fault in 16,000 seeds.
        const double tolerance = 4 * 12.65;
        int[] disturbed = new int[2];
        foreach (Batch batch in Mixed(new Chance(0.8f, 7, 1, ExceptLabels: [1])))
        {
            disturbed[batch.LabelIndices[0]] += batch.Example(0).ContainsAnyExcept(0.25f) ? 1 : 0;
        }

        Assert.InRange(disturbed[0], 800 - tolerance, 800 + tolerance);
        Assert.Equal(0, disturbed[1]);
    }

    [Fact]
    public void Two_things_of_one_lot_are_done_together_or_not_at_all()
    {
        var chance = new Chance(0.5f, 7, 1);
        int both = 0;
        foreach (Batch batch in Clips().Repeat(1).ShiftInTime(1000, 3, chance).AddNoise(Noise, 0.01f, 3, chance).Batch(1).Epoch(2))
        {
            bool same = !batch.Example(0).ContainsAnyExcept(0.25f);
            both += same ? 0 : 1;
            Assert.Equal(chance.Picks(new ExampleKey(2, batch.Indices[0], batch.LabelIndices[0])), !same);
        }

        Assert.InRange(both, (Count / 2) - 90, (Count / 2) + 90);
    }

    [Fact]
    public void Noise_is_added_at_an_amplitude_uniform_up_to_the_greatest()
    {
        // The noise of root mean square 0.1 in a cut: the added power says the amplitude, roughly; on average it is half the greatest, squared a third.
        double power = 0;
        foreach (Batch batch in Mixed(Chance.Always, 0.3f))
        {
            foreach (float sample in batch.Example(0))
            {
                power += (sample - 0.25) * (sample - 0.25);
            }
        }

        Assert.Equal(0.1 * 0.1 * 0.3 * 0.3 / 3, power / Count / Samples, 0.1 * 0.1 * 0.3 * 0.3 / 3 * 0.25);
    }

    [Fact]
    public void What_would_pass_full_scale_is_cut_off()
    {
        Batch batch = Mixed(Chance.Always, 500).First();
        Assert.All(batch.Example(0).ToArray(), sample => Assert.InRange(sample, -1f, 1f));
        Assert.True(batch.Example(0).ContainsAny(1f, -1f));
    }

    [Fact]
    public void A_cut_at_the_end_of_its_stretch_goes_on_at_the_beginning()
    {
        float[] samples = new float[21];
        new NoiseCut(new NoiseStretch([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), 8).AddTo(samples, 0.5f);
        Assert.Equal(Enumerable.Range(0, 21).Select(i => 0.5f * (((8 + i) % 10) + 1)), samples);
    }

    private static IEnumerable<Batch> Mixed(Chance chance, float mostAmplitude = 0.1f) => Clips().Repeat(1).AddNoise(Noise, mostAmplitude, 3, chance).Batch(1).Epoch(0);

    /// <summary>Level clips of two labels in turn.</summary>
    private static ClipSource Clips()
    {
        float[] waves = new float[Count * Samples];
        Array.Fill(waves, 0.25f);
        return LabeledClips.From(NpyArray.From(waves, Count, Samples), NpyArray.FromStrings([.. Enumerable.Range(0, Count).Select(i => i % 2 == 0 ? "a" : "silence")], Count), 16000);
    }
}
