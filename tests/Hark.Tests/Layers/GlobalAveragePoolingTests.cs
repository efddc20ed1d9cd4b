using Hark.Layers;

namespace Hark.Tests.Layers;

public class GlobalAveragePoolingTests
{
    [Theory]
    [InlineData("global-average1d")]
    [InlineData("global-average2d")]
    public void Agrees_with_PyTorch(string name) => LayerGolden.Check(name, x => x.GlobalAveragePool());

    [Fact]
    public void Passes_finite_differences()
    {
        Assert.Empty(new GradientCheck(TensorShape.Of(7, 5), x => x.GlobalAveragePool()) { Terms = 7 }.Failures());
        Assert.Empty(new GradientCheck(TensorShape.Of(4, 5, 9), x => x.GlobalAveragePool()) { Terms = 20 }.Failures());
    }

    [Fact]
    public void Leaves_the_channels()
    {
        Layer image = Layer.Input(4, 5, 9).GlobalAveragePool();
        Assert.Equal([9], image.OutputShape.ToArray());
        Assert.Equal("GlobalAveragePooling2D", image.Kind);
        Assert.Equal("GlobalAveragePooling1D", Layer.Input(4, 9).GlobalAveragePool().Kind);
    }
}
