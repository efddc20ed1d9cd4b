using Hark.Layers;

namespace Hark.Tests.Layers;

public class SiLUTests
{
    [Fact]
    public void Agrees_with_PyTorch() => LayerGolden.Check("silu", x => x.SiLU());

    /// <summary>|x sigmoid(x)|'s fifth derivative stays below 1.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(33)]
    public void Passes_finite_differences(int channels)
        => Assert.Empty(new GradientCheck(TensorShape.Of(3, channels), x => x.SiLU()) { Terms = 8, Step = 1.0 / 16, FifthDerivative = 1 }.Failures());

    [Fact]
    public void Saturates_without_losing_its_mind()
    {
        using var net = new LayerUnderTest(TensorShape.Of(1, 4), x => x.SiLU(), batch: 1, parameterSeed: 0);
        float[] y = net.Forward([-1000, 0, 50, 1000]);
        Assert.Equal([0, 0, 50, 1000], y);
        Assert.Equal([0, 0.5f, 1, 1], net.Backward([1, 1, 1, 1]));
    }
}
