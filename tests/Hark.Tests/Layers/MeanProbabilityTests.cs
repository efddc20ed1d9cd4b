using Hark.Kernels;
using Hark.Layers;

namespace Hark.Tests.Layers;

public class MeanProbabilityTests
{
    [Fact]
    public void Agrees_with_PyTorch() => LayerGolden.Check("mean-probability", x => Layer.MeanProbability([0.7f, 1.3f], x.ReLU(), x));

    [Fact]
    public void Weighted_it_agrees_with_PyTorch() => LayerGolden.Check("mean-probability-weighted", x => Layer.MeanProbability([0.7f, 1.3f], [1, 3], x.ReLU(), x));

    [Fact]
    public void A_member_of_weight_0_is_not_heard()
    {
        float[] a = [1, -2, 3], b = [0.5f, 2, -1], y = new float[3], p = new float[3], mean = new float[3];
        Softmax.AddToMean(a, 1, 0, true, y);
        Softmax.AddToMean(b, 2, 1, false, y);
        Softmax.AddToMean(a, 1, 0, false, y);
        Softmax.Row(b, p, 2);
        Softmax.Row(y, mean);
        Assert.Equal(p, mean, (x, z) => MathF.Abs(x - z) < 1e-6f);
        Assert.Empty(new GradientCheck(TensorShape.Of(4), x => Layer.MeanProbability([1, 2, 1.5f], [0, 3, 1], x.Dense(4), x, x.Dense(4))) { Terms = 8, Step = 1.0 / 16, FifthDerivative = 1 }.Failures());
    }

    /// <summary>Cumulants of distributions over members and classes, at temperatures of 1 and more.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    public void Passes_finite_differences(int classes)
        => Assert.Empty(new GradientCheck(TensorShape.Of(classes), x => Layer.MeanProbability([1, 2, 1.5f], x, x.Dense(classes), x.Dense(classes))) { Terms = 2 * classes, Step = 1.0 / 16, FifthDerivative = 1 }.Failures());

    [Fact]
    public void A_softmax_then_gives_the_mean_of_the_members_probabilities()
    {
        float[] a = [1, -2, 3], b = [0.5f, 2, -1], y = new float[3], p = new float[3], q = new float[3], mean = new float[3];
        Softmax.AddToMean(a, 0.5f, 0.5, true, y);
        Softmax.AddToMean(b, 2, 0.5, false, y);
        Softmax.Row(a, p, 0.5f);
        Softmax.Row(b, q, 2);
        Softmax.Row(y, mean);
        Assert.Equal([(p[0] + q[0]) / 2, (p[1] + q[1]) / 2, (p[2] + q[2]) / 2], mean, (x, z) => MathF.Abs(x - z) < 1e-6f);
    }

    [Fact]
    public void Members_that_are_sure_of_different_classes_leave_no_infinity()
    {
        var y = new float[2];
        Softmax.AddToMean([1000, -1000], 1, 0.5, true, y);
        Softmax.AddToMean([-1000, 1000], 1, 0.5, false, y);
        Assert.Equal([-MathF.Log(2), -MathF.Log(2)], y, (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Says_what_it_needs()
    {
        Layer three = Layer.Input(TensorShape.Of(3)), row = Layer.Input(3, 4);
        Assert.Throws<ArgumentException>(() => Layer.MeanProbability([1], three));
        Assert.Throws<ArgumentException>(() => Layer.MeanProbability([1, 1], row, row));
        Assert.Throws<ArgumentException>(() => Layer.MeanProbability([1, 1], three, three.Dense(4)));
        Assert.Throws<ArgumentException>(() => Layer.MeanProbability([1, 0], three, three));
        Assert.Throws<ArgumentException>(() => Layer.MeanProbability([1], three, three));
        Assert.Throws<ArgumentException>(() => Layer.MeanProbability([1, 1], [0, 0], three, three));
        Assert.Throws<ArgumentException>(() => Layer.MeanProbability([1, 1], [1, -1], three, three));
        Assert.Throws<ArgumentException>(() => Layer.MeanProbability([1, 1], [1], three, three));
    }
}
