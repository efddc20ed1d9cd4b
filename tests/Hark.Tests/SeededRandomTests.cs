namespace Hark.Tests;

public class SeededRandomTests
{
    [Fact]
    public void Equal_keys_give_equal_streams_and_other_keys_give_others()
    {
        var a = new SeededRandom(7, 1, 2, 3);
        var b = new SeededRandom(7, 1, 2, 3);
        var c = new SeededRandom(7, 1, 2, 4);
        int same = 0;
        for (int i = 0; i < 1000; i++)
        {
            ulong x = a.NextUInt64();
            Assert.Equal(x, b.NextUInt64());
            same += x == c.NextUInt64() ? 1 : 0;
        }

        Assert.Equal(0, same);
    }

    [Fact]
    public void Uniform_and_normal_draws_have_their_moments()
    {
        var random = new SeededRandom(42);
        double sum = 0, squares = 0, uniform = 0;
        const int draws = 200_000;
        for (int i = 0; i < draws; i++)
        {
            double g = random.NextGaussian();
            sum += g;
            squares += g * g;
            uniform += random.NextSingle();
        }

        Assert.Equal(0, sum / draws, 0.01);
        Assert.Equal(1, squares / draws, 0.02);
        Assert.Equal(0.5, uniform / draws, 0.005);
    }

    [Fact]
    public void A_shuffle_is_a_permutation_and_bounded_draws_stay_in_bounds()
    {
        var random = new SeededRandom(3);
        int[] order = [.. Enumerable.Range(0, 257)];
        random.Shuffle<int>(order);
        Assert.NotEqual(Enumerable.Range(0, 257), order);
        Assert.Equal(Enumerable.Range(0, 257), order.Order());
        for (int i = 0; i < 10_000; i++)
        {
            Assert.InRange(random.NextInt32(10), 0, 9);
        }
    }
}
