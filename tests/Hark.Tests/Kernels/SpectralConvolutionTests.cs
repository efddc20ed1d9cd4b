using System.Runtime.Intrinsics;
using Hark.Kernels;
using static Hark.Tests.Kernels.ConvolutionJudge;

namespace Hark.Tests.Kernels;

public class SpectralConvolutionTests
{
    public static TheoryData<string> Widths => ConvolutionMakers.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Lengths_around_the_tile_agree_with_the_reference(string width)
    {
        int lanes = ConvolutionMakers.Lanes(width);
        foreach (int length in (int[])[1, 2, 9, 23, 24, 25, 47, 48, 49, 100])
        {
            Check(ConvolutionMakers.Spectral(width), Line(2, length, 9, lanes, 2 * lanes), 1 + (length % 3));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Channels_and_numbers_of_tiles_agree_with_the_reference(string width)
    {
        int lanes = ConvolutionMakers.Lanes(width);
        foreach (int vectors in (int[])[1, 2, 3])
        {
            // 1 to 30 tiles: below, at and above a register block.
            foreach (int batch in (int[])[1, 6, 7, 12, 13])
            {
                Check(ConvolutionMakers.Spectral(width), Line(batch, 24, 9, vectors * lanes, (4 - vectors) * lanes), 1 + (batch % 3));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Paddings_agree_with_the_reference(string width)
    {
        int lanes = ConvolutionMakers.Lanes(width);
        Check(ConvolutionMakers.Spectral(width), Line(2, 60, 9, lanes, lanes, padding: Padding.Valid), 2);
        foreach ((int before, int after) in ((int, int)[])[(0, 8), (8, 0), (3, 1), (10, 2)])
        {
            Check(ConvolutionMakers.Spectral(width), new(1, ConvolutionAxis.One, new(50, 9, 1, 1, before, after), lanes, lanes, false), 1);
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(2, int.MaxValue)]
    [InlineData(3, int.MaxValue)]
    public void Weight_gradients_of_several_blocks_agree_with_the_reference_summed_together_or_apart(int threads, int privateGradientFloats)
    {
        Check(Make, Line(2, 250, 9, 12, 40), threads);
        Check(Make, Line(1, 24, 9, 16, 32), threads);

        ConvolutionKernel Make(ConvolutionShape shape, WorkerPool pool, bool training)
            => new TileConvolution<Vector128<float>, Lanes128, SpectralTile<Vector128<float>, Lanes128>>(
                shape, pool, training, privateGradientFloats, gradientTiles: 4);
    }

    [Fact]
    public void Long_lines_need_several_blocks_of_tiles()
    {
        Check(ConvolutionKernels.Create, Line(1, 6000, 9, 16, 16), 1);
        Check(ConvolutionKernels.Create, Line(1, 5000, 9, 32, 16), 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Repeated_calls_give_the_same_bits_and_allocate_nothing(int threads)
        => CheckRepeats(ConvolutionKernels.Create, Line(3, 500, 9, 16, 32), threads);

    [Fact]
    public void Outputs_and_input_gradients_do_not_depend_on_the_thread_count()
    {
        ConvolutionShape shape = Line(3, 700, 9, 16, 32);
        float[] x = Random(1, shape.InputLength), weight = Random(2, shape.WeightLength), dy = Random(4, shape.OutputLength);
        (float[] Y, float[] Dx)[] runs = [Call(1), Call(2), Call(3)];
        for (int i = 1; i < runs.Length; i++)
        {
            Assert.Equal(runs[0].Y, runs[i].Y);
            Assert.Equal(runs[0].Dx, runs[i].Dx);
        }

        (float[], float[]) Call(int threads)
        {
            using var pool = new WorkerPool(threads);
            using ConvolutionKernel kernel = ConvolutionMakers.Spectral("1")(shape, pool, true);
            (float[] y, float[] dx) = (new float[shape.OutputLength], new float[shape.InputLength]);
            kernel.Forward(x, weight, [], relu: false, y);
            kernel.InputGradient(dy, weight, dx);
            return (y, dx);
        }
    }
}
