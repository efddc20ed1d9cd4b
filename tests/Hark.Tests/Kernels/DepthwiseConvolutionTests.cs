using Hark.Kernels;
using static Hark.Tests.Kernels.ConvolutionJudge;

namespace Hark.Tests.Kernels;

public class DepthwiseConvolutionTests
{
    public static TheoryData<string> Widths => ConvolutionMakers.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Channel_counts_around_the_lanes_agree_with_the_reference(string width)
    {
        foreach (int channels in (int[])[1, 3, 4, 5, 8, 9, 12, 15, 16, 17, 20, 31, 32, 33, 64])
        {
            Check(ConvolutionMakers.Depthwise(width), Plane(2, 5, 9, 3, 3, channels, channels) with { Depthwise = true }, 1 + (channels % 3));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Sizes_strides_dilations_and_paddings_agree_with_the_reference(string width)
    {
        foreach (int length in (int[])(TestScale.Long ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 30, 63, 64, 65] : [1, 2, 5, 9, 30]))
        {
            foreach (int stride in (int[])[1, 2, 3])
            {
                foreach (int dilation in (int[])[1, 2])
                {
                    Check(ConvolutionMakers.Depthwise(width), Line(2, length, 3, 17, 17, stride, dilation) with { Depthwise = true }, stride);
                    Check(ConvolutionMakers.Depthwise(width), Plane(2, 7, length, 3, 1, 5, 5, stride, dilation) with { Depthwise = true }, dilation);
                    if (length > 4)
                    {
                        Check(ConvolutionMakers.Depthwise(width), Plane(1, length, 11, 2, 5, 6, 6, stride, dilation, Padding.Same) with { Depthwise = true }, 3);
                        Check(ConvolutionMakers.Depthwise(width), Plane(1, length, 11, 2, 5, 6, 6, stride, dilation, Padding.Valid) with { Depthwise = true }, 3);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Repeated_calls_give_the_same_bits_and_allocate_nothing(int threads)
        => CheckRepeats(ConvolutionKernels.Create, Plane(2, 6, 20, 3, 3, 20, 20) with { Depthwise = true }, threads);

    [Fact]
    public void Unequal_channels_are_refused()
    {
        using var pool = new WorkerPool(1);
        var error = Assert.Throws<ArgumentException>(() => ConvolutionKernels.Create(Line(1, 10, 3, 2, 4) with { Depthwise = true }, pool, false));
        Assert.Equal("A depthwise convolution has as many output as input channels, got 2 and 4.", error.Message);
    }
}
