using Hark.Layers;
using Hark.Tests.Oracle;

namespace Hark.Tests.Layers;

public class DropoutTests
{
    [Fact]
    public void Passes_finite_differences_for_a_fixed_mask()
    {
        Assert.Empty(new GradientCheck(TensorShape.Of(5, 7), x => x.Dropout(0.3f)) { Terms = 2 }.Failures());
        Assert.Empty(new GradientCheck(TensorShape.Of(5, 7), x => x.Conv1D(3, 1).Dropout(0.5f).Conv1D(2, 1)) { Terms = 50 }.Failures());
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.3f)]
    [InlineData(0.9f)]
    public void Drops_its_share_and_scales_what_stays_by_the_rest(float rate)
    {
        using var net = new LayerUnderTest(TensorShape.Of(1000, 10), x => x.Dropout(rate), batch: 10, parameterSeed: 0);
        float[] y = net.Forward([.. Enumerable.Repeat(1f, net.InputLength)]);
        float kept = 1 / (1 - rate);
        Assert.All(y, value => Assert.True(value == 0 || value == kept));

        // Five deviations of a binomial count.
        double dropped = y.Count(value => value == 0);
        Assert.Equal(rate * y.Length, dropped, 1 + (5 * Math.Sqrt(y.Length * rate * (1 - rate))));
    }

    [Fact]
    public void Whole_channels_of_a_clip_go_or_stay_together()
    {
        const int batch = 40, points = 12, channels = 25;
        using var net = new LayerUnderTest(TensorShape.Of(3, 4, channels), x => x.ChannelDropout(0.5f), batch, parameterSeed: 0);
        float[] y = net.Forward([.. Enumerable.Repeat(1f, net.InputLength)]);
        int dropped = 0;
        for (int clip = 0; clip < batch; clip++)
        {
            for (int c = 0; c < channels; c++)
            {
                float[] channel = [.. Enumerable.Range(0, points).Select(p => y[(((clip * points) + p) * channels) + c])];
                Assert.True(channel.All(v => v == 0) || channel.All(v => v == 2));
                dropped += channel[0] == 0 ? 1 : 0;
            }
        }

        Assert.InRange(dropped, 420, 580);
        Assert.Empty(new GradientCheck(TensorShape.Of(2, 3, 4), x => x.ChannelDropout(0.3f)) { Terms = 2 }.Failures());
    }

    [Fact]
    public void Does_nothing_at_inference()
    {
        using var net = new LayerUnderTest(TensorShape.Of(5, 7), x => x.Dropout(0.3f), batch: 2, parameterSeed: 0, training: false);
        float[] x = SeededNumbers.Values(1, net.InputLength);
        Assert.Equal(x, net.Forward(x));
    }

    [Fact]
    public void The_mask_is_named_by_seed_and_step_not_by_threads()
    {
        float[] first = Mask(seed: 1, step: 1, threads: 1);
        Assert.Equal(first, Mask(seed: 1, step: 1, threads: 3));
        Assert.NotEqual(first, Mask(seed: 1, step: 2, threads: 1));
        Assert.NotEqual(first, Mask(seed: 2, step: 1, threads: 1));
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(-0.1f)]
    [InlineData(float.NaN)]
    public void Refuses_a_share_outside_its_range(float rate)
        => Assert.StartsWith("The share of numbers to drop must be at least 0 and below 1.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Layer.Input(5, 7).Dropout(rate)).Message);

    private static float[] Mask(long seed, long step, int threads)
    {
        using var net = new LayerUnderTest(TensorShape.Of(50, 7), x => x.Dropout(0.5f), batch: 2, parameterSeed: 0, threads: threads);
        net.Chance.Seed = seed;
        net.Chance.Step = step;
        return net.Forward([.. Enumerable.Repeat(1f, net.InputLength)]);
    }
}
