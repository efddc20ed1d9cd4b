using Hark.Kernels;
using static Hark.Tests.Kernels.ConvolutionJudge;

namespace Hark.Tests.Kernels;

public class WinogradConvolutionTests
{
    /// <summary>
    /// The c of the tolerance. Σ|A||G||B| of the one-dimensional form is at most 25 where the definition has 3 taps: 8 times the rounding on
    /// one axis. On two axes that bound is 69; errors that do not all point the same way stay far below it.
    /// </summary>
    private const float Growth = 2 * 8;

    public static TheoryData<string> Widths => ConvolutionMakers.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Sizes_around_the_tile_agree_with_the_reference(string width)
    {
        int lanes = ConvolutionMakers.Lanes(width);
        foreach (int height in (int[])(TestScale.Long ? [1, 2, 3, 4, 5, 6, 7, 8, 9] : [1, 3, 4, 5, 8]))
        {
            foreach (int wide in (int[])(TestScale.Long ? [1, 2, 3, 4, 5, 6, 7, 8, 9] : [1, 4, 5]))
            {
                Check(ConvolutionMakers.Winograd(width), Plane(2, height, wide, 3, 3, lanes, 2 * lanes), 1 + (wide % 3), Growth);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Channels_and_paddings_agree_with_the_reference(string width)
    {
        int lanes = ConvolutionMakers.Lanes(width);
        foreach (int vectors in (int[])[1, 2, 3])
        {
            Check(ConvolutionMakers.Winograd(width), Plane(3, 11, 13, 3, 3, vectors * lanes, (4 - vectors) * lanes), vectors, Growth);
            Check(ConvolutionMakers.Winograd(width), Plane(3, 9, 10, 3, 3, vectors * lanes, lanes, padding: Padding.Valid), vectors, Growth);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Repeated_calls_give_the_same_bits_and_allocate_nothing(int threads)
        => CheckRepeats(ConvolutionKernels.Create, Plane(3, 20, 21, 3, 3, 16, 32), threads);
}
