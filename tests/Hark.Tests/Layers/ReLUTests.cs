using Hark.Layers;

namespace Hark.Tests.Layers;

public class ReLUTests
{
    [Fact]
    public void Agrees_with_PyTorch() => LayerGolden.Check("relu", x => x.ReLU());

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(33)]
    public void Passes_finite_differences(int channels)
        => Assert.Empty(new GradientCheck(TensorShape.Of(3, channels), x => x.ReLU()) { Kinks = true }.Failures());

    [Fact]
    public void Passes_finite_differences_behind_a_layer_that_cannot_take_it_over()
        => Assert.Empty(new GradientCheck(TensorShape.Of(6, 5), x => x.MaxPool1D().ReLU()) { Kinks = true }.Failures());

    [Fact]
    public void Passes_finite_differences_twice_in_a_row()
        => Assert.Empty(new GradientCheck(TensorShape.Of(6, 5), x => x.Conv1D(4, 1).ReLU().ReLU()) { Kinks = true, Terms = 6 }.Failures());

    [Fact]
    public void Keeps_the_shape_and_sends_nothing_back_at_zero()
    {
        Assert.Equal([3, 4, 5], Layer.Input(3, 4, 5).ReLU().OutputShape.ToArray());
        using var net = new LayerUnderTest(TensorShape.Of(1, 3), x => x.ReLU(), batch: 1, parameterSeed: 0);
        Assert.Equal([0, 0, 2], net.Forward([-1, 0, 2]));
        Assert.Equal([0, 0, 5], net.Backward([3, 4, 5]));
    }
}
