using Hark.Data;

namespace Hark.Tests.Data;

public class TimeShiftTests
{
    private static ClipSource Ramps(int count)
        => LabeledClips.From(NpyArray.From([.. Enumerable.Range(0, count * 10).Select(i => 0.01f * ((i % 10) + 1))], count, 10), NpyArray.FromStrings([.. Enumerable.Repeat("a", count)], count), 8000);

    [Fact]
    public void Every_shift_within_the_bounds_occurs_and_moves_whole_samples()
    {
        var seen = new HashSet<int>();
        foreach (Batch batch in Ramps(200).Repeat(1).ShiftInTime(3, seed: 4).Batch(1).Epoch(0))
        {
            float[] clip = batch.Example(0).ToArray();
            int shift = clip[0] == 0 ? Array.FindIndex(clip, x => x != 0) : 1 - (int)MathF.Round(clip[0] * 100);
            for (int t = 0; t < clip.Length; t++)
            {
                int source = t - shift;
                Assert.Equal(source is >= 0 and < 10 ? 0.01f * (source + 1) : 0, clip[t]);
            }

            seen.Add(shift);
        }

        Assert.Equal(Enumerable.Range(-3, 7), seen.Order());
    }

    [Fact]
    public void The_same_seed_epoch_and_clip_give_the_same_shift_and_another_epoch_others()
    {
        float[] first = Epoch(0), again = Epoch(0), next = Epoch(1);
        Assert.Equal(first, again);
        Assert.NotEqual(first, next);

        static float[] Epoch(int epoch) => Ramps(50).Repeat(1).ShiftInTime(3, seed: 4).Batch(50).Epoch(epoch).Single().Inputs.ToArray();
    }

    [Fact]
    public void A_shift_longer_than_the_clip_leaves_silence_and_none_changes_nothing()
    {
        Assert.Contains(Ramps(50).Repeat(1).ShiftInTime(1000, seed: 4).Batch(1).Epoch(0), b => b.Example(0).IndexOfAnyExcept(0f) < 0);
        Assert.Equal(Ramps(1).Batch(1).Epoch(0).Single().Inputs.ToArray(), Ramps(1).Repeat(1).ShiftInTime(0, seed: 4).Batch(1).Epoch(0).Single().Inputs.ToArray());
    }

    [Fact]
    public void A_placed_word_ends_in_the_last_moments_of_its_clip_and_what_is_excepted_stays()
    {
        const int Rate = 16000, Most = 5600;
        float[] word = new float[Rate];
        for (int t = 3200; t < 6400; t++)
        {
            word[t] = 0.3f * MathF.Sin(t);
        }

        ClipSource clips = LabeledClips.From(NpyArray.From([.. word, .. word], 2, Rate), NpyArray.FromStrings(["a", "b"], 2), Rate);
        var fromEnd = new List<int>();
        foreach (Batch batch in clips.Repeat(300).PlaceWordEnds(Most, 4, Chance.Always with { ExceptLabels = [1] }).Batch(1).Epoch(0))
        {
            if (batch.LabelIndices[0] == 1)
            {
                Assert.Equal(word, batch.Example(0).ToArray());
            }
            else
            {
                fromEnd.Add(Rate - 6400 - Shift(batch.Example(0)));
            }
        }

        Assert.Equal(300, fromEnd.Count);
        Assert.InRange(fromEnd.Min(), 0, Most / 20);
        Assert.InRange(fromEnd.Max(), Most - (Most / 20), Most);
        Assert.InRange(fromEnd.Average(), 0.45 * Most, 0.55 * Most);

        int Shift(ReadOnlySpan<float> clip)
        {
            int start = clip.IndexOfAnyExcept(0f) - Array.FindIndex(word, sample => sample != 0);
            Assert.Equal(word[3200..6400], clip.Slice(3200 + start, 3200).ToArray());
            return start;
        }
    }

    [Fact]
    public void A_clip_that_is_placed_is_not_shifted_as_well()
    {
        var picked = new Chance(0.5f, 9, 1);
        float[][] clips = [.. Ramps(200).Repeat(1).ShiftInTime(3, 4, Chance.Always, unless: picked).Batch(1).Epoch(0).Select(batch => batch.Example(0).ToArray())];
        float[] still = Ramps(1).Batch(1).Epoch(0).Single().Inputs.ToArray();
        Assert.All(clips.Where((_, i) => picked.Picks(new ExampleKey(0, i, 0))), clip => Assert.Equal(still, clip));
        Assert.Contains(clips.Where((_, i) => !picked.Picks(new ExampleKey(0, i, 0))), clip => !clip.SequenceEqual(still));
    }
}
