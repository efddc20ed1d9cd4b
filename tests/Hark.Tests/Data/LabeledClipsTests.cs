using Hark.Audio;
using Hark.Data;

namespace Hark.Tests.Data;

public class LabeledClipsTests
{
    [Fact]
    public void Rows_come_out_as_they_are_with_their_labels_in_the_order_of_the_lesson()
    {
        ClipSource clips = LabeledClips.From(Waves(4, 3), NpyArray.FromStrings(["silence", "go", "yes", "go"], 4, 1));

        Assert.Equal(["yes", "go", "silence"], clips.Labels);
        Assert.Equal([2, 1, 0, 1], clips.LabelIndices());
        Assert.Equal((4, 3, 3), (clips.Count, clips.ClipSamples, clips.SampleRate));
        Assert.Equal([6f, 7f, 8f], clips.Clip(2).Samples.ToArray());
        Assert.Equal("row 2", clips.Name(2));
    }

    [Fact]
    public void Other_labels_come_in_ordinal_order_and_may_be_of_any_script_or_numbers()
    {
        Assert.Equal(["Zug", "네", "아니요"], LabeledClips.From(Waves(4, 3), NpyArray.FromStrings(["아니요", "네", "Zug", "네"])).Labels);
        Assert.Equal(["0", "7"], LabeledClips.From(Waves(4, 3), NpyArray.From([7L, 0L, 7L, 7L])).Labels);
    }

    [Fact]
    public void The_waves_are_not_copied()
    {
        float[] values = new float[12];
        ClipSource clips = LabeledClips.From(NpyArray.From(values, 4, 3), NpyArray.FromStrings(["a", "a", "a", "a"]));
        values[3] = 0.5f;
        Assert.Equal([0.5f, 0f, 0f], clips.Clip(1).Samples.ToArray());
    }

    [Fact]
    public void Integer_audio_is_scaled_by_the_range_of_its_type()
    {
        Assert.Equal([-1f, 0f, 0.5f], First(NpyArray.From([short.MinValue, (short)0, (short)16384], 1, 3)));
        Assert.Equal([-1f, 0f, 0.5f], First(NpyArray.From([sbyte.MinValue, (sbyte)0, (sbyte)64], 1, 3)));
        Assert.Equal([-1f, 0f, 0.5f], First(NpyArray.From([(byte)0, (byte)128, (byte)192], 1, 3)));
        Assert.Equal([-1f, 0f, 0.5f], First(NpyArray.From([int.MinValue, 0, 1 << 30], 1, 3)));
        Assert.Equal([-1f, 0f, 0.5f], First(NpyArray.From([(ushort)0, (ushort)32768, (ushort)49152], 1, 3)));
        Assert.Equal([-0.25f, 0f, 2f], First(NpyArray.From([-0.25, 0.0, 2.0], 1, 3)));
    }

    [Fact]
    public void Train_test_split_takes_the_clips_that_scikit_learn_takes()
    {
        // RandomState(42).permutation(10) = 8 1 5 0 7 2 9 4 3 6: the test side is its head, training what follows.
        ClipSource clips = LabeledClips.From(Waves(10, 3), NpyArray.FromStrings(["a", "a", "a", "a", "a", "b", "b", "b", "b", "b"]));
        (ClipSource train, ClipSource test) = clips.TrainTestSplit(testSize: 0.2, seed: 42);

        Assert.Equal(["row 8", "row 1"], Names(test));
        Assert.Equal(["row 5", "row 0", "row 7", "row 2", "row 9", "row 4", "row 3", "row 6"], Names(train));
        Assert.Equal([24f, 25f, 26f], test.Clip(0).Samples.ToArray());

        (_, test) = clips.TrainTestSplit(testSize: 0.2, seed: 42, stratify: true);
        Assert.Equal([1, 1], test.CountByLabel());
    }

    [Theory]
    [InlineData(3, "array: has 3 labels for 4 clips; expected one a clip, in the same order.")]
    [InlineData(5, "array: has 5 labels for 4 clips; expected one a clip, in the same order.")]
    public void A_clip_without_a_label_is_refused(int labels, string message)
        => Assert.Equal(message, Fault(Waves(4, 3), NpyArray.FromStrings([.. Enumerable.Repeat("a", labels)])));

    [Fact]
    public void What_is_no_set_of_labelled_clips_is_refused()
    {
        NpyArray four = NpyArray.FromStrings(["a", "b", "a", "b"]);
        Assert.Equal("array: clip 2 has an empty label; expected a name. Label it or leave the clip out.", Fault(Waves(4, 3), NpyArray.FromStrings(["a", "b", "", "b"])));
        Assert.Equal("array: has shape [2, 2]; expected one label a clip: [4] or [4, 1].", Fault(Waves(4, 3), NpyArray.FromStrings(["a", "b", "a", "b"], 2, 2)));
        Assert.Equal("array: holds float32; expected text or whole numbers as labels.", Fault(Waves(4, 3), NpyArray.From([1f, 2f, 3f, 4f])));
        Assert.Equal("array: has shape [12]; expected [clips, samples], one row a clip.", Fault(NpyArray.From(new float[12]), four));
        Assert.Equal("array: has shape [4, 0]: no sound. Expected at least one clip of at least one sample.", Fault(NpyArray.From<float>([], 4, 0), four));
        Assert.Equal(
            "array: holds int64; expected audio as float16, float32, float64 or an integer of 8, 16 or 32 bits. Convert it with array.astype(...).",
            Fault(NpyArray.From(new long[12], 4, 3), four));
    }

    [Theory]
    [InlineData(0, float.NaN)]
    [InlineData(8, float.PositiveInfinity)]
    [InlineData(18, float.NegativeInfinity)]
    public void A_sample_that_is_no_number_is_refused_when_its_clip_is_read(int place, float value)
    {
        float[] values = new float[2 * 19];
        values[19 + place] = value;
        ClipSource clips = LabeledClips.From(NpyArray.From(values, 2, 19), NpyArray.FromStrings(["a", "b"]));
        Assert.Equal(19, clips.Clip(0).Frames);
        var error = Assert.Throws<HarkException>(() => clips.Clip(1));
        Assert.Equal("array: row 1 holds a NaN or infinite sample; expected finite numbers. Repair the clip or leave it out.", error.Message);
    }

    private static NpyArray Waves(int clips, int samples)
        => NpyArray.From([.. Enumerable.Range(0, clips * samples).Select(i => (float)i)], clips, samples);

    private static float[] First(NpyArray waves) => LabeledClips.From(waves, NpyArray.FromStrings(["a"])).Clip(0).Samples.ToArray();

    private static string[] Names(ClipSource source) => [.. Enumerable.Range(0, source.Count).Select(i => source.Name(i))];

    private static string Fault(NpyArray waves, NpyArray labels) => Assert.Throws<HarkException>(() => LabeledClips.From(waves, labels)).Message;
}
