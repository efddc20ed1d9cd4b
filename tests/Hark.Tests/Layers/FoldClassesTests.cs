using Hark.Kernels;
using Hark.Layers;

namespace Hark.Tests.Layers;

public class FoldClassesTests
{
    // A network that ends in the layer is trained without it: something must follow for backward to run through it.
    [Fact]
    public void Agrees_with_PyTorch() => LayerGolden.Check("fold-classes", x => x.FoldClasses(into: 2, kept: 5).Flatten());

    /// <summary>Derivatives of ln Σ e^x are moments of a distribution on [0, 1]: the fifth stays below 1.</summary>
    [Theory]
    [InlineData(2, 0, 1)]
    [InlineData(9, 4, 5)]
    [InlineData(33, 1, 3)]
    public void Passes_finite_differences(int classes, int into, int kept)
        => Assert.Empty(new GradientCheck(TensorShape.Of(classes), x => x.FoldClasses(into, kept).Flatten()) { Terms = 2 * classes, Step = 1.0 / 16, FifthDerivative = 1 }.Failures());

    [Fact]
    public void A_softmax_then_gives_the_sum_of_the_probabilities()
    {
        float[] logits = [1, -2, 3, 0.5f, 2, -1], folded = new float[4], of = new float[6], sum = new float[4];
        Softmax.Fold(logits, 1, folded);
        Softmax.Row(logits, of);
        Softmax.Row(folded, sum);
        Assert.Equal([of[0], of[1] + of[4] + of[5], of[2], of[3]], sum, (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(-1000)]
    public void Does_not_overflow(float size)
    {
        var y = new float[2];
        Softmax.Fold([size, 0, size, size], 0, y);
        Assert.Equal(size + MathF.Log(3), y[0], 1e-3f);
    }

    [Fact]
    public void A_network_that_ends_in_it_is_trained_on_all_classes_and_used_on_those_kept()
    {
        Layer input = Layer.Input(TensorShape.Of(4));
        using var net = new Network(input, input.Dense(7).FoldClasses(into: 1, kept: 3));
        using var pool = new WorkerPool(1);
        using var training = new Execution(net, 2, training: true, pool);
        using var use = new Execution(net, 2, training: false, pool);
        Assert.Equal((7, 7, 3), (net.TrainedClasses, training.Output.Shape.Length, use.Output.Shape.Length));
        float[] x = [1, 2, 3, 4, -1, 0, 1, 0.5f];
        x.CopyTo(training.Input.Value);
        x.CopyTo(use.Input.Value);
        training.Forward();
        use.Forward();
        for (int clip = 0; clip < 2; clip++)
        {
            var folded = new float[3];
            Softmax.Fold(training.Output.Value.Slice(clip * 7, 7), 1, folded);
            Assert.Equal(folded, use.Output.Value.Slice(clip * 3, 3).ToArray(), (a, b) => MathF.Abs(a - b) < 1e-5f);
        }

        training.Output.Gradient.Clear();
        training.Output.Gradient[6] = 1;
        training.Backward();
        Assert.Equal(1, net.Parameters[1].Gradient[6]);
    }

    [Fact]
    public void Says_what_it_needs()
    {
        Assert.Throws<ArgumentException>(() => Layer.Input(3, 4).FoldClasses(0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Layer.Input(TensorShape.Of(4)).FoldClasses(2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Layer.Input(TensorShape.Of(4)).FoldClasses(0, 4));
    }
}
