using Hark.Layers;
using Hark.Signal;

namespace Hark.Models;

/// <summary>
/// Turns a clip's samples into what a network takes: the same code in training, evaluation and live use. Holds scratch memory: one thread
/// at a time uses it.
/// </summary>
public sealed class FrontEnd
{
    private readonly FeatureExtractor? _extractor;

    public FrontEnd(FrontEndSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Settings = settings;
        Shape = settings.Shape();
        _extractor = settings.Features is null ? null : new FeatureExtractor(settings.Features);
    }

    public FrontEndSettings Settings { get; }

    /// <summary>Shape of a clip's features.</summary>
    public TensorShape Shape { get; }

    /// <summary>Overwrites <paramref name="features"/> with what the network takes.</summary>
    /// <param name="samples">[ClipSamples] at the settings' rate.</param>
    /// <param name="features">[Shape].</param>
    public void Transform(ReadOnlySpan<float> samples, Span<float> features)
    {
        if (_extractor is null)
        {
            samples.CopyTo(features);
            return;
        }

        if (Settings.Layout == FeatureLayout.Image)
        {
            _extractor.Extract(samples, features);
        }
        else
        {
            _extractor.ExtractFramesFirst(samples, features);
        }

        Scale(Settings, features);
    }

    /// <summary>Decibels from -range..0 to 0..1; other features stay.</summary>
    internal static void Scale(FrontEndSettings settings, Span<float> features)
    {
        if (settings.Kind == FrontEndKind.Db)
        {
            float range = (float)settings.Features!.TopDb!.Value;
            foreach (ref float value in features)
            {
                value = (value + range) / range;
            }
        }
    }
}
