using Hark.Kernels;
using Hark.Layers;
using Hark.Tests.Oracle;

namespace Hark.Tests.Layers;

/// <summary>Blocks with a branch over frequency, which training takes as one step, beside the same layers one by one.</summary>
public class FrequencyBranchTests
{
    private const int Batch = 5;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Blocks_give_what_their_layers_give_one_by_one(int threads)
    {
        (float[] y, float[] dx, float[] gradients, float[] running) = Pass(threads, reference: false);
        (float[] expectedY, float[] expectedDx, float[] expectedGradients, float[] expectedRunning) = Pass(threads, reference: true);
        Close(expectedY, y);
        Close(expectedDx, dx);
        Close(expectedGradients, gradients);
        Close(expectedRunning, running);
    }

    [Fact]
    public void Equal_passes_on_equal_teams_give_equal_bits()
    {
        (float[] y, float[] dx, float[] gradients, float[] running) = Pass(threads: 2, reference: false);
        (float[] againY, float[] againDx, float[] againGradients, float[] againRunning) = Pass(threads: 2, reference: false);
        Assert.Equal(y, againY);
        Assert.Equal(dx, againDx);
        Assert.Equal(gradients, againGradients);
        Assert.Equal(running, againRunning);
    }

    /// <summary>A transition, a block with a residual, one of stride 2 that another layer reads into, and a branch that does not fit.</summary>
    private static Layer Blocks(Layer x)
    {
        x = x.Conv2D(8, (1, 1), bias: false).BatchNorm().ReLU();
        x = Block(x, stride: 1, residual: false);
        x = Block(x, stride: 1, residual: true);
        x = Block(x.Conv2D(12, (1, 1), bias: false).BatchNorm().ReLU(), stride: 2, residual: false);
        Layer n = x.DepthwiseConv2D((3, 1), bias: false).BatchNorm();
        return Layer.Add(Layer.BroadcastAdd(n, n.AveragePool2D((4, 1)), residual: x), x).ReLU();
    }

    private static Layer Block(Layer x, int stride, bool residual)
    {
        Layer n = x.DepthwiseConv2D((3, 1), stride: (stride, 1), zeros: (1, 0), bias: false).SubSpectralNorm(2);
        Layer row = n.AveragePool2D((n.OutputShape.Height, 1)).DepthwiseConv2D((1, 3), bias: false).BatchNorm().SiLU();
        return Layer.BroadcastAdd(n, row.Conv2D(n.OutputShape.Channels, (1, 1), bias: false), residual ? x : null).ReLU();
    }

    private static (float[] Y, float[] Dx, float[] Gradients, float[] Running) Pass(int threads, bool reference)
    {
        ConvolutionKernels.ReferenceOnly = reference;
        try
        {
            using var net = new LayerUnderTest(TensorShape.Of(8, 13, 3), Blocks, Batch, parameterSeed: 4, threads: threads);
            float[] y = net.Forward(SeededNumbers.Values(1, net.InputLength)), dx = net.Backward(SeededNumbers.Values(2, net.OutputLength));
            return (y, dx, net.Network.Gradients.ToArray(), net.Network.Values[net.Network.TrainableCount..].ToArray());
        }
        finally
        {
            ConvolutionKernels.ReferenceOnly = false;
        }
    }

    /// <summary>To rounding, grown by some hundred terms of each normalisation.</summary>
    private static void Close(float[] expected, float[] found)
    {
        float tolerance = 2e-4f * expected.Max(MathF.Abs);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
