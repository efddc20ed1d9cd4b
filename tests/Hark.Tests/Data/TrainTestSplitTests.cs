using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Hark.Data;

namespace Hark.Tests.Data;

public sealed class TrainTestSplitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Indices_are_those_of_scikit_learn() => AssertSplits(NumpyOracle.Golden("splits.json"));

    [Fact]
    public void Indices_are_those_of_the_installed_scikit_learn()
    {
        NumpyOracle.Run(NumpyOracle.Script("split_indices.py"), _folder["splits.json"]);
        AssertSplits(_folder["splits.json"]);
    }

    [Fact]
    public void The_lesson_gets_5062_test_clips()
    {
        (int[] train, int[] test) = TrainTestSplit.Indices(50_620, 0.1, seed: 7);
        Assert.Equal((45_558, 5_062), (train.Length, test.Length));
        Assert.Equal(Enumerable.Range(0, 50_620), train.Concat(test).Order());
    }

    [Fact]
    public void A_stratified_split_keeps_the_proportions()
    {
        int[] labels = [.. Enumerable.Range(0, 1200).Select(i => i % 12)];
        (int[] train, int[] test) = TrainTestSplit.Stratified(labels, 0.1, seed: 3);
        Assert.Equal(Enumerable.Range(0, 1200), train.Concat(test).Order());
        Assert.All(test.GroupBy(i => labels[i]), group => Assert.Equal(10, group.Count()));
    }

    [Theory]
    [InlineData(10, 0.0)]
    [InlineData(10, 1.0)]
    [InlineData(10, -0.1)]
    [InlineData(10, double.NaN)]
    public void Fractions_out_of_range_are_told(int count, double size) => Assert.Equal(
        FormattableString.Invariant($"test size {size}: expected a fraction above 0 and below 1, or a whole number of clips. Choose 0.1, for example."),
        Assert.Throws<HarkException>(() => TrainTestSplit.Indices(count, size, 1)).Message);

    [Fact]
    public void An_empty_side_is_told()
    {
        Assert.Equal("splitting 1 clips with 1 for the test leaves no clip for training. Give at least 2 clips.",
            Assert.Throws<HarkException>(() => TrainTestSplit.Indices(1, 0.1, 1)).Message);
        Assert.Equal("splitting 0 clips with 0 for the test leaves no clip for the test. Give at least 2 clips.",
            Assert.Throws<HarkException>(() => TrainTestSplit.Indices(0, 0.1, 1)).Message);
        Assert.Equal("splitting 8 clips with 8 for the test leaves no clip for training. Choose a test size of 1 to 7 clips, or give more clips.",
            Assert.Throws<HarkException>(() => TrainTestSplit.Indices(8, 8, 1, shuffle: false)).Message);
        Assert.Equal("splitting 8 clips with -1 for the test leaves no clip for the test. Choose a test size of 1 to 7 clips, or give more clips.",
            Assert.Throws<HarkException>(() => TrainTestSplit.Stratified(new int[8], -1, 1)).Message);
    }

    [Fact]
    public void A_class_of_one_clip_is_told_by_name()
    {
        int[] labels = [0, 0, 1, 2, 2];
        Assert.Equal("class 1 has only 1 clip, a stratified split needs at least 2 of each. Add clips, leave the class out, or split without stratifying.",
            Assert.Throws<HarkException>(() => TrainTestSplit.Stratified(labels, 0.4, 1)).Message);
        Assert.StartsWith("class '하나' has only 1 clip,",
            Assert.Throws<HarkException>(() => TrainTestSplit.Stratified(labels, 0.4, 1, new LabelSet("yes", "하나", "no"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_clips_than_classes_are_told()
    {
        int[] labels = [0, 0, 1, 1, 2, 2];
        Assert.Equal("a stratified split leaves the test with 2 clips for 3 classes, expected at least one of each. "
            + "Change the test size, give more clips, or split without stratifying.", Assert.Throws<HarkException>(() => TrainTestSplit.Stratified(labels, 2, 1)).Message);
        Assert.StartsWith("a stratified split leaves training with 2 clips for 3 classes,",
            Assert.Throws<HarkException>(() => TrainTestSplit.Stratified(labels, 4, 1)).Message, StringComparison.Ordinal);
    }

    private static void AssertSplits(string path)
    {
        JsonArray golden = NumpyOracle.Expected(path)["splits"]!.AsArray();
        Assert.Equal(172, golden.Count);
        foreach (JsonNode? split in golden)
        {
            int count = (int)split!["count"]!, classes = (int)split["classes"]!;
            long seed = (long)split["seed"]!;
            double size = (double)split["size"]!;
            string kind = (string)split["kind"]!;
            int[] labels = [.. Enumerable.Range(0, count).Select(i => Label((long)i * 7919 % 1009, classes, kind))];
            (int[] train, int[] test) = (classes, size >= 1) switch
            {
                (0, true) => TrainTestSplit.Indices(count, (int)size, seed, (bool)split["shuffle"]!),
                (0, false) => TrainTestSplit.Indices(count, size, seed, (bool)split["shuffle"]!),
                (_, true) => TrainTestSplit.Stratified(labels, (int)size, seed),
                _ => TrainTestSplit.Stratified(labels, size, seed),
            };
            AssertSide(split, "train", train);
            AssertSide(split, "test", test);
        }
    }

    private static int Label(long x, int classes, string kind)
        => classes == 0 ? 0 : kind == "even" ? (int)(x % classes) : (int)Math.Sqrt(x) * classes / 32;

    private static void AssertSide(JsonNode split, string side, int[] indices)
    {
        JsonNode golden = split[side]!;
        string what = split.ToJsonString();
        var bytes = new byte[indices.Length * 4];
        for (int i = 0; i < indices.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * 4), indices[i]);
        }

        Assert.True((int)golden["count"]! == indices.Length, what);
        Assert.True(golden["head"]!.AsArray().Select(v => (int)v!).SequenceEqual(indices.Take(6)), what);
        Assert.True((string)golden["sha256"]! == Convert.ToHexStringLower(SHA256.HashData(bytes)), what);
    }
}
