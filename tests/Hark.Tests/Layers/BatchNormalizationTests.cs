using Hark.Layers;

namespace Hark.Tests.Layers;

public class BatchNormalizationTests
{
    [Theory]
    [InlineData("batch-norm-features")]
    [InlineData("batch-norm-sequence")]
    [InlineData("batch-norm-image")]
    public void Agrees_with_the_formula_in_PyTorch_and_Keras_constants(string name)
        => LayerGolden.Check(name, x => Flat(name, x).BatchNorm());

    [Fact]
    public void Agrees_with_PyTorch_and_its_own_constants()
        => LayerGolden.Check("batch-norm-pytorch", x => x.BatchNorm(BatchNormOptions.PyTorch));

    [Fact]
    public void Takes_the_running_statistics_at_inference()
        => LayerGolden.Check("batch-norm-inference", x => x.BatchNorm(), training: false);

    /// <summary>
    /// The fifth derivative by one of n inputs is of the order (1 / deviation)^5 n^−2: bounded by 100 for the evenly spread inputs here.
    /// </summary>
    [Theory]
    [InlineData(8, 1, 3)]
    [InlineData(3, 4, 5)]
    [InlineData(3, 2, 17)]
    public void Passes_finite_differences(int batch, int time, int channels)
        => Assert.Empty(new GradientCheck(TensorShape.Of(time, channels), x => x.BatchNorm())
        {
            Batch = batch,
            Terms = 4 * batch * time,
            Step = 1.0 / 32,
            FifthDerivative = 100,
        }.Failures());

    [Fact]
    public void Passes_finite_differences_with_a_ReLU_taken_over()
        => Assert.Empty(new GradientCheck(TensorShape.Of(4, 3), x => x.BatchNorm().ReLU())
        {
            Batch = 3,
            Terms = 12,
            Step = 1.0 / 128,
            Kinks = true,
            FifthDerivative = 100,
        }.Failures());

    [Fact]
    public void Asks_for_two_trained_and_two_running_arrays()
    {
        Layer norm = Layer.Input(4, 5, 9).BatchNorm();
        Assert.Equal(["gamma", "beta", "moving_mean", "moving_variance"], norm.Parameters.Select(p => p.Name));
        Assert.Equal([true, true, false, false], norm.Parameters.Select(p => p.Trainable));
        Assert.All(norm.Parameters, p => Assert.Equal([9], p.Shape));
        Assert.Equal([4, 5, 9], norm.OutputShape.ToArray());
    }

    [Fact]
    public void A_constant_channel_gives_beta_and_a_gradient_of_zero()
    {
        using var net = new LayerUnderTest(TensorShape.Of(4, 1), x => x.BatchNorm(), batch: 2, parameterSeed: 5);
        float[] x = [.. Enumerable.Repeat(100f, 8)];
        float beta = net.Network.Parameters[1].Value[0];

        // The mean times the scale 1.5 / √eps rounds before beta is added.
        float tolerance = 100 * 1.5f / MathF.Sqrt(1e-3f) / (1 << 23);
        Assert.All(net.Forward(x), y => Assert.Equal(beta, y, tolerance));
        Assert.All(net.Backward([.. Enumerable.Repeat(1f, 8)]), dx => Assert.Equal(0, dx, 1e-5f));
    }

    private static Layer Flat(string name, Layer x) => name == "batch-norm-features" ? x.Flatten() : x;
}
