using Hark.Layers;

namespace Hark.Models;

/// <summary>The lesson's first network: four blocks of kernel-9 convolutions, each halved by max pooling, then a dense head.</summary>
internal static class WaveConv
{
    /// <param name="input">[time, channels]: 8,000 x 1 in the lesson.</param>
    /// <param name="classes">Labels to tell apart.</param>
    public static Layer Layers(Layer input, int classes)
    {
        Layer x = input
            .Conv1D(32, 9).ReLU()
            .Conv1D(32, 9).ReLU()
            .MaxPool1D()
            .Conv1D(64, 9).ReLU()
            .Conv1D(64, 9).ReLU()
            .MaxPool1D()
            .Conv1D(128, 9).ReLU()
            .Conv1D(128, 9).ReLU()
            .Conv1D(128, 9).ReLU()
            .MaxPool1D()
            .Conv1D(256, 9).ReLU()
            .Conv1D(256, 9).ReLU()
            .Conv1D(256, 9).ReLU()
            .MaxPool1D()
            .Dropout(0.3f);
        return x.Flatten().Dense(256).BatchNorm().ReLU().Dense(classes);
    }
}
