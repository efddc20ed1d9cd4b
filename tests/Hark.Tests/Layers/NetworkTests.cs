using Hark.Layers;

namespace Hark.Tests.Layers;

public class NetworkTests
{
    [Fact]
    public void Names_parameters_as_Keras_does_and_keeps_the_trained_ones_first()
    {
        using Network network = Small();
        Assert.Equal(
            ["conv1d.kernel", "conv1d.bias", "batchnormalization.gamma", "batchnormalization.beta", "batchnormalization.moving_mean", "batchnormalization.moving_variance", "conv1d_1.kernel", "conv1d_1.bias"],
            network.Parameters.Select(p => p.Name));
        Assert.Equal((36 + 4) + 8 + (24 + 2), network.TrainableCount);
        Assert.Equal(network.TrainableCount + 8, network.ParameterCount);

        network.TrainableValues.Fill(5);
        Assert.All(network.Parameters, p => Assert.Equal(p.Definition.Trainable, p.Value.ToArray().All(value => value == 5)));
    }

    [Fact]
    public void Equal_seeds_start_equal_networks_within_their_Glorot_limits()
    {
        using Network network = Small();
        network.Initialize(seed: 7);
        float[] first = network.Values.ToArray();
        network.Initialize(seed: 8);
        Assert.NotEqual(first, network.Values.ToArray());
        network.Initialize(seed: 7);
        Assert.Equal(first, network.Values.ToArray());

        float limit = MathF.Sqrt(6f / ((3 * 3) + (3 * 4)));
        float[] kernel = network.Parameters[0].Value.ToArray();
        Assert.All(kernel, value => Assert.InRange(value, -limit, limit));
        Assert.InRange(kernel.Max(MathF.Abs), 0.7f * limit, limit);
        Assert.All(network.Parameters[1].Value.ToArray(), value => Assert.Equal(0, value));
        Assert.All(network.Parameters[2].Value.ToArray(), value => Assert.Equal(1, value));
    }

    [Fact]
    public void A_running_statistic_has_no_gradient()
    {
        using Network network = Small();
        Parameter mean = network.Parameters.Single(p => p.Definition.Name == "moving_mean");
        Assert.Equal("batchnormalization.moving_mean is not trained: it has no gradient.",
            Assert.Throws<InvalidOperationException>(() => mean.Gradient.Length).Message);
    }

    [Fact]
    public void Refuses_an_output_that_hangs_on_another_input()
    {
        Layer input = Layer.Input(8, 3), stranger = Layer.Input(8, 3);
        Assert.StartsWith("The output (Conv1D) does not depend on the given input: pass the Layer.Input that the layers were built from.",
            Assert.Throws<ArgumentException>(() => new Network(input, stranger.Conv1D(2, 3))).Message);
        Assert.StartsWith("The network depends on a second input (8, 3): a network has one.",
            Assert.Throws<ArgumentException>(() => new Network(input, Layer.Add(input, stranger))).Message);
    }

    [Fact]
    public void Refuses_a_clip_without_elements_or_beyond_memory()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Layer.Input(0, 1));
        Assert.Equal("A clip of 50000 x 50000 x 1 elements is larger than 2,147,483,647.",
            Assert.Throws<ArgumentException>(() => Layer.Input(50_000, 50_000, 1)).Message);
    }

    private static Network Small()
    {
        Layer input = Layer.Input(8, 3);
        return new Network(input, input.Conv1D(4, 3).BatchNorm().ReLU().MaxPool1D().Conv1D(2, 3));
    }
}
