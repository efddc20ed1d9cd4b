using Hark.Kernels;

namespace Hark.Bench;

/// <summary>The convolutions of Hark's networks at batch 32.</summary>
public static class KernelShapes
{
    private const int Batch = 32;

    public static IReadOnlyDictionary<string, ConvolutionShape> All { get; } = new Dictionary<string, ConvolutionShape>(StringComparer.Ordinal)
    {
        ["wave 8000: 1-32"] = Line(8000, 1, 32),
        ["wave 8000: 32-32"] = Line(8000, 32, 32),
        ["wave 4000: 32-64"] = Line(4000, 32, 64),
        ["wave 4000: 64-64"] = Line(4000, 64, 64),
        ["wave 2000: 64-128"] = Line(2000, 64, 128),
        ["wave 2000: 96-128"] = Line(2000, 96, 128),
        ["wave 2000: 128-128"] = Line(2000, 128, 128),
        ["wave 1000: 128-256"] = Line(1000, 128, 256),
        ["wave 1000: 224-256"] = Line(1000, 224, 256),
        ["wave 1000: 256-256"] = Line(1000, 256, 256),
        ["wave dense: 128000-256"] = new(Batch, ConvolutionAxis.One, ConvolutionAxis.One, 128_000, 256, Depthwise: false),
        ["spectrogram 130x126: 1-32"] = Plane(130, 126, 3, 3, 1, 1, 32),
        ["spectrogram 65x63: 32-64"] = Plane(65, 63, 3, 3, 1, 32, 64),
        ["spectrogram 32x31: 64-128"] = Plane(32, 31, 3, 3, 1, 64, 128),
        ["ds-cnn 49x10: 10x4 /2 1-64"] = Plane(49, 10, 10, 4, 2, 1, 64),
        ["ds-cnn 25x5: depthwise 64"] = Plane(25, 5, 3, 3, 1, 64, 64) with { Depthwise = true },
        ["ds-cnn 25x5: 1x1 64-64"] = Plane(25, 5, 1, 1, 1, 64, 64),
        ["bc-resnet 40x101: 5x5 1-16"] = new(Batch, ConvolutionAxis.Create(40, 5, 2, 1, Padding.Same), ConvolutionAxis.Create(101, 5, 1, 1, Padding.Same), 1, 16, Depthwise: false),
        ["bc-resnet 20x101: depthwise 3x1 8"] = Plane(20, 101, 3, 1, 1, 8, 8) with { Depthwise = true },
        ["bc-resnet 20x101: 1x1 8-12"] = Plane(20, 101, 1, 1, 1, 8, 12),
    };

    private static ConvolutionShape Line(int length, int inputs, int outputs)
        => new(Batch, ConvolutionAxis.One, ConvolutionAxis.Create(length, 9, 1, 1, Padding.Same), inputs, outputs, Depthwise: false);

    private static ConvolutionShape Plane(int height, int width, int kernelHeight, int kernelWidth, int stride, int inputs, int outputs)
        => new(
            Batch,
            ConvolutionAxis.Create(height, kernelHeight, stride, 1, Padding.Same),
            ConvolutionAxis.Create(width, kernelWidth, stride, 1, Padding.Same),
            inputs,
            outputs,
            Depthwise: false);
}
