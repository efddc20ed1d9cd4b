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
        Assert.Contains("BroadcastAdd adds [1, width, channels] to [height, width, channels], but got [4, 6, 8] and [4, 6, 8]", error.Message, StringComparison.Ordinal);
    }
}
