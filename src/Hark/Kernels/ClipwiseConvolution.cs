using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>
/// A convolution that works clip by clip, so that a network can take a clip through several layers while it is in the cache. Clips are cut into
/// parts; weight gradients are summed for each part and joined in order.
/// </summary>
/// <remarks>Forward and input gradient do not depend on the parts. The weight gradient is equal to the last bit for the same number of parts only.</remarks>
internal abstract unsafe class ClipwiseConvolution(ConvolutionShape shape, WorkerPool pool, bool training, int parts) : ConvolutionKernel(shape)
{
    private readonly int _inputLength = shape.InputLength / Math.Max(1, shape.Batch);
    private readonly int _outputLength = shape.OutputLength / Math.Max(1, shape.Batch);

    /// <summary>Into how many parts the clips are cut.</summary>
    public int Parts { get; } = parts;

    protected bool Training { get; } = training;

    /// <summary>Before <see cref="ForwardClip"/>: lays the weights out.</summary>
    public abstract void BeginForward(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias);

    /// <summary>One clip of part <paramref name="part"/>, all pointers at its start.</summary>
    public abstract void ForwardClip(int part, float* x, bool relu, float* y);

    /// <summary>Before <see cref="InputGradientClip"/>: lays the weights out, in place of the way forward.</summary>
    public abstract void BeginInputGradient(ReadOnlySpan<float> weight);

    /// <summary>Whether <see cref="InputGradientClip"/> can add to what is there.</summary>
    public virtual bool CanAddInputGradient => false;

    /// <summary>One clip of part <paramref name="part"/>, all pointers at its start; dx is added to where <paramref name="add"/>, else overwritten.</summary>
    public abstract void InputGradientClip(int part, float* dy, bool add, float* dx);

    /// <summary>Adds a clip to its part's sums, which begin with the part's first.</summary>
    public abstract void WeightGradientClip(int part, bool first, float* x, float* dy, bool bias);

    /// <summary>Joins the parts' sums; both overwritten.</summary>
    public abstract void EndWeightGradient(Span<float> dWeight, Span<float> dBias);

    public sealed override void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, bool relu, Span<float> y)
    {
        KernelArguments.CheckForward(Shape, x, weight, bias, y);
        BeginForward(weight, bias);
        fixed (float* from = x, to = y)
        {
            var work = new ForwardWork(this, from, relu, to);
            pool.Run(Parts, ref work);
        }
    }

    public sealed override void InputGradient(ReadOnlySpan<float> dy, ReadOnlySpan<float> weight, Span<float> dx)
    {
        KernelArguments.CheckInputGradient(Shape, dy, weight, dx, Training);
        BeginInputGradient(weight);
        fixed (float* from = dy, to = dx)
        {
            var work = new InputWork(this, from, to);
            pool.Run(Parts, ref work);
        }
    }

    public sealed override void WeightGradient(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight, Span<float> dBias)
    {
        KernelArguments.CheckWeightGradient(Shape, x, dy, dWeight, dBias, Training);
        fixed (float* from = x, gradient = dy)
        {
            var work = new WeightWork(this, from, gradient, !dBias.IsEmpty);
            pool.Run(Parts, ref work);
        }

        EndWeightGradient(dWeight, dBias);
    }

    protected static float* At(AlignedBuffer buffer, int index = 0) => (float*)Unsafe.AsPointer(ref buffer.Span[index]);

    private (int Start, int End) ClipsOf(int part) => KernelArguments.Share(Shape.Batch, part, Parts);

    private readonly struct ForwardWork(ClipwiseConvolution kernel, float* x, bool relu, float* y) : IParallelWork
    {
        public void Execute(int part)
        {
            (int start, int end) = kernel.ClipsOf(part);
            for (int clip = start; clip < end; clip++)
            {
                kernel.ForwardClip(part, x + ((nint)clip * kernel._inputLength), relu, y + ((nint)clip * kernel._outputLength));
            }
        }
    }

    private readonly struct InputWork(ClipwiseConvolution kernel, float* dy, float* dx) : IParallelWork
    {
        public void Execute(int part)
        {
            (int start, int end) = kernel.ClipsOf(part);
            for (int clip = start; clip < end; clip++)
            {
                kernel.InputGradientClip(part, dy + ((nint)clip * kernel._outputLength), add: false, dx + ((nint)clip * kernel._inputLength));
            }
        }
    }

    private readonly struct WeightWork(ClipwiseConvolution kernel, float* x, float* dy, bool bias) : IParallelWork
    {
        public void Execute(int part)
        {
            (int start, int end) = kernel.ClipsOf(part);
            for (int clip = start; clip < end; clip++)
            {
                kernel.WeightGradientClip(part, clip == start, x + ((nint)clip * kernel._inputLength), dy + ((nint)clip * kernel._outputLength), bias);
            }
        }
    }
}
