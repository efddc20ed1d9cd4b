using Hark.Kernels;
using Hark.Layers;

namespace Hark.Tests.Layers;

public class PoolingTests
{
    public static TheoryData<string, Func<Layer, Layer>> GoldenCases => new()
    {
        { "max-pool1d", x => x.MaxPool1D() },
        { "max-pool1d-overlapping", x => x.MaxPool1D(3, 2) },
        { "max-pool1d-same", x => x.MaxPool1D(2, padding: Padding.Same) },
        { "max-pool2d", x => x.MaxPool2D() },
        { "max-pool2d-same", x => x.MaxPool2D((3, 2), (2, 2), Padding.Same) },
        { "average-pool1d", x => x.AveragePool1D() },
        { "average-pool1d-same", x => x.AveragePool1D(3, 2, Padding.Same) },
        { "average-pool2d", x => x.AveragePool2D((2, 3)) },
        { "average-pool2d-same", x => x.AveragePool2D((3, 2), (2, 2), Padding.Same) },
    };

    public static TheoryData<int[], Func<Layer, Layer>> MaxCases => new()
    {
        { [9, 5], x => x.MaxPool1D() },
        { [10, 17], x => x.MaxPool1D(3, 2) },
        { [9, 3], x => x.MaxPool1D(4, 3, Padding.Same) },
        { [5, 7, 5], x => x.MaxPool2D() },
        { [6, 5, 9], x => x.MaxPool2D((3, 2), (1, 2), Padding.Same) },
    };

    public static TheoryData<int, int[], Func<Layer, Layer>> AverageCases => new()
    {
        { 2, [9, 5], x => x.AveragePool1D() },
        { 3, [10, 17], x => x.AveragePool1D(3, 2, Padding.Same) },
        { 4, [5, 7, 5], x => x.AveragePool2D() },
        { 6, [6, 5, 9], x => x.AveragePool2D((3, 2), (1, 2), Padding.Same) },
    };

    [Theory]
    [MemberData(nameof(GoldenCases))]
    public void Agrees_with_PyTorch(string name, Func<Layer, Layer> build) => LayerGolden.Check(name, build);

    [Theory]
    [MemberData(nameof(MaxCases))]
    public void Maximum_passes_finite_differences(int[] input, Func<Layer, Layer> build)
        => Assert.Empty(new GradientCheck(LayerGolden.Shape(input), build) { Kinks = true }.Failures());

    [Theory]
    [MemberData(nameof(AverageCases))]
    public void Average_passes_finite_differences(int terms, int[] input, Func<Layer, Layer> build)
        => Assert.Empty(new GradientCheck(LayerGolden.Shape(input), build) { Terms = terms }.Failures());

    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    public void The_first_of_equal_maxima_takes_the_whole_gradient(int channels)
    {
        using var net = new LayerUnderTest(TensorShape.Of(4, channels), x => x.MaxPool1D(3, 1), batch: 1, parameterSeed: 0);
        float[] x = new float[4 * channels];
        x.AsSpan(channels, 2 * channels).Fill(7);
        Assert.All(net.Forward(x), y => Assert.Equal(7, y));
        float[] dy = [.. Enumerable.Repeat(1f, channels), .. Enumerable.Repeat(10f, channels)];
        float[] expected = new float[4 * channels];
        expected.AsSpan(channels, channels).Fill(11);
        Assert.Equal(expected, net.Backward(dy));
    }

    [Fact]
    public void Takes_stride_from_the_window_and_leaves_a_rest_out()
    {
        Assert.Equal("4000, 32", Layer.Input(8000, 32).MaxPool1D().OutputShape.ToString());
        Assert.Equal("16, 15, 128", Layer.Input(32, 31, 128).MaxPool2D().OutputShape.ToString());
        Assert.Equal("3, 2, 4", Layer.Input(9, 8, 4).AveragePool2D((3, 4)).OutputShape.ToString());
        Assert.Equal("5, 4", Layer.Input(9, 4).AveragePool1D(padding: Padding.Same).OutputShape.ToString());
        Assert.Empty(Layer.Input(9, 4).MaxPool1D().Parameters);
    }

    [Fact]
    public void Refuses_a_window_that_does_not_fit_and_an_input_of_another_rank()
    {
        Assert.Equal("A window of 2 along time does not fit into an input of 1: take a smaller kernel, or padding 'same'.",
            Assert.Throws<ArgumentException>(() => Layer.Input(1, 4).MaxPool1D()).Message);
        Assert.Equal("Kernel, stride and dilation along height must be at least 1, not 0, 0 and 1.",
            Assert.Throws<ArgumentException>(() => Layer.Input(4, 4, 1).AveragePool2D((0, 2))).Message);
        Assert.Equal("MaxPooling2D expects an input of shape [height, width, channels], but InputLayer gives [9, 4].",
            Assert.Throws<ArgumentException>(() => Layer.Input(9, 4).MaxPool2D()).Message);
    }
}
