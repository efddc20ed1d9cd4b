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
        return Vector512.IsHardwareAccelerated && shape.OutputChannels > 8 ? new ClipProduct<Vector512<float>, Lanes512>(shape, relu)
            : Vector256.IsHardwareAccelerated ? new ClipProduct<Vector256<float>, Lanes256>(shape, relu)
            : Vector128.IsHardwareAccelerated ? new ClipProduct<Vector128<float>, Lanes128>(shape, relu)
            : new ClipProduct<float, Lanes1>(shape, relu);
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
}
