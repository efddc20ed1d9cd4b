using Hark.Layers;

namespace Hark.Tests.Layers;

public class FlattenTests
{
    [Fact]
    public void Agrees_with_PyTorch() => LayerGolden.Check("flatten", x => x.Flatten());

    [Fact]
    public void Passes_finite_differences()
    {
        Assert.Empty(new GradientCheck(TensorShape.Of(3, 2, 5), x => x.Flatten()).Failures());
        Assert.Empty(new GradientCheck(TensorShape.Of(3, 5), x => x.Conv1D(2, 3).Flatten().Dense(4)) { Terms = 100 }.Failures());
    }

    [Fact]
    public void Gives_one_run_of_numbers() => Assert.Equal([500 * 256], Layer.Input(500, 256).Flatten().OutputShape.ToArray());
}
