using Hark.Layers;

namespace Hark.Models;

/// <summary>The 2-D network: three blocks of a 3x3 convolution and 2x2 max pooling over the spectrogram as a picture.</summary>
internal static class SpectrogramConv
{
    /// <param name="input">[bins, frames, 1]: 130 x 126 x 1 in the lesson.</param>
    /// <param name="classes">Labels to tell apart.</param>
    public static Layer Layers(Layer input, int classes)
    {
        Layer x = input
            .Conv2D(32, (3, 3)).ReLU().MaxPool2D()
            .Conv2D(64, (3, 3)).ReLU().MaxPool2D()
            .Conv2D(128, (3, 3)).ReLU().MaxPool2D()
            .Dropout(0.3f);
        return x.Flatten().Dense(classes);
    }
}
