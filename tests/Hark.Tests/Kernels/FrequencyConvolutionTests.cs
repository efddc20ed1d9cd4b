using Hark.Kernels;
using static Hark.Tests.Kernels.ConvolutionJudge;

namespace Hark.Tests.Kernels;

public class FrequencyConvolutionTests
{
    public static TheoryData<string> Widths => ConvolutionMakers.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Channels_strides_and_heights_agree_with_the_reference(string width)
    {
        foreach (int channels in (int[])[1, 3, 8, 12, 17, 20, 60])
        {
            foreach (int stride in (int[])[1, 2, 3])
            {
                foreach (int height in (int[])[1, 2, 5, 8])
                {
                    Check(ConvolutionMakers.Frequency(width), Tall(3, height, 21, channels, stride, dilation: 1), stride);
                    Check(ConvolutionMakers.Frequency(width), Tall(1, height, 65, channels, stride, dilation: 2), stride);
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Repeated_calls_give_the_same_bits_and_allocate_nothing(int threads)
        => CheckRepeats(ConvolutionKernels.Create, Tall(5, 20, 31, 12, stride: 1, dilation: 1), threads);

    private static ConvolutionShape Tall(int batch, int height, int width, int channels, int stride, int dilation)
        => new(batch, ConvolutionAxis.Create(height, 3, stride, dilation, Padding.Same), ConvolutionAxis.Create(width, 1, 1, 1, Padding.Same), channels, channels, Depthwise: true);
}
