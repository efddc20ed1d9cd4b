using Hark.Kernels;
using static Hark.Tests.Kernels.ConvolutionJudge;

namespace Hark.Tests.Kernels;

public class PooledConvolutionTests
{
    private const float Epsilon = 1.1920929e-7f;

    /// <summary>As for the Winograd kernel, the least exact of those that pool.</summary>
    private const float Growth = 2 * 8;

    [Fact]
    public void Lines_agree_with_convolution_then_pooling()
    {
        foreach (int length in (int[])[2, 3, 23, 24, 25, 48, 49, 51])
        {
            CheckPooled(Line(2, length, 9, 16, 32), 1 + (length % 3), inputGradient: true);
        }
    }

    [Fact]
    public void Planes_agree_with_convolution_then_pooling()
    {
        foreach (int height in (int[])[2, 3, 4, 5, 9])
        {
            foreach (int width in (int[])[2, 3, 5, 8])
            {
                CheckPooled(Plane(2, height, width, 3, 3, 16, 32), 1 + (width % 3), inputGradient: true);
            }
        }
    }

    [Fact]
    public void First_layers_on_pictures_agree_with_convolution_then_pooling()
    {
        foreach (int height in (int[])[2, 3, 6])
        {
            foreach (int width in (int[])[48, 49, 63])
            {
                CheckPooled(Plane(2, height, width, 3, 3, 1, 32), 1 + (width % 3), inputGradient: false);
            }
        }

        CheckPooled(Plane(1, 7, 52, 4, 5, 1, 16), 2, inputGradient: false);
        CheckPooled(Plane(1, 9, 60, 3, 3, 1, 16, padding: Padding.Valid), 2, inputGradient: false);
    }

    [Fact]
    public void Shapes_without_such_a_kernel_are_named_and_refused()
    {
        using var pool = new WorkerPool(1);
        Assert.False(ConvolutionKernels.CanPool(Line(1, 20, 5, 16, 16), inputGradient: true));
        Assert.False(ConvolutionKernels.CanPool(Line(1, 1, 9, 16, 16), inputGradient: true));
        Assert.False(ConvolutionKernels.CanPool(Plane(1, 9, 60, 5, 5, 1, 16), inputGradient: true));
        var error = Assert.Throws<ArgumentException>(() => ConvolutionKernels.CreatePooled(Line(1, 20, 5, 16, 16), pool, training: true));
        Assert.StartsWith("There is no pooling kernel for ConvolutionShape {", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Repeated_calls_give_the_same_bits_and_allocate_nothing()
    {
        foreach ((ConvolutionShape shape, bool inputGradient) in ((ConvolutionShape, bool)[])
            [(Line(2, 100, 9, 16, 16), true), (Plane(2, 9, 11, 3, 3, 16, 16), true), (Plane(2, 9, 60, 5, 5, 1, 16), false)])
        {
            using var pool = new WorkerPool(2);
            using PooledConvolutionKernel kernel = ConvolutionKernels.CreatePooled(shape, pool, training: true);
            Results first = Call(kernel, inputGradient, new Results(kernel)), again = new(kernel);
            Assert.Equal(0, Allocation.OfCall(() => Call(kernel, inputGradient, again, first)));
            Assert.Equal(first.Y, again.Y);
            Assert.Equal(first.Winners, again.Winners);
            Assert.Equal(first.Dx, again.Dx);
            Assert.Equal(first.Dw, again.Dw);
            Assert.Equal(first.Db, again.Db);
        }
    }

    private static Results Call(PooledConvolutionKernel kernel, bool inputGradient, Results results, Results? inputs = null)
    {
        inputs ??= results;
        kernel.Forward(inputs.X, inputs.Weight, inputs.Bias, results.Y, results.Winners);
        kernel.WeightGradient(inputs.X, inputs.Dy, results.Winners, results.Dw, results.Db);
        if (inputGradient)
        {
            kernel.InputGradient(inputs.Dy, results.Winners, inputs.Weight, results.Dx);
        }

        return results;
    }

    private static void CheckPooled(ConvolutionShape shape, int threads, bool inputGradient)
    {
        using var pool = new WorkerPool(threads);
        Assert.True(ConvolutionKernels.CanPool(shape, inputGradient));
        using PooledConvolutionKernel kernel = ConvolutionKernels.CreatePooled(shape, pool, training: true);
        Results actual = Call(kernel, inputGradient, new Results(kernel));
        using var reference = new ReferenceConvolution(shape);
        float[] full = new float[shape.OutputLength], spread = new float[shape.OutputLength];
        reference.Forward(actual.X, actual.Weight, actual.Bias, relu: true, full);
        float tolerance = Growth * Epsilon * ((shape.WeightLength / shape.OutputChannels) + 1) * (Largest(actual.X) * Largest(actual.Weight));
        for (int i = 0; i < actual.Y.Length; i++)
        {
            (int place, int channel) = (i / shape.OutputChannels, i % shape.OutputChannels);
            (int row, int column) = (place / kernel.PooledWidth, place % kernel.PooledWidth);
            (int clip, row) = (row / kernel.PooledHeight, row % kernel.PooledHeight * kernel.WindowHeight);
            float best = 0;
            for (int q = 0; q < 2 * kernel.WindowHeight; q++)
            {
                int at = ((((((clip * shape.Height.Output) + row + (q / 2)) * shape.Width.Output) + (2 * column) + (q % 2)) * shape.OutputChannels) + channel);
                best = MathF.Max(best, full[at]);
                if (actual.Winners[i] == q)
                {
                    spread[at] = actual.Dy[i];
                    Assert.InRange(actual.Y[i], full[at] - tolerance, full[at] + tolerance);
                }
            }

            Assert.InRange(actual.Y[i], best - tolerance, best + tolerance);
            Assert.Equal(actual.Y[i] > 0, actual.Winners[i] >= 0);
        }

        int pixels = shape.OutputLength / shape.OutputChannels;
        float[] dw = new float[shape.WeightLength], db = new float[shape.OutputChannels], dx = new float[shape.InputLength];
        reference.WeightGradient(actual.X, spread, dw, db);
        Compare(dw, actual.Dw, Growth * Epsilon * pixels * (Largest(actual.Dy) * Largest(actual.X)), $"weight gradient, {shape}");
        Compare(db, actual.Db, Growth * Epsilon * pixels * Largest(actual.Dy), $"bias gradient, {shape}");
        if (inputGradient)
        {
            reference.InputGradient(spread, actual.Weight, dx);
            int window = shape.WeightLength / shape.InputChannels;
            Compare(dx, actual.Dx, Growth * Epsilon * window * (Largest(actual.Dy) * Largest(actual.Weight)), $"input gradient, {shape}");
        }

        // Prediction keeps no winners and gives the same y.
        var y = new float[kernel.OutputLength];
        kernel.Forward(actual.X, actual.Weight, actual.Bias, y, []);
        Assert.Equal(actual.Y, y);
    }

    /// <summary>The numbers of one call.</summary>
    private sealed class Results(PooledConvolutionKernel kernel)
    {
        public float[] X { get; } = Random(1, kernel.Shape.InputLength);

        public float[] Weight { get; } = Random(2, kernel.Shape.WeightLength);

        public float[] Bias { get; } = Random(3, kernel.Shape.OutputChannels);

        public float[] Dy { get; } = Random(4, kernel.OutputLength);

        public float[] Y { get; } = new float[kernel.OutputLength];

        public sbyte[] Winners { get; } = new sbyte[kernel.OutputLength];

        public float[] Dx { get; } = new float[kernel.Shape.InputLength];

        public float[] Dw { get; } = new float[kernel.Shape.WeightLength];

        public float[] Db { get; } = new float[kernel.Shape.OutputChannels];
    }
}
