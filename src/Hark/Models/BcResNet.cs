using Hark.Layers;

namespace Hark.Models;

/// <summary>
/// Broadcasted residual learning for keyword spotting: 2-D convolutions over frequency, cheap 1-D ones over time whose result is added back to
/// every frequency (Kim et al. 2021, arXiv 2106.04140). Published with PyTorch's constants.
/// </summary>
internal static class BcResNet
{
    private const int Bands = 5;
    private const float DropoutRate = 0.1f;
    private static readonly int[] BlocksOfStage = [2, 2, 4, 4];

    /// <param name="width">The published name's number (tau): 1, 1.5, 2, 3, 6 or 8.</param>
    /// <param name="input">[mel bands, frames, 1]: 40 x 101 x 1 as published.</param>
    /// <param name="classes">Labels to tell apart.</param>
    public static Layer Layers(double width, Layer input, int classes)
    {
        int c = (int)(8 * width);
        int[] channels = [c, (int)(1.5 * c), 2 * c, (int)(2.5 * c)];
        Layer x = input.Conv2D(2 * c, (5, 5), stride: (2, 1), zeros: (2, 2), bias: false).BatchNorm().ReLU();
        for (int stage = 0; stage < channels.Length; stage++)
        {
            for (int block = 0; block < BlocksOfStage[stage]; block++)
            {
                bool halve = block == 0 && (stage is 1 or 2);
                x = Block(x, channels[stage], frequencyStride: halve ? 2 : 1, timeDilation: 1 << stage);
            }
        }

        return x.DepthwiseConv2D((5, 5), zeros: (0, 2), bias: false)
            .Conv2D(4 * c, (1, 1), bias: false).BatchNorm().ReLU()
            .GlobalAveragePool()
            .Dense(classes);
    }

    /// <summary>A block that changes the channels is a transition: it begins with a 1x1 convolution and has no identity to add.</summary>
    private static Layer Block(Layer x, int channels, int frequencyStride, int timeDilation)
    {
        bool transition = x.OutputShape.Channels != channels;
        Layer entered = transition ? x.Conv2D(channels, (1, 1), bias: false).BatchNorm().ReLU() : x;
        Layer overFrequency = entered.DepthwiseConv2D((3, 1), stride: (frequencyStride, 1), zeros: (1, 0), bias: false).SubSpectralNorm(Bands);
        Layer overTime = overFrequency
            .AveragePool2D((overFrequency.OutputShape.Height, 1))
            .DepthwiseConv2D((1, 3), dilation: (1, timeDilation), zeros: (0, timeDilation), bias: false)
            .BatchNorm().SiLU()
            .Conv2D(channels, (1, 1), bias: false)
            .ChannelDropout(DropoutRate);
        return Layer.BroadcastAdd(overFrequency, overTime, residual: transition ? null : x).ReLU();
    }
}
