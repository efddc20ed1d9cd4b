namespace Hark.Kernels;

/// <summary>The one place where a shape is given its kernel.</summary>
public static class ConvolutionKernels
{
    /// <summary>The fastest kernel known for <paramref name="shape"/> on this processor.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="pool">The team that works.</param>
    /// <param name="training">Whether gradients will be asked for.</param>
    public static ConvolutionKernel Create(ConvolutionShape shape, WorkerPool pool, bool training)
        => new ReferenceConvolution(shape);
}
