using Hark.Layers;
using Hark.Signal;

namespace Hark.Models;

/// <summary>What a network is shown of the sound.</summary>
public enum FrontEndKind
{
    /// <summary>The samples themselves.</summary>
    Waveform,

    /// <summary>|STFT|.</summary>
    Magnitude,

    /// <summary><c>amplitude_to_db(|STFT|, ref = max, top_db = 80)</c> scaled to 0..1.</summary>
    Db,

    /// <summary>ln(mel power + 1e-6).</summary>
    LogMel,

    /// <summary>Cosine transform of the log-mel magnitudes.</summary>
    Mfcc,
}

/// <summary>
/// Every number that decides how a clip becomes features. It travels inside the model file, so training, evaluation and live use
/// cannot differ.
/// </summary>
public sealed record FrontEndSettings
{
    public required FrontEndKind Kind { get; init; }

    public required FeatureLayout Layout { get; init; }

    /// <summary>Hz.</summary>
    public required int SampleRate { get; init; }

    /// <summary>Samples of every clip.</summary>
    public required int ClipSamples { get; init; }

    /// <summary>How features are made; null for the waveform.</summary>
    public FeatureOptions? Features { get; init; }

    /// <summary>
    /// The usual settings of a kind at a rate. Magnitude and dB: the lesson's n_fft 258, hop 64. Log-mel: BC-ResNet's 40 bands, frames of 30 ms
    /// every 10 ms. MFCC: MLPerf Tiny's 10 coefficients of 40 bands, frames of 30 ms every 20 ms.
    /// </summary>
    public static FrontEndSettings For(FrontEndKind kind, FeatureLayout layout, int sampleRate, int clipSamples)
    {
        FeatureOptions lesson = new() { SampleRate = sampleRate, Stft = new StftOptions { NFft = 258, WinSamples = 258, HopSamples = 64 } };
        int window = sampleRate * 30 / 1000;
        var frames = new StftOptions
        {
            NFft = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)window),
            WinSamples = window,
            HopSamples = sampleRate / 100,
            PadMode = PadMode.Reflect,
        };
        var mel = new MelOptions { Bands = 40, Scale = MelScale.Htk, Norm = MelNorm.None };
        var field = new FeatureOptions { SampleRate = sampleRate, Stft = frames, Mel = mel, LogForm = LogForm.NaturalLog };
        return new FrontEndSettings
        {
            Kind = kind,
            Layout = layout,
            SampleRate = sampleRate,
            ClipSamples = clipSamples,
            Features = kind switch
            {
                FrontEndKind.Waveform => null,
                FrontEndKind.Magnitude => lesson with { Kind = FeatureKind.Magnitude },
                FrontEndKind.Db => lesson with { Kind = FeatureKind.Decibels, Reference = null, TopDb = 80 },
                FrontEndKind.LogMel => field with { Kind = FeatureKind.LogMel },
                _ => field with
                {
                    Kind = FeatureKind.Mfcc,
                    Stft = frames with { HopSamples = sampleRate / 50, Center = false },
                    Mel = mel with { MinimumHz = 20, MaximumHz = Math.Min(4000, sampleRate / 2.0) },
                    MelOfPower = false,
                    Coefficients = 10,
                },
            },
        };
    }

    /// <summary>Shape of a clip's features.</summary>
    public TensorShape Shape()
    {
        if (Features is null)
        {
            return TensorShape.Of(ClipSamples, 1);
        }

        int frames = Features.Stft.Frames(ClipSamples);
        return Layout switch
        {
            FeatureLayout.Image => TensorShape.Of(Features.Rows, frames, 1),
            FeatureLayout.ImageTimeFirst => TensorShape.Of(frames, Features.Rows, 1),
            _ => TensorShape.Of(frames, Features.Rows),
        };
    }
}
