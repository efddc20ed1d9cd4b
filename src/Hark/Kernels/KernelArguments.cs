using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>The checks that every convolution kernel makes at its boundary, and how work is shared out.</summary>
internal static class KernelArguments
{
    public static void CheckForward(
        ConvolutionShape shape, ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> y)
    {
        CheckLength(x.Length, shape.InputLength);
        CheckLength(weight.Length, shape.WeightLength);
        CheckLength(y.Length, shape.OutputLength);
        if (!bias.IsEmpty)
        {
            CheckLength(bias.Length, shape.OutputChannels);
        }
    }

    public static void CheckInputGradient(
        ConvolutionShape shape, ReadOnlySpan<float> dy, ReadOnlySpan<float> weight, Span<float> dx, bool training)
    {
        CheckTraining(training);
        CheckLength(dy.Length, shape.OutputLength);
        CheckLength(weight.Length, shape.WeightLength);
        CheckLength(dx.Length, shape.InputLength);
    }

    public static void CheckWeightGradient(
        ConvolutionShape shape, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight, Span<float> dBias, bool training)
    {
        CheckTraining(training);
        CheckLength(x.Length, shape.InputLength);
        CheckLength(dy.Length, shape.OutputLength);
        CheckLength(dWeight.Length, shape.WeightLength);
        if (!dBias.IsEmpty)
        {
            CheckLength(dBias.Length, shape.OutputChannels);
        }
    }

    public static void CheckPooledForward(
        PooledConvolutionKernel kernel, ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> y, Span<sbyte> winners)
    {
        CheckLength(x.Length, kernel.Shape.InputLength);
        CheckLength(weight.Length, kernel.Shape.WeightLength);
        CheckLength(y.Length, kernel.OutputLength);
        if (!bias.IsEmpty)
        {
            CheckLength(bias.Length, kernel.Shape.OutputChannels);
        }

        if (!winners.IsEmpty)
        {
            CheckLength(winners.Length, kernel.OutputLength);
        }
    }

    public static void CheckPooledInputGradient(
        PooledConvolutionKernel kernel, ReadOnlySpan<float> dy, ReadOnlySpan<sbyte> winners, ReadOnlySpan<float> weight, Span<float> dx, bool training)
    {
        CheckTraining(training);
        CheckLength(dy.Length, kernel.OutputLength);
        CheckLength(winners.Length, kernel.OutputLength);
        CheckLength(weight.Length, kernel.Shape.WeightLength);
        CheckLength(dx.Length, kernel.Shape.InputLength);
    }

    public static void CheckPooledWeightGradient(
        PooledConvolutionKernel kernel,
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> dy,
        ReadOnlySpan<sbyte> winners,
        Span<float> dWeight,
        Span<float> dBias,
        bool training)
    {
        CheckTraining(training);
        CheckLength(x.Length, kernel.Shape.InputLength);
        CheckLength(dy.Length, kernel.OutputLength);
        CheckLength(winners.Length, kernel.OutputLength);
        CheckLength(dWeight.Length, kernel.Shape.WeightLength);
        if (!dBias.IsEmpty)
        {
            CheckLength(dBias.Length, kernel.Shape.OutputChannels);
        }
    }

    /// <summary>Into how many parts a kernel's work is cut: one a thread, but what is done in microseconds is not worth waking a team for.</summary>
    public static int Parts(ConvolutionShape shape, WorkerPool pool)
    {
        const long LeastMultiplyAccumulates = 200_000;
        return shape.Batch * shape.MultiplyAccumulatesPerClip < LeastMultiplyAccumulates ? 1 : pool.Threads;
    }

    /// <summary>Share <paramref name="part"/> of <paramref name="parts"/> of <paramref name="count"/> items: contiguous, sizes differing by one at most.</summary>
    public static (int Start, int End) Share(int count, int part, int parts)
        => ((int)((long)count * part / parts), (int)((long)count * (part + 1) / parts));

    public static void CheckLength(int received, int expected, [CallerArgumentExpression(nameof(received))] string? name = null)
    {
        if (received != expected)
        {
            throw new ArgumentException($"{name} is {received}, the kernel's shape needs {expected}.");
        }
    }

    private static void CheckTraining(bool training)
    {
        if (!training)
        {
            throw new InvalidOperationException("The kernel was made for prediction only: create it with training: true to ask for gradients.");
        }
    }
}
