using Hark.Kernels;
using Hark.Layers;

namespace Hark.Tests.Layers;

public class ConvolutionTests
{
    public static TheoryData<string, Func<Layer, Layer>> GoldenCases => new()
    {
        { "conv1d-same", x => x.Conv1D(5, 9) },
        { "conv1d-same-even-kernel", x => x.Conv1D(5, 4) },
        { "conv1d-same-stride", x => x.Conv1D(5, 5, stride: 2) },
        { "conv1d-same-dilation", x => x.Conv1D(5, 3, dilation: 4) },
        { "conv1d-valid", x => x.Conv1D(5, 4, padding: Padding.Valid) },
        { "conv1d-valid-stride-dilation", x => x.Conv1D(5, 3, 3, 2, Padding.Valid) },
        { "conv1d-wide", x => x.Conv1D(16, 9) },
        { "conv1d-one-channel", x => x.Conv1D(32, 9) },
        { "conv1d-no-bias", x => x.Conv1D(5, 1, bias: false) },
        { "conv2d-same", x => x.Conv2D(5, (3, 3)) },
        { "conv2d-same-stride", x => x.Conv2D(5, (10, 4), stride: (2, 2)) },
        { "conv2d-same-stride-height", x => x.Conv2D(5, (5, 5), stride: (2, 1)) },
        { "conv2d-same-dilation", x => x.Conv2D(5, (3, 2), dilation: (1, 2)) },
        { "conv2d-valid", x => x.Conv2D(5, (3, 2), padding: Padding.Valid) },
        { "conv2d-valid-stride-dilation", x => x.Conv2D(5, (3, 3), (2, 3), (2, 1), Padding.Valid) },
        { "conv2d-pointwise-no-bias", x => x.Conv2D(20, (1, 1), bias: false) },
        { "depthwise-conv2d-same", x => x.DepthwiseConv2D((3, 3)) },
        { "depthwise-conv2d-same-stride", x => x.DepthwiseConv2D((3, 3), (2, 2)) },
        { "depthwise-conv2d-frequency", x => x.DepthwiseConv2D((3, 1), bias: false) },
        { "depthwise-conv2d-time-dilation", x => x.DepthwiseConv2D((1, 3), dilation: (1, 4), bias: false) },
        { "depthwise-conv2d-valid", x => x.DepthwiseConv2D((5, 3), padding: Padding.Valid) },
        { "dense", x => x.Dense(12) },
        { "dense-no-bias", x => x.Dense(33, bias: false) },
    };

    /// <summary>Terms of the longest sum, input shape, layers.</summary>
    public static TheoryData<int, int[], Func<Layer, Layer>> DifferenceCases => new()
    {
        { 28, [11, 3], x => x.Conv1D(4, 9) },
        { 13, [10, 3], x => x.Conv1D(4, 4) },
        { 16, [12, 3], x => x.Conv1D(4, 5, stride: 2) },
        { 10, [11, 3], x => x.Conv1D(17, 3, dilation: 3, padding: Padding.Valid) },
        { 9, [20, 1], x => x.Conv1D(33, 9, bias: false) },
        { 28, [5, 6, 3], x => x.Conv2D(4, (3, 3)) },
        { 41, [9, 6, 1], x => x.Conv2D(4, (10, 4), stride: (2, 2)) },
        { 10, [6, 7, 2], x => x.Conv2D(3, (3, 2), (2, 1), (1, 2), Padding.Valid, bias: false) },
        { 10, [5, 6, 5], x => x.DepthwiseConv2D((3, 3)) },
        { 10, [7, 6, 3], x => x.DepthwiseConv2D((3, 3), (2, 1), (1, 2)) },
        { 10, [6, 5, 9], x => x.DepthwiseConv2D((5, 2), padding: Padding.Valid, bias: false) },
        { 21, [4, 5], x => x.Flatten().Dense(12) },
        { 8, [8, 1], x => x.Flatten().Dense(35, bias: false) },
    };

    [Theory]
    [MemberData(nameof(GoldenCases))]
    public void Agrees_with_PyTorch(string name, Func<Layer, Layer> build) => LayerGolden.Check(name, build);

    [Theory]
    [MemberData(nameof(DifferenceCases))]
    public void Passes_finite_differences(int terms, int[] input, Func<Layer, Layer> build)
        => Assert.Empty(new GradientCheck(LayerGolden.Shape(input), build) { Terms = terms }.Failures());

    [Theory]
    [InlineData(3)]
    [InlineData(32)]
    public void Passes_finite_differences_with_a_ReLU_taken_over(int filters)
        => Assert.Empty(new GradientCheck(TensorShape.Of(8, 2), x => x.Conv1D(filters, 3).ReLU()) { Terms = 7, Kinks = true }.Failures());

    [Fact]
    public void Passes_finite_differences_where_two_layers_read_it_and_the_ReLU_cannot_be_taken_over()
        => Assert.Empty(new GradientCheck(TensorShape.Of(8, 2), Fork) { Terms = 14, Kinks = true }.Failures());

    [Fact]
    public void Counts_parameters_and_multiply_accumulates()
    {
        Layer conv = Layer.Input(130, 126, 1).Conv2D(32, (3, 3));
        Assert.Equal(130 * 126 * 9 * 32, conv.MultiplyAccumulates);
        Assert.Equal([288, 32], conv.Parameters.Select(p => p.Length));
        Layer depthwise = conv.DepthwiseConv2D((3, 3), (2, 2));
        Assert.Equal("65, 63, 32", depthwise.OutputShape.ToString());
        Assert.Equal(65 * 63 * 9 * 32, depthwise.MultiplyAccumulates);
        Assert.Equal([288, 32], depthwise.Parameters.Select(p => p.Length));
        Assert.Equal(65 * 63 * 32 * 12, depthwise.Flatten().Dense(12).MultiplyAccumulates);
    }

    [Theory]
    [InlineData(0, 1, 1, "Kernel, stride and dilation along time must be at least 1, not 0, 1 and 1.")]
    [InlineData(3, 0, 1, "Kernel, stride and dilation along time must be at least 1, not 3, 0 and 1.")]
    [InlineData(3, 1, -1, "Kernel, stride and dilation along time must be at least 1, not 3, 1 and -1.")]
    [InlineData(5, 1, 4, "A window of 17 along time does not fit into an input of 16: take a smaller kernel, or padding 'same'.")]
    public void Refuses_settings_that_give_no_output(int kernel, int stride, int dilation, string message)
        => Assert.Equal(message, Assert.Throws<ArgumentException>(() => Layer.Input(16, 1).Conv1D(4, kernel, stride, dilation, Padding.Valid)).Message);

    [Fact]
    public void Refuses_no_filters_at_all()
        => Assert.Throws<ArgumentOutOfRangeException>(() => Layer.Input(16, 1).Conv1D(0, 3));

    [Fact]
    public void Refuses_an_input_of_another_rank()
    {
        Assert.Equal("Conv1D expects an input of shape [time, channels], but InputLayer gives [4, 5, 1].",
            Assert.Throws<ArgumentException>(() => Layer.Input(4, 5, 1).Conv1D(4, 3)).Message);
        Assert.Equal("Conv2D expects an input of shape [height, width, channels], but InputLayer gives [16, 1].",
            Assert.Throws<ArgumentException>(() => Layer.Input(16, 1).Conv2D(4, (3, 3))).Message);
        Assert.Equal("DepthwiseConv2D expects an input of shape [height, width, channels], but Flatten gives [16].",
            Assert.Throws<ArgumentException>(() => Layer.Input(16, 1).Flatten().DepthwiseConv2D((3, 3))).Message);
        Assert.Equal("Dense expects an input of shape [channels]; flatten first, but InputLayer gives [16, 1].",
            Assert.Throws<ArgumentException>(() => Layer.Input(16, 1).Dense(4)).Message);
    }

    private static Layer Fork(Layer input)
    {
        Layer x = input.Conv1D(3, 3);
        return Layer.Add(x.ReLU(), x);
    }
}
