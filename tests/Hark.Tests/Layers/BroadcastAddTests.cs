using Hark.Layers;

namespace Hark.Tests.Layers;

public class BroadcastAddTests
{
    [Theory]
    [InlineData(2, 3, 4, 5)]
    [InlineData(1, 5, 7, 17)]
    public void Passes_finite_differences(int batch, int height, int width, int channels)
        => Assert.Empty(new GradientCheck(TensorShape.Of(height, width, channels), x => Layer.BroadcastAdd(x, x.AveragePool2D((height, 1))))
        {
            Batch = batch,
            Terms = 4 * height,
        }.Failures());

    [Theory]
    [InlineData(2, 3, 4, 5)]
    [InlineData(1, 5, 7, 17)]
    public void With_a_residual_and_a_ReLU_passes_finite_differences(int batch, int height, int width, int channels)
        => Assert.Empty(new GradientCheck(
            TensorShape.Of(height, width, channels),
            x => Layer.BroadcastAdd(x.DepthwiseConv2D((3, 1)), x.AveragePool2D((height, 1)), residual: x).ReLU())
        {
            Batch = batch,
            Terms = 4 * height,
            Kinks = true,
        }.Failures());

    [Fact]
    public void Adds_the_residual_to_the_whole()
    {
        using var layer = new LayerUnderTest(TensorShape.Of(3, 2, 1), x => Layer.BroadcastAdd(x, x.AveragePool2D((3, 1)), x), batch: 1, parameterSeed: 1, training: false);
        Assert.Equal([2 + 3, 4 + 4, 6 + 3, 8 + 4, 10 + 3, 12 + 4], layer.Forward([1, 2, 3, 4, 5, 6]));
    }

    [Fact]
    public void Adds_the_row_to_every_row()
    {
        using var layer = new LayerUnderTest(TensorShape.Of(3, 2, 1), x => Layer.BroadcastAdd(x, x.AveragePool2D((3, 1))), batch: 1, parameterSeed: 1, training: false);
        Assert.Equal([1 + 3, 2 + 4, 3 + 3, 4 + 4, 5 + 3, 6 + 4], layer.Forward([1, 2, 3, 4, 5, 6]));
    }

    [Fact]
    public void Other_shapes_are_refused_with_both()
    {
        Layer x = Layer.Input(4, 6, 8);
        var error = Assert.Throws<ArgumentException>(() => Layer.BroadcastAdd(x, x));
        var residual = Assert.Throws<ArgumentException>(() => Layer.BroadcastAdd(x, x.AveragePool2D((4, 1)), x.AveragePool2D((4, 1))));
        Assert.Contains("BroadcastAdd adds a residual of the picture's shape, but got [1, 6, 8] and [4, 6, 8]", residual.Message, StringComparison.Ordinal);
        Assert.Contains("BroadcastAdd adds [1, width, channels] to [height, width, channels], but got [4, 6, 8] and [4, 6, 8]", error.Message, StringComparison.Ordinal);
    }
}
