using Hark.Kernels;

namespace Hark.Tests.Kernels;

/// <summary>Runs a kernel beside <see cref="ReferenceConvolution"/> on seeded numbers and compares every direction.</summary>
internal static class ConvolutionJudge
{
    private const float Epsilon = 1.1920929e-7f;

    /// <summary>Makes the kernel on a pool of the given size; the pool lives as long as the check.</summary>
    internal delegate ConvolutionKernel Maker(ConvolutionShape shape, WorkerPool pool, bool training);

    public static ConvolutionShape Line(int batch, int length, int taps, int inputs, int outputs, int stride = 1, int dilation = 1, Padding padding = Padding.Same)
        => new(batch, ConvolutionAxis.One, ConvolutionAxis.Create(length, taps, stride, dilation, padding), inputs, outputs, Depthwise: false);

    public static ConvolutionShape Plane(
        int batch, int height, int width, int kernelHeight, int kernelWidth, int inputs, int outputs, int stride = 1, int dilation = 1, Padding padding = Padding.Same)
        => new(
            batch,
            ConvolutionAxis.Create(height, kernelHeight, stride, dilation, padding),
            ConvolutionAxis.Create(width, kernelWidth, stride, dilation, padding),
            inputs,
            outputs,
            Depthwise: false);

    /// <param name="make">The kernel under test.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="threads">Pool size.</param>
    /// <param name="growth">The c of the tolerance c · ε · reduction length · largest product: 2 for plain sums.</param>
    public static void Check(Maker make, ConvolutionShape shape, int threads, float growth = 2)
    {
        using var pool = new WorkerPool(threads);
        using ConvolutionKernel kernel = make(shape, pool, true);
        using var reference = new ReferenceConvolution(shape);
        float[] x = Random(1, shape.InputLength), weight = Random(2, shape.WeightLength);
        float[] bias = Random(3, shape.OutputChannels), dy = Random(4, shape.OutputLength);
        int window = shape.WeightLength / Math.Max(1, shape.OutputChannels);
        int backWindow = shape.WeightLength / Math.Max(1, shape.InputChannels);
        int pixels = shape.OutputLength / Math.Max(1, shape.OutputChannels);

        foreach (bool relu in (bool[])[false, true])
        {
            float[] y = Dirty(shape.OutputLength), expected = new float[shape.OutputLength];
            kernel.Forward(x, weight, relu ? bias : [], relu, y);
            reference.Forward(x, weight, relu ? bias : [], relu, expected);
            Compare(expected, y, growth * Epsilon * (window + 1) * (Largest(x) * Largest(weight)), $"forward, {shape}");
        }

        float[] dx = Dirty(shape.InputLength), expectedDx = new float[shape.InputLength];
        kernel.InputGradient(dy, weight, dx);
        reference.InputGradient(dy, weight, expectedDx);
        Compare(expectedDx, dx, growth * Epsilon * backWindow * (Largest(dy) * Largest(weight)), $"input gradient, {shape}");

        float[] dWeight = Dirty(shape.WeightLength), expectedDw = new float[shape.WeightLength];
        float[] dBias = Dirty(shape.OutputChannels), expectedDb = new float[shape.OutputChannels];
        kernel.WeightGradient(x, dy, dWeight, dBias);
        reference.WeightGradient(x, dy, expectedDw, expectedDb);
        Compare(expectedDw, dWeight, growth * Epsilon * pixels * (Largest(dy) * Largest(x)), $"weight gradient, {shape}");
        Compare(expectedDb, dBias, growth * Epsilon * pixels * Largest(dy), $"bias gradient, {shape}");
        kernel.WeightGradient(x, dy, dWeight, []);
        Compare(expectedDw, dWeight, growth * Epsilon * pixels * (Largest(dy) * Largest(x)), $"weight gradient without bias, {shape}");
    }

    /// <summary>Calls each direction twice: the same bits, and no managed memory.</summary>
    public static void CheckRepeats(Maker make, ConvolutionShape shape, int threads)
    {
        using var pool = new WorkerPool(threads);
        using ConvolutionKernel kernel = make(shape, pool, true);
        float[] x = Random(1, shape.InputLength), weight = Random(2, shape.WeightLength), dy = Random(4, shape.OutputLength);
        float[] bias = Random(3, shape.OutputChannels);
        (float[] Y, float[] Dx, float[] Dw, float[] Db)[] runs = [New(), New()];
        Call(runs[0]);
        Assert.Equal(0, Allocation.OfCall(() => Call(runs[1])));
        Assert.Equal(runs[0].Y, runs[1].Y);
        Assert.Equal(runs[0].Dx, runs[1].Dx);
        Assert.Equal(runs[0].Dw, runs[1].Dw);
        Assert.Equal(runs[0].Db, runs[1].Db);

        (float[], float[], float[], float[]) New()
            => (new float[shape.OutputLength], new float[shape.InputLength], new float[shape.WeightLength], new float[shape.OutputChannels]);

        void Call((float[] Y, float[] Dx, float[] Dw, float[] Db) run)
        {
            kernel.Forward(x, weight, bias, relu: true, run.Y);
            kernel.InputGradient(dy, weight, run.Dx);
            kernel.WeightGradient(x, dy, run.Dw, run.Db);
        }
    }

    public static float[] Random(int seed, int length)
    {
        var random = new SeededRandom(seed, length);
        var values = new float[length];
        foreach (ref float value in values.AsSpan())
        {
            value = random.NextSingle(-1, 1);
        }

        return values;
    }

    public static float Largest(ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float value in values)
        {
            largest = MathF.Max(largest, MathF.Abs(value));
        }

        return largest;
    }

    public static void Compare(float[] expected, float[] actual, float tolerance, string what)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            // Written so that NaN fails.
            if (!(MathF.Abs(expected[i] - actual[i]) <= tolerance))
            {
                Assert.Fail($"{what}: element {i} of {expected.Length} is {actual[i]:G9}, expected {expected[i]:G9} ± {tolerance:G3}.");
            }
        }
    }

    /// <summary>NaN, so that an element that a kernel forgets to write is seen.</summary>
    private static float[] Dirty(int length)
    {
        var values = new float[length];
        Array.Fill(values, float.NaN);
        return values;
    }
}
