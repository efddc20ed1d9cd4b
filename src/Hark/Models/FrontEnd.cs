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

        if (Settings.Kind == FrontEndKind.Db)
        {
            // From -range..0 dB to 0..1.
            float range = (float)Settings.Features!.TopDb!.Value;
            foreach (ref float value in features)
            {
                value = (value + range) / range;
            }
        }
    }
}
