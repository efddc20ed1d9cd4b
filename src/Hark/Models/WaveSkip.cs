using Hark.Layers;

namespace Hark.Models;

/// <summary>The lesson's network with skip connections: what entered a block is joined to what left it.</summary>
internal static class WaveSkip
{
    /// <param name="input">[time, channels]: 8,000 x 1 in the lesson.</param>
    /// <param name="classes">Labels to tell apart.</param>
    public static Layer Layers(Layer input, int classes)
    {
        Layer skip1 = input.Conv1D(32, 9).ReLU().Conv1D(32, 9).ReLU().MaxPool1D();
        Layer x = skip1.Conv1D(64, 9).ReLU().Conv1D(64, 9).ReLU();
        Layer skip2 = Layer.Concat(x, skip1).MaxPool1D();
        x = skip2.Conv1D(128, 9).ReLU().Conv1D(128, 9).ReLU().Conv1D(128, 9).ReLU();
        Layer skip3 = Layer.Concat(x, skip2).MaxPool1D();
        x = skip3.Conv1D(256, 9).ReLU().Conv1D(256, 9).ReLU().Conv1D(256, 9).ReLU();
        x = Layer.Concat(x, skip3).MaxPool1D().Dropout(0.3f);
        return x.Flatten().Dense(256).BatchNorm().ReLU().Dense(classes);
    }
}
