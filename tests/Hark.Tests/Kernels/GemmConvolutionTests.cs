using Hark.Kernels;
using static Hark.Tests.Kernels.ConvolutionJudge;

namespace Hark.Tests.Kernels;

public class GemmConvolutionTests
{
    public static TheoryData<string> Widths => ConvolutionMakers.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Lengths_around_the_register_block_and_the_tile_agree_with_the_reference(string width)
    {
        foreach (int length in (int[])[1, 2, 5, 6, 7, 11, 12, 13, 47, 48, 49, 97, 193])
        {
            Check(ConvolutionMakers.Gemm(width), Line(2, length, 9, 3, 5), 1 + (length % 3));
        }

        // A tile holds 40,000 floats: this needs two.
        Check(ConvolutionMakers.Gemm(width), Line(1, 2600, 2, 16, 2), 2);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Channel_counts_around_the_lanes_agree_with_the_reference(string width)
    {
        foreach (int channels in (int[])[1, 3, 4, 5, 8, 9, 15, 16, 17, 31, 32, 33])
        {
            Check(ConvolutionMakers.Gemm(width), Line(1, 14, 3, channels, 3), 1 + (channels % 3));
            Check(ConvolutionMakers.Gemm(width), Line(1, 14, 3, 2, channels), 1 + (channels % 3));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Single_pixel_kernels_are_plain_products(string width)
    {
        foreach (int pixels in (int[])[1, 11, 12, 13, 24, 100])
        {
            Check(ConvolutionMakers.Gemm(width), Plane(1, 1, pixels, 1, 1, 7, 18), 2);
            Check(ConvolutionMakers.Gemm(width), Plane(3, pixels, 2, 1, 1, 4, 16), 3);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Strides_dilations_and_paddings_agree_with_the_reference(string width)
    {
        foreach (int stride in (int[])[1, 2, 3])
        {
            foreach (int dilation in (int[])[1, 2, 4])
            {
                foreach (Padding padding in (Padding[])[Padding.Same, Padding.Valid])
                {
                    Check(ConvolutionMakers.Gemm(width), Line(2, 60, 5, 3, 4, stride, dilation, padding), stride);
                    Check(ConvolutionMakers.Gemm(width), Plane(2, 11, 13, 3, 2, 2, 5, stride, dilation, padding), dilation % 4);
                    Check(ConvolutionMakers.Gemm(width), Plane(1, 5, 110, 3, 3, 2, 3, stride, dilation == 4 ? 1 : dilation, padding), 2);
                }
            }
        }

        // ds-cnn's first layer, and a padding wider than any Keras gives.
        Check(ConvolutionMakers.Gemm(width), Plane(2, 49, 10, 10, 4, 1, 8, stride: 2), 2);
        Check(ConvolutionMakers.Gemm(width), new(2, ConvolutionAxis.One, new(10, 3, 1, 1, 5, 4), 2, 3, false), 2);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Random_shapes_agree_with_the_reference(string width)
    {
        var random = new SeededRandom(11);
        int shapes = TestScale.Long ? 400 : 15;
        for (int i = 0; i < shapes; i++)
        {
            int kernelHeight = 1 + random.NextInt32(4), kernelWidth = 1 + random.NextInt32(5);
            int stride = 1 + random.NextInt32(3), dilation = 1 + random.NextInt32(2);
            int height = (kernelHeight * dilation) + random.NextInt32(8), wide = (kernelWidth * dilation) + random.NextInt32(90);
            var padding = (Padding)random.NextInt32(2);
            ConvolutionShape shape = Plane(
                1 + random.NextInt32(3), height, wide, kernelHeight, kernelWidth, 1 + random.NextInt32(7), 1 + random.NextInt32(20), stride, dilation, padding);
            Check(ConvolutionMakers.Gemm(width), shape, 1 + random.NextInt32(3));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Repeated_calls_give_the_same_bits_and_allocate_nothing(int threads)
    {
        CheckRepeats(ConvolutionKernels.Create, Line(3, 100, 9, 4, 20), threads);
        CheckRepeats(ConvolutionKernels.Create, Plane(2, 9, 60, 3, 3, 3, 17, stride: 2), threads);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void NaN_reaches_the_output_through_ReLU(string width)
    {
        foreach ((Maker make, ConvolutionShape shape) in ((Maker, ConvolutionShape)[])
        [
            (ConvolutionMakers.Gemm(width), Line(1, 20, 5, 16, 16)),
            (ConvolutionMakers.Spectral(width), Line(1, 20, 9, 16, 16)),
            (ConvolutionMakers.Winograd(width), Plane(1, 6, 6, 3, 3, 16, 16)),
        ])
        {
            using var pool = new WorkerPool(1);
            using ConvolutionKernel kernel = make(shape, pool, false);
            float[] x = Random(1, shape.InputLength), y = new float[shape.OutputLength];
            x[100] = float.NaN;
            kernel.Forward(x, Random(2, shape.WeightLength), [], relu: true, y);
            Assert.Contains(y, float.IsNaN);
        }
    }

    [Fact]
    public void Wrong_lengths_and_missing_training_are_refused()
    {
        using var pool = new WorkerPool(1);
        using ConvolutionKernel kernel = ConvolutionKernels.Create(Line(1, 10, 3, 2, 4), pool, training: false);
        var error = Assert.Throws<ArgumentException>(() => kernel.Forward(new float[19], new float[24], [], false, new float[40]));
        Assert.Equal("x.Length is 19, the kernel's shape needs 20.", error.Message);
        var refused = Assert.Throws<InvalidOperationException>(() => kernel.InputGradient(new float[40], new float[24], new float[20]));
        Assert.Equal("The kernel was made for prediction only: create it with training: true to ask for gradients.", refused.Message);
    }
}
