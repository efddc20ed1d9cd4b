using Hark.Kernels;
using static Hark.Tests.Kernels.ConvolutionJudge;

namespace Hark.Tests.Kernels;

public class DenseKernelTests
{
    public static TheoryData<string> Widths => ConvolutionMakers.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Sizes_around_block_lane_and_tile_agree_with_the_reference(string width)
    {
        foreach (int batch in (int[])[1, 2, 3, 4, 5, 11, 12, 13, 31, 32, 33, 65])
        {
            Check(ConvolutionMakers.Dense(width), Dense(batch, 19, 7), 2);
        }

        foreach (int inputs in (int[])[1, 3, 4, 5, 239, 240, 241, 481])
        {
            Check(ConvolutionMakers.Dense(width), Dense(2, inputs, 5), 1 + (inputs % 3));
            Check(ConvolutionMakers.Dense(width), Dense(6, inputs, 12), 1 + (inputs % 3));
        }

        foreach (int outputs in (int[])[1, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64])
        {
            Check(ConvolutionMakers.Dense(width), Dense(1, 30, outputs), 2);
            Check(ConvolutionMakers.Dense(width), Dense(13, 30, outputs), 3);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Repeated_calls_give_the_same_bits_and_allocate_nothing(int threads)
        => CheckRepeats((shape, pool, training) => ConvolutionKernels.CreateDense(shape.Batch, shape.InputChannels, shape.OutputChannels, pool, training), Dense(5, 700, 12), threads);

    private static ConvolutionShape Dense(int batch, int inputs, int outputs)
        => new(batch, ConvolutionAxis.One, ConvolutionAxis.One, inputs, outputs, Depthwise: false);
}
