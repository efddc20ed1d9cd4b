using Hark.Layers;

namespace Hark.Models;

/// <summary>
/// The keyword network of MLPerf Tiny: a convolution and four depthwise-separable blocks on 49 x 10 MFCC (Zhang et al. 2017; mlcommons/tiny).
/// </summary>
internal static class DsCnn
{
    private const int Channels = 64;

    /// <param name="input">[frames, coefficients, 1]: 49 x 10 x 1 as published.</param>
    /// <param name="classes">Labels to tell apart.</param>
    public static Layer Layers(Layer input, int classes)
    {
        Layer x = input.Conv2D(Channels, (10, 4), stride: (2, 2)).BatchNorm().ReLU().Dropout(0.2f);
        for (int block = 0; block < 4; block++)
        {
            x = x.DepthwiseConv2D((3, 3)).BatchNorm().ReLU().Conv2D(Channels, (1, 1)).BatchNorm().ReLU();
        }

        return x.Dropout(0.4f).GlobalAveragePool().Dense(classes);
    }
}
