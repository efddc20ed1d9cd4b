using System.Runtime.Intrinsics;

namespace Hark.Kernels;

/// <summary>The one place where a step on a clip is given its vectors.</summary>
internal static class ClipSteps
{
    /// <summary>A convolution or dense layer, with what is folded into it.</summary>
    /// <param name="shape">Of one clip.</param>
    /// <param name="bands">Runs of height with lines of their own; depthwise only.</param>
    /// <param name="relu">Whether to clamp below at zero.</param>
    public static WeightedClipStep Convolution(ConvolutionShape shape, int bands, bool relu)
    {
        if (shape.Depthwise)
        {
            return Vector512.IsHardwareAccelerated ? new ClipDepthwise<Vector512<float>, Lanes512>(shape, bands, relu)
                : Vector256.IsHardwareAccelerated ? new ClipDepthwise<Vector256<float>, Lanes256>(shape, bands, relu)
                : Vector128.IsHardwareAccelerated ? new ClipDepthwise<Vector128<float>, Lanes128>(shape, bands, relu)
                : new ClipDepthwise<float, Lanes1>(shape, bands, relu);
        }

        // Few output channels leave most lanes of a long vector idle.
        return Vector512.IsHardwareAccelerated && shape.OutputChannels > 8 ? Product<Vector512<float>, Lanes512>(shape, relu)
            : Vector256.IsHardwareAccelerated ? Product<Vector256<float>, Lanes256>(shape, relu)
            : Vector128.IsHardwareAccelerated ? Product<Vector128<float>, Lanes128>(shape, relu)
            : Product<float, Lanes1>(shape, relu);
    }

    /// <summary>A sum of pictures, and of a row broadcast to every row.</summary>
    public static ClipStep Join(int rows, int length, bool relu)
        => Vector512.IsHardwareAccelerated ? new ClipJoin<Vector512<float>, Lanes512>(rows, length, relu)
            : Vector256.IsHardwareAccelerated ? new ClipJoin<Vector256<float>, Lanes256>(rows, length, relu)
            : Vector128.IsHardwareAccelerated ? new ClipJoin<Vector128<float>, Lanes128>(rows, length, relu)
            : new ClipJoin<float, Lanes1>(rows, length, relu);

    /// <summary>The mean of <paramref name="rows"/> rows.</summary>
    public static ClipStep Mean(int rows, int length)
        => Vector512.IsHardwareAccelerated ? new ClipMean<Vector512<float>, Lanes512>(rows, length)
            : Vector256.IsHardwareAccelerated ? new ClipMean<Vector256<float>, Lanes256>(rows, length)
            : Vector128.IsHardwareAccelerated ? new ClipMean<Vector128<float>, Lanes128>(rows, length)
            : new ClipMean<float, Lanes1>(rows, length);

    /// <summary>max(0, x), or x · sigmoid(x).</summary>
    public static ClipStep Activation(int length, bool sigmoidal)
        => Vector512.IsHardwareAccelerated ? new ClipActivation<Vector512<float>, Lanes512>(length, sigmoidal)
            : Vector256.IsHardwareAccelerated ? new ClipActivation<Vector256<float>, Lanes256>(length, sigmoidal)
            : Vector128.IsHardwareAccelerated ? new ClipActivation<Vector128<float>, Lanes128>(length, sigmoidal)
            : new ClipActivation<float, Lanes1>(length, sigmoidal);

    private static WeightedClipStep Product<TVector, TLanes>(ConvolutionShape shape, bool relu)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
        => shape is { Height.Output: 1, Width.Output: 1 } ? new ClipDense<TVector, TLanes>(shape, relu)
            : ClipRowProduct<TVector, TLanes>.Fits(shape) ? new ClipRowProduct<TVector, TLanes>(shape, relu)
            : new ClipProduct<TVector, TLanes>(shape, relu);
}
