using Hark.Kernels;
using static Hark.Tests.Kernels.ConvolutionJudge;

namespace Hark.Tests.Kernels;

public class SingleClipConvolutionTests
{
    public static TheoryData<string> Widths => ConvolutionMakers.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Clips_windows_and_strides_agree_with_the_reference(string width)
    {
        foreach (int clips in (int[])[2, 3, 8])
        {
            foreach (int stride in (int[])[1, 2])
            {
                Check(ConvolutionMakers.SingleClip(width), Plane(clips, 10, 60, 5, 5, 1, 16, stride), stride);
                Check(ConvolutionMakers.SingleClip(width), Plane(clips, 9, 7, 3, 2, 3, 5, stride), stride);
                Check(ConvolutionMakers.SingleClip(width), Line(clips, 50, 9, 2, 12, stride), stride);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Repeated_calls_give_the_same_bits_and_allocate_nothing(int threads)
        => CheckRepeats(ConvolutionKernels.Create, Plane(6, 40, 50, 5, 5, 1, 16), threads);
}
