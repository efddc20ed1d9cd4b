using System.Runtime.Intrinsics;

namespace Hark.Kernels;

/// <summary>The one place where a shape is given its kernel.</summary>
public static class ConvolutionKernels
{
    /// <summary>The fastest kernel known for <paramref name="shape"/> on this processor.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="pool">The team that works.</param>
    /// <param name="training">Whether gradients will be asked for.</param>
    public static ConvolutionKernel Create(ConvolutionShape shape, WorkerPool pool, bool training)
    {
        ArgumentNullException.ThrowIfNull(pool);
        if (ReferenceOnly)
        {
            return new ReferenceConvolution(shape);
        }

        // Few output channels leave most lanes of a long vector idle.
        bool narrow = shape is { Depthwise: false, OutputChannels: <= 8 } or { Depthwise: false, InputChannels: 8 };
        if (Vector512.IsHardwareAccelerated && !narrow)
        {
            return Create<Vector512<float>, Lanes512>(shape, pool, training);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            return Create<Vector256<float>, Lanes256>(shape, pool, training);
        }

        return Vector128.IsHardwareAccelerated
            ? Create<Vector128<float>, Lanes128>(shape, pool, training)
            : Create<float, Lanes1>(shape, pool, training);
    }

    /// <summary>Whether <see cref="Create"/> gives a clipwise kernel that can add its input gradient to another.</summary>
    internal static bool CanAddInputGradient(ConvolutionShape shape) => !ReferenceOnly && FrequencyConvolution<float, Lanes1>.Fits(shape);

    /// <summary>The kernel of a dense layer, y = x · W + b with x [batch, inputs], W [inputs, outputs]: the convolution of a single pixel.</summary>
    /// <param name="batch">Rows of x.</param>
    /// <param name="inputs">Columns of x.</param>
    /// <param name="outputs">Columns of y.</param>
    /// <param name="pool">The team that works.</param>
    /// <param name="training">Whether gradients will be asked for.</param>
    public static ConvolutionKernel CreateDense(int batch, int inputs, int outputs, WorkerPool pool, bool training)
        => Create(new(batch, ConvolutionAxis.One, ConvolutionAxis.One, inputs, outputs, Depthwise: false), pool, training);

    /// <summary>Gives every shape the reference kernel, on this thread: for the test that judges a whole run by it.</summary>
    [ThreadStatic]
    internal static bool ReferenceOnly;

    /// <summary>Whether <paramref name="shape"/> has a kernel that saves arithmetic by tiles.</summary>
    internal static bool IsTiled(ConvolutionShape shape)
        => Vector512.IsHardwareAccelerated ? IsTiled<Vector512<float>, Lanes512>(shape)
            : Vector256.IsHardwareAccelerated ? IsTiled<Vector256<float>, Lanes256>(shape)
            : Vector128.IsHardwareAccelerated ? IsTiled<Vector128<float>, Lanes128>(shape)
            : IsTiled<float, Lanes1>(shape);

    /// <summary>Whether <see cref="CreatePooled"/> has a kernel for <paramref name="shape"/>.</summary>
    /// <param name="shape">The convolution's shape, before pooling.</param>
    /// <param name="inputGradient">Whether dx will be asked for: not of a network's first layer.</param>
    public static bool CanPool(ConvolutionShape shape, bool inputGradient)
    {
        if (ReferenceOnly)
        {
            return false;
        }

        if (Vector512.IsHardwareAccelerated)
        {
            return CanPool<Vector512<float>, Lanes512>(shape, inputGradient);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            return CanPool<Vector256<float>, Lanes256>(shape, inputGradient);
        }

        return Vector128.IsHardwareAccelerated
            ? CanPool<Vector128<float>, Lanes128>(shape, inputGradient)
            : CanPool<float, Lanes1>(shape, inputGradient);
    }

    /// <summary>A kernel that convolves, clamps and pools in one pass.</summary>
    /// <param name="shape">The convolution's shape, before pooling; <see cref="CanPool"/> must hold.</param>
    /// <param name="pool">The team that works.</param>
    /// <param name="training">Whether gradients will be asked for.</param>
    public static PooledConvolutionKernel CreatePooled(ConvolutionShape shape, WorkerPool pool, bool training)
    {
        ArgumentNullException.ThrowIfNull(pool);
        if (!CanPool(shape, inputGradient: false))
        {
            throw new ArgumentException($"There is no pooling kernel for {shape}: ask CanPool first, and pool apart where it says no.");
        }

        if (Vector512.IsHardwareAccelerated)
        {
            return CreatePooled<Vector512<float>, Lanes512>(shape, pool, training);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            return CreatePooled<Vector256<float>, Lanes256>(shape, pool, training);
        }

        return Vector128.IsHardwareAccelerated
            ? CreatePooled<Vector128<float>, Lanes128>(shape, pool, training)
            : CreatePooled<float, Lanes1>(shape, pool, training);
    }

    /// <summary>
    /// Into how many parts the clips of a batch are cut where work goes clip by clip: several a thread, so that one that is held back can be
    /// helped out, and the same number for every small team.
    /// </summary>
    internal static int ClipParts(int batch, WorkerPool pool) => Math.Min(batch, Math.Max(8, pool.Threads));

    private static bool CanPool<TVector, TLanes>(ConvolutionShape shape, bool inputGradient)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
        => shape.Width.Output > 1
            && (TileConvolution<TVector, TLanes, SpectralTile<TVector, TLanes>>.Fits(shape)
                || (shape.Height.Output > 1 && TileConvolution<TVector, TLanes, WinogradTile<TVector, TLanes>>.Fits(shape))
                || (!inputGradient && SinglePooledConvolution<TVector, TLanes>.Fits(shape)));

    private static bool IsTiled<TVector, TLanes>(ConvolutionShape shape)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
        => TileConvolution<TVector, TLanes, SpectralTile<TVector, TLanes>>.Fits(shape)
            || TileConvolution<TVector, TLanes, WinogradTile<TVector, TLanes>>.Fits(shape);

    private static PooledConvolutionKernel CreatePooled<TVector, TLanes>(ConvolutionShape shape, WorkerPool pool, bool training)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
    {
        if (TileConvolution<TVector, TLanes, SpectralTile<TVector, TLanes>>.Fits(shape))
        {
            return new TilePooledConvolution<TVector, TLanes, SpectralTile<TVector, TLanes>>(shape, pool, training);
        }

        return TileConvolution<TVector, TLanes, WinogradTile<TVector, TLanes>>.Fits(shape)
            ? new TilePooledConvolution<TVector, TLanes, WinogradTile<TVector, TLanes>>(shape, pool, training)
            : new SinglePooledConvolution<TVector, TLanes>(shape, pool, training);
    }

    private static ConvolutionKernel Create<TVector, TLanes>(ConvolutionShape shape, WorkerPool pool, bool training)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
    {
        if (FrequencyConvolution<TVector, TLanes>.Fits(shape))
        {
            return new FrequencyConvolution<TVector, TLanes>(shape, pool, training, ClipParts(shape.Batch, pool));
        }

        if (shape.Depthwise)
        {
            return new DepthwiseConvolution<TVector, TLanes>(shape, pool, training, ClipParts(shape.Batch, pool));
        }

        if (DenseKernel<TVector, TLanes>.IsDense(shape))
        {
            return new DenseKernel<TVector, TLanes>(shape, pool, training);
        }

        if (training && PointwiseConvolution<TVector, TLanes>.Fits(shape))
        {
            return new PointwiseConvolution<TVector, TLanes>(shape, pool, training, ClipParts(shape.Batch, pool));
        }

        if (TileConvolution<TVector, TLanes, SpectralTile<TVector, TLanes>>.Fits(shape))
        {
            return new TileConvolution<TVector, TLanes, SpectralTile<TVector, TLanes>>(shape, pool, training);
        }

        if (TileConvolution<TVector, TLanes, WinogradTile<TVector, TLanes>>.Fits(shape))
        {
            return new TileConvolution<TVector, TLanes, WinogradTile<TVector, TLanes>>(shape, pool, training);
        }

        return training && SingleClipConvolution<TVector, TLanes>.Fits(shape)
            ? new SingleClipConvolution<TVector, TLanes>(shape, pool, training, ClipParts(shape.Batch, pool))
            : new GemmConvolution<TVector, TLanes>(shape, pool, training);
    }
}
