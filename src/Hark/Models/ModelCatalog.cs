using Hark.Layers;

namespace Hark.Models;

/// <summary>Every network that Hark knows by name.</summary>
public static class ModelCatalog
{
    private const int LessonRate = 8000;
    private const int FieldRate = 16000;

    /// <summary>In the order they are shown.</summary>
    public static IReadOnlyList<ModelDefinition> All { get; } =
    [
        new("wave-conv", "the lesson's Conv1D network on the wave", FeatureLayout.Sequence,
            FrontEndSettings.For(FrontEndKind.Waveform, FeatureLayout.Sequence, LessonRate, LessonRate), Conventions.Keras, WaveConv.Layers),
        new("wave-skip", "the lesson's Conv1D network with skip connections", FeatureLayout.Sequence,
            FrontEndSettings.For(FrontEndKind.Waveform, FeatureLayout.Sequence, LessonRate, LessonRate), Conventions.Keras, WaveSkip.Layers),
        new("spectrogram-conv", "a 2-D network on the spectrogram in dB", FeatureLayout.Image,
            FrontEndSettings.For(FrontEndKind.Db, FeatureLayout.Image, LessonRate, LessonRate), Conventions.Keras, SpectrogramConv.Layers),
        new("ds-cnn", "MLPerf Tiny's depthwise-separable network on MFCC", FeatureLayout.ImageTimeFirst,
            FrontEndSettings.For(FrontEndKind.Mfcc, FeatureLayout.ImageTimeFirst, FieldRate, FieldRate), Conventions.Keras, DsCnn.Layers),
        BcResNetOf(1),
        BcResNetOf(1.5),
        BcResNetOf(2),
        BcResNetOf(3),
        BcResNetOf(6),
        BcResNetOf(8),
    ];

    /// <summary>What <c>hark train</c> takes when no model is named: learns fast and well.</summary>
    public static ModelDefinition Default => Get("spectrogram-conv");

    /// <exception cref="HarkException">There is no such model; the message lists those there are.</exception>
    public static ModelDefinition Get(string name)
        => All.FirstOrDefault(model => string.Equals(model.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new HarkException($"There is no model '{name}'. Choose one of: {string.Join(", ", All.Select(model => model.Name))}.");

    private static ModelDefinition BcResNetOf(double width)
        => new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"bc-resnet-{width}"), $"broadcasted residual network of width {width} on log-mel", FeatureLayout.Image,
            FrontEndSettings.For(FrontEndKind.LogMel, FeatureLayout.Image, FieldRate, FieldRate), Conventions.PyTorch, (input, classes) => BcResNet.Layers(width, input, classes));
}
