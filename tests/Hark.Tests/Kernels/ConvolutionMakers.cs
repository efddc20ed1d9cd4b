using System.Runtime.Intrinsics;
using Hark.Kernels;

namespace Hark.Tests.Kernels;

/// <summary>Every kernel at every vector width that this processor, with the switches it runs under, works with.</summary>
internal static class ConvolutionMakers
{
    public static TheoryData<string> Widths
    {
        get
        {
            var names = new TheoryData<string> { "1" };
            if (Vector128.IsHardwareAccelerated)
            {
                names.Add("128");
            }

            if (Vector256.IsHardwareAccelerated)
            {
                names.Add("256");
            }

            if (Vector512.IsHardwareAccelerated)
            {
                names.Add("512");
            }

            return names;
        }
    }

    public static ConvolutionJudge.Maker Gemm(string width) => width switch
    {
        "512" => (shape, pool, training) => new GemmConvolution<Vector512<float>, Lanes512>(shape, pool, training),
        "256" => (shape, pool, training) => new GemmConvolution<Vector256<float>, Lanes256>(shape, pool, training),
        "128" => (shape, pool, training) => new GemmConvolution<Vector128<float>, Lanes128>(shape, pool, training),
        _ => (shape, pool, training) => new GemmConvolution<float, Lanes1>(shape, pool, training, pool.Threads),
    };

    public static ConvolutionJudge.Maker SingleClip(string width) => width switch
    {
        "512" => (shape, pool, training) => new SingleClipConvolution<Vector512<float>, Lanes512>(shape, pool, training, pool.Threads),
        "256" => (shape, pool, training) => new SingleClipConvolution<Vector256<float>, Lanes256>(shape, pool, training, pool.Threads),
        "128" => (shape, pool, training) => new SingleClipConvolution<Vector128<float>, Lanes128>(shape, pool, training, pool.Threads),
        _ => (shape, pool, training) => new SingleClipConvolution<float, Lanes1>(shape, pool, training, pool.Threads),
    };

    public static ConvolutionJudge.Maker Depthwise(string width) => width switch
    {
        "512" => (shape, pool, training) => new DepthwiseConvolution<Vector512<float>, Lanes512>(shape, pool, training, pool.Threads),
        "256" => (shape, pool, training) => new DepthwiseConvolution<Vector256<float>, Lanes256>(shape, pool, training, pool.Threads),
        "128" => (shape, pool, training) => new DepthwiseConvolution<Vector128<float>, Lanes128>(shape, pool, training, pool.Threads),
        _ => (shape, pool, training) => new DepthwiseConvolution<float, Lanes1>(shape, pool, training, pool.Threads),
    };

    public static ConvolutionJudge.Maker Frequency(string width) => width switch
    {
        "512" => (shape, pool, training) => new FrequencyConvolution<Vector512<float>, Lanes512>(shape, pool, training, pool.Threads),
        "256" => (shape, pool, training) => new FrequencyConvolution<Vector256<float>, Lanes256>(shape, pool, training, pool.Threads),
        "128" => (shape, pool, training) => new FrequencyConvolution<Vector128<float>, Lanes128>(shape, pool, training, pool.Threads),
        _ => (shape, pool, training) => new FrequencyConvolution<float, Lanes1>(shape, pool, training, pool.Threads),
    };

    public static ConvolutionJudge.Maker Pointwise(string width) => width switch
    {
        "512" => (shape, pool, training) => new PointwiseConvolution<Vector512<float>, Lanes512>(shape, pool, training, pool.Threads),
        "256" => (shape, pool, training) => new PointwiseConvolution<Vector256<float>, Lanes256>(shape, pool, training, pool.Threads),
        "128" => (shape, pool, training) => new PointwiseConvolution<Vector128<float>, Lanes128>(shape, pool, training, pool.Threads),
        _ => (shape, pool, training) => new PointwiseConvolution<float, Lanes1>(shape, pool, training, pool.Threads),
    };

    public static ConvolutionJudge.Maker Dense(string width) => width switch
    {
        "512" => (shape, pool, training) => new DenseKernel<Vector512<float>, Lanes512>(shape, pool, training),
        "256" => (shape, pool, training) => new DenseKernel<Vector256<float>, Lanes256>(shape, pool, training),
        "128" => (shape, pool, training) => new DenseKernel<Vector128<float>, Lanes128>(shape, pool, training),
        _ => (shape, pool, training) => new DenseKernel<float, Lanes1>(shape, pool, training, pool.Threads),
    };

    public static ConvolutionJudge.Maker Spectral(string width) => width switch
    {
        "512" => (shape, pool, training) => new TileConvolution<Vector512<float>, Lanes512, SpectralTile<Vector512<float>, Lanes512>>(shape, pool, training),
        "256" => (shape, pool, training) => new TileConvolution<Vector256<float>, Lanes256, SpectralTile<Vector256<float>, Lanes256>>(shape, pool, training),
        "128" => (shape, pool, training) => new TileConvolution<Vector128<float>, Lanes128, SpectralTile<Vector128<float>, Lanes128>>(shape, pool, training),
        _ => (shape, pool, training) => new TileConvolution<float, Lanes1, SpectralTile<float, Lanes1>>(shape, pool, training),
    };

    public static ConvolutionJudge.Maker Winograd(string width) => width switch
    {
        "512" => (shape, pool, training) => new TileConvolution<Vector512<float>, Lanes512, WinogradTile<Vector512<float>, Lanes512>>(shape, pool, training),
        "256" => (shape, pool, training) => new TileConvolution<Vector256<float>, Lanes256, WinogradTile<Vector256<float>, Lanes256>>(shape, pool, training),
        "128" => (shape, pool, training) => new TileConvolution<Vector128<float>, Lanes128, WinogradTile<Vector128<float>, Lanes128>>(shape, pool, training),
        _ => (shape, pool, training) => new TileConvolution<float, Lanes1, WinogradTile<float, Lanes1>>(shape, pool, training),
    };

    /// <summary>Floats of the vector that the name stands for.</summary>
    public static int Lanes(string width) => int.Parse(width) switch { 1 => 1, int bits => bits / 32 };
}
