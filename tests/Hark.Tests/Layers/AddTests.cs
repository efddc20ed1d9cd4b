using Hark.Layers;

namespace Hark.Tests.Layers;

public class AddTests
{
    [Fact]
    public void Agrees_with_PyTorch() => LayerGolden.Check("add", x => Layer.Add(x.ReLU(), x));

    [Fact]
    public void Passes_finite_differences_of_both_inputs()
        => Assert.Empty(new GradientCheck(TensorShape.Of(5, 3), x => Layer.Add(x.Conv1D(7, 1), x.Conv1D(7, 3))) { Terms = 15 }.Failures());

    [Fact]
    public void Passes_finite_differences_when_both_inputs_are_the_same()
        => Assert.Empty(new GradientCheck(TensorShape.Of(5, 3), x => Layer.Add(x, x)) { Terms = 2 }.Failures());

    [Fact]
    public void Keeps_the_shape_and_refuses_unequal_ones()
    {
        Assert.Equal([4, 2], Layer.Add(Layer.Input(4, 2), Layer.Input(4, 2)).OutputShape.ToArray());
        Assert.Equal("Add needs equal shapes, but [4, 1] and [4, 2] differ.",
            Assert.Throws<ArgumentException>(() => Layer.Add(Layer.Input(4, 1), Layer.Input(4, 2))).Message);
    }
}
