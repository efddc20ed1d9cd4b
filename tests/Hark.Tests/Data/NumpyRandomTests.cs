using System.Text.Json.Nodes;
using Hark.Data;

namespace Hark.Tests.Data;

public class NumpyRandomTests
{
    [Fact]
    public void Every_draw_is_that_of_numpy()
    {
        JsonArray golden = NumpyOracle.Expected(NumpyOracle.Golden("splits.json"))["draws"]!.AsArray();
        Assert.Equal(7, golden.Count);
        foreach (JsonNode? draws in golden)
        {
            long seed = (long)draws!["seed"]!;
            var random = new NumpyRandom(seed);
            uint[] bits = [.. Enumerable.Range(0, 1300).Select(_ => random.NextUInt32())];
            Assert.Equal(Numbers<uint>(draws, "bits"), bits.Where((_, i) => i % 100 == 0));
            random = new NumpyRandom(seed);
            Assert.Equal(Numbers<double>(draws, "doubles"), Enumerable.Range(0, 4).Select(_ => random.NextDouble()));
            Assert.Equal(Numbers<int>(draws, "permutation"), new NumpyRandom(seed).Permutation(17));
            Assert.Equal(Numbers<int>(draws, "choice"), new NumpyRandom(seed).Choice([.. Enumerable.Range(100, 20)], 7));
        }
    }

    [Fact]
    public void The_published_permutations_of_seed_42_are_met()
    {
        Assert.Equal([1, 4, 2, 0, 3], new NumpyRandom(42).Permutation(5));
        Assert.Equal([8, 1, 5, 0, 7, 2, 9, 4, 3, 6], new NumpyRandom(42).Permutation(10));
        Assert.Empty(new NumpyRandom(42).Permutation(0));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4294967296)]
    public void Seeds_that_numpy_does_not_take_are_told(long seed) => Assert.Equal(
        $"seed {seed}: NumPy's and scikit-learn's seeds go from 0 to 4294967295. Choose one of those.", Assert.Throws<HarkException>(() => new NumpyRandom(seed)).Message);

    private static IEnumerable<T> Numbers<T>(JsonNode node, string name) => node[name]!.AsArray().Select(value => value!.GetValue<T>());
}
