using Hark.Data;

namespace Hark.Tests.Data;

public class SpecAugmentTests
{
    private const int Frames = 30;
    private const int Bands = 12;
    private const int Count = 400;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Masks_take_whole_frames_and_whole_bands_within_their_bounds(bool framesFirst)
    {
        var widths = new HashSet<int>();
        var heights = new HashSet<int>();
        foreach (float[] clip in Masked(framesFirst, new SpecAugment.Masks(1, 7), new SpecAugment.Masks(1, 3), seed: 4))
        {
            bool[] frameOut = [.. Enumerable.Range(0, Frames).Select(t => Enumerable.Range(0, Bands).All(b => At(clip, framesFirst, t, b) == 0))];
            bool[] bandOut = [.. Enumerable.Range(0, Bands).Select(b => Enumerable.Range(0, Frames).All(t => At(clip, framesFirst, t, b) == 0))];
            for (int t = 0; t < Frames; t++)
            {
                for (int b = 0; b < Bands; b++)
                {
                    Assert.Equal(frameOut[t] || bandOut[b] ? 0 : 1, At(clip, framesFirst, t, b));
                }
            }

            widths.Add(RunLength(frameOut));
            heights.Add(RunLength(bandOut));
        }

        // All lengths occur, none and the greatest included; each mask is one run.
        Assert.Equal(Enumerable.Range(0, 8), widths.Order());
        Assert.Equal(Enumerable.Range(0, 4), heights.Order());
    }

    [Fact]
    public void Every_frame_can_be_masked_and_two_masks_take_at_most_twice_the_longest()
    {
        var times = new int[Frames];
        foreach (float[] clip in Masked(framesFirst: true, new SpecAugment.Masks(2, 5), default, seed: 1))
        {
            int[] gone = [.. Enumerable.Range(0, Frames).Where(t => clip[t * Bands] == 0)];
            Assert.InRange(gone.Length, 0, 10);
            Array.ForEach(gone, t => times[t]++);
        }

        Assert.DoesNotContain(0, times);
    }

    [Fact]
    public void A_mask_longer_than_the_features_may_take_all_of_them()
        => Assert.Contains(Masked(framesFirst: false, new SpecAugment.Masks(1, 500), default, seed: 1), clip => Array.TrueForAll(clip, value => value == 0));

    [Fact]
    public void The_same_seed_gives_the_same_masks_and_none_changes_nothing()
    {
        var masks = new SpecAugment.Masks(2, 5);
        Assert.Equal(Masked(true, masks, masks, seed: 3), Masked(true, masks, masks, seed: 3));
        Assert.NotEqual(Masked(true, masks, masks, seed: 3), Masked(true, masks, masks, seed: 4));
        Assert.All(Masked(true, new SpecAugment.Masks(2, 0), new SpecAugment.Masks(0, 9), seed: 3), clip => Assert.DoesNotContain(0f, clip));
    }

    /// <summary>Features of ones, masked.</summary>
    private static List<float[]> Masked(bool framesFirst, SpecAugment.Masks overTime, SpecAugment.Masks overFrequency, long seed)
    {
        float[] ones = new float[Count * Frames * Bands];
        Array.Fill(ones, 1f);
        ClipSource clips = LabeledClips.From(NpyArray.From(ones, Count, Frames * Bands), NpyArray.FromStrings([.. Enumerable.Repeat("a", Count)], Count), 8000);
        return [.. clips.Repeat(1).MaskFeatures(Frames, Bands, framesFirst, overTime, overFrequency, seed).Batch(1).Epoch(0).Select(batch => batch.Example(0).ToArray())];
    }

    private static float At(float[] clip, bool framesFirst, int frame, int band) => framesFirst ? clip[(frame * Bands) + band] : clip[(band * Frames) + frame];

    private static int RunLength(bool[] gone)
    {
        int first = Array.IndexOf(gone, true), last = Array.LastIndexOf(gone, true);
        int length = first < 0 ? 0 : last - first + 1;
        Assert.Equal(length, gone.Count(masked => masked));
        return length;
    }
}
