using Hark.Layers;

namespace Hark.Tests.Layers;

public class ConcatTests
{
    [Fact]
    public void Agrees_with_PyTorch() => LayerGolden.Check("concat", x => Layer.Concat(x.ReLU(), x));

    [Fact]
    public void Passes_finite_differences_of_every_input()
        => Assert.Empty(new GradientCheck(TensorShape.Of(5, 3), x => Layer.Concat(x.Conv1D(2, 1), x.Conv1D(17, 1), x)) { Terms = 4 }.Failures());

    [Fact]
    public void Passes_finite_differences_when_an_input_stands_twice()
        => Assert.Empty(new GradientCheck(TensorShape.Of(3, 2, 5), x => Layer.Concat(x, x)).Failures());

    [Fact]
    public void Joins_the_channels()
        => Assert.Equal([4, 5, 9], Layer.Concat(Layer.Input(4, 5, 2), Layer.Input(4, 5, 7)).OutputShape.ToArray());

    [Fact]
    public void Refuses_a_single_input_and_inputs_of_other_extents()
    {
        Assert.Equal("Concat joins at least two inputs; given 1.", Assert.Throws<ArgumentException>(() => Layer.Concat(Layer.Input(4, 1))).Message);
        Assert.Equal("Concat joins channels: all other dimensions must be equal, but [4, 1] and [5, 1] differ.",
            Assert.Throws<ArgumentException>(() => Layer.Concat(Layer.Input(4, 1), Layer.Input(5, 1))).Message);
    }
}
