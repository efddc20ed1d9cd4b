using Hark.Kernels;
using Hark.Layers;
using Hark.Tests.Oracle;

namespace Hark.Tests.Layers;

/// <summary>Whole graphs: gradients that meet, memory that is shared, layers that run in place.</summary>
public class ExecutionTests
{
    [Fact]
    public void A_chain_with_skips_as_in_the_lesson_passes_finite_differences()
        => Assert.Empty(new GradientCheck(TensorShape.Of(16, 1), Skips) { Terms = 20, Kinks = true, Step = 1.0 / 256 }.Failures());

    [Fact]
    public void A_value_read_by_four_layers_passes_finite_differences()
        => Assert.Empty(new GradientCheck(TensorShape.Of(4, 3), ManyReaders) { Terms = 60, Step = 1.0 / 16, FifthDerivative = 50 }.Failures());

    [Fact]
    public void A_block_with_a_residual_passes_finite_differences()
        => Assert.Empty(new GradientCheck(TensorShape.Of(3, 4, 2), Residual) { Terms = 25, Step = 1.0 / 32, FifthDerivative = 300, Batch = 3 }.Failures());

    [Fact]
    public void Equal_passes_give_equal_bits_and_gradients_are_overwritten()
    {
        using var net = new LayerUnderTest(TensorShape.Of(16, 1), Skips, batch: 3, parameterSeed: 1);
        float[] x = SeededNumbers.Values(1, net.InputLength);
        float[] dy = SeededNumbers.Values(2, net.OutputLength);
        float[] y = net.Forward(x), dx = net.Backward(dy), gradients = net.Network.Gradients.ToArray();
        net.Network.Gradients.Fill(float.NaN);
        Assert.Equal(y, net.Forward(x));
        Assert.Equal(dx, net.Backward(dy));
        Assert.Equal(gradients, net.Network.Gradients.ToArray());
    }

    [Fact]
    public void Executions_for_other_batch_sizes_share_memory_and_parameters()
    {
        Layer input = Layer.Input(16, 1);
        using var network = new Network(input, Skips(input));
        using var pool = new WorkerPool(2);
        using var arena = new MemoryArena();
        using var whole = new Execution(network, batch: 4, training: false, pool, arena);
        using var rest = new Execution(network, batch: 1, training: false, pool, arena);
        float[] x = SeededNumbers.Values(1, 64);
        x.CopyTo(whole.Input.Value);
        whole.Forward();
        float[] expected = whole.Output.Value.ToArray();
        for (int clip = 0; clip < 4; clip++)
        {
            x.AsSpan(clip * 16, 16).CopyTo(rest.Input.Value);
            rest.Forward();
            foreach ((float one, float all) in rest.Output.Value.ToArray().Zip(expected[(clip * 5)..]))
            {
                Assert.Equal(all, one, 1e-5f);
            }
        }
    }

    [Fact]
    public void Backward_of_an_execution_for_inference_is_refused()
    {
        Layer input = Layer.Input(4, 1);
        using var network = new Network(input, input.Conv1D(2, 3));
        using var pool = new WorkerPool(1);
        using var execution = new Execution(network, batch: 1, training: false, pool);
        execution.Forward();
        Assert.Equal("This execution was planned for inference: plan one with training = true.",
            Assert.Throws<InvalidOperationException>(execution.Backward).Message);
    }

    private static Layer Skips(Layer input)
    {
        Layer x = input.Conv1D(4, 3).ReLU().Conv1D(4, 3).ReLU();
        Layer skip1 = x.MaxPool1D();
        x = skip1.Conv1D(6, 3).ReLU();
        Layer skip2 = Layer.Concat(x, skip1).MaxPool1D();
        x = Layer.Concat(skip2.Conv1D(3, 3).ReLU(), skip2).MaxPool1D();
        return x.Dropout(0.3f).Flatten().Dense(8).ReLU().Dense(5);
    }

    private static Layer ManyReaders(Layer input)
    {
        Layer x = input.Conv1D(2, 1);
        return Layer.Add(Layer.Add(x.SiLU(), x.Conv1D(2, 3)), Layer.Add(x, Layer.Add(x, x.AveragePool1D(3, 1, Padding.Same))));
    }

    private static Layer Residual(Layer input)
    {
        Layer x = input.Conv2D(2, (1, 1), bias: false).BatchNorm().SiLU();
        return Layer.Add(x.DepthwiseConv2D((3, 1)).BatchNorm().Conv2D(2, (1, 1)).Dropout(0.2f), x).GlobalAveragePool().Dense(3);
    }
}
