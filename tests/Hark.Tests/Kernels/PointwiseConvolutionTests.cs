using Hark.Kernels;
using static Hark.Tests.Kernels.ConvolutionJudge;

namespace Hark.Tests.Kernels;

public class PointwiseConvolutionTests
{
    public static TheoryData<string> Widths => ConvolutionMakers.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Channels_and_rows_around_the_blocks_agree_with_the_reference(string width)
    {
        foreach (int inputs in (int[])[8, 9, 12, 15, 16, 17, 24, 36])
        {
            foreach (int outputs in (int[])[8, 12, 16, 20, 33, 60])
            {
                foreach (int rows in (int[])[12, 13, 23, 24, 25])
                {
                    Check(ConvolutionMakers.Pointwise(width), Plane(3, 1, rows, 1, 1, inputs, outputs), 1 + (rows % 3));
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Repeated_calls_give_the_same_bits_and_allocate_nothing(int threads)
        => CheckRepeats(ConvolutionKernels.Create, Plane(5, 6, 20, 1, 1, 12, 20), threads);
}
