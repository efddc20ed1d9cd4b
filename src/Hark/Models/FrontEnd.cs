using Hark.Layers;
using Hark.Signal;

namespace Hark.Models;

/// <summary>
/// Turns a clip's samples into what a network takes: the same code in training, evaluation and live use. Holds scratch memory: one thread
/// at a time uses it.
/// </summary>
public sealed class FrontEnd
{
    private const float DbRange = 80;
    private readonly StftPlan? _stft;
    private readonly float[] _scratch;

    public FrontEnd(FrontEndSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Settings = settings;
        Shape = settings.Shape();
        _stft = settings.Kind == FrontEndKind.Waveform ? null : new StftPlan(settings.Stft);
        _scratch = new float[Shape.Length];
    }

    public FrontEndSettings Settings { get; }

    /// <summary>Shape of a clip's features.</summary>
    public TensorShape Shape { get; }

    /// <summary>Overwrites <paramref name="features"/> with what the network takes.</summary>
    /// <param name="samples">[ClipSamples] at the settings' rate.</param>
    /// <param name="features">[Shape].</param>
    public void Transform(ReadOnlySpan<float> samples, Span<float> features)
    {
        if (_stft is null)
        {
            samples.CopyTo(features);
            return;
        }

        Span<float> spectrogram = Settings.Layout == FeatureLayout.Image ? features : _scratch;
        Spectrogram(samples, spectrogram);
        if (Settings.Layout == FeatureLayout.Sequence)
        {
            Transpose(spectrogram, Settings.Bins, features);
        }
    }

    /// <summary>[bins, frames].</summary>
    private void Spectrogram(ReadOnlySpan<float> samples, Span<float> values)
    {
        _stft!.Magnitude(samples, values);
        if (Settings.Kind == FrontEndKind.Db)
        {
            Decibels.FromAmplitude(values, values, topDb: DbRange);
            foreach (ref float value in values)
            {
                value = (value + DbRange) / DbRange;
            }
        }
    }

    private static void Transpose(ReadOnlySpan<float> rows, int rowCount, Span<float> columns)
    {
        int length = rows.Length / rowCount;
        for (int row = 0; row < rowCount; row++)
        {
            for (int i = 0; i < length; i++)
            {
                columns[(i * rowCount) + row] = rows[(row * length) + i];
            }
        }
    }
}
