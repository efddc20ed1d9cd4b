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

    public int NFft { get; init; } = 258;

    public int WinSamples { get; init; } = 258;

    public int HopSamples { get; init; } = 64;

    public bool Center { get; init; } = true;

    public PadMode PadMode { get; init; } = PadMode.Zero;

    /// <summary>Mel bands; log-mel and MFCC only.</summary>
    public int Mels { get; init; } = 40;

    /// <summary>Lower edge of the mel bands (Hz).</summary>
    public float MinimumHz { get; init; } = 20;

    /// <summary>Upper edge of the mel bands (Hz).</summary>
    public float MaximumHz { get; init; } = 4000;

    /// <summary>Cosine coefficients kept; MFCC only.</summary>
    public int Coefficients { get; init; } = 10;

    /// <summary>The usual settings of a kind at a rate: see <see cref="ModelDefinition.FrontEnd"/>.</summary>
    public static FrontEndSettings For(FrontEndKind kind, FeatureLayout layout, int sampleRate, int clipSamples)
    {
        var settings = new FrontEndSettings { Kind = kind, Layout = layout, SampleRate = sampleRate, ClipSamples = clipSamples };
        if (kind is not (FrontEndKind.LogMel or FrontEndKind.Mfcc))
        {
            return settings;
        }

        int window = sampleRate * 30 / 1000;
        return settings with
        {
            WinSamples = window,
            HopSamples = sampleRate / 100,
            NFft = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)window),
            PadMode = PadMode.Reflect,
            MaximumHz = Math.Min(settings.MaximumHz, sampleRate / 2f),
        };
    }

    /// <summary>Feature rows: 1 for the wave.</summary>
    internal int Bins => Kind switch
    {
        FrontEndKind.Waveform => 1,
        FrontEndKind.LogMel => Mels,
        FrontEndKind.Mfcc => Coefficients,
        _ => (NFft / 2) + 1,
    };

    /// <summary>Points in time of a clip.</summary>
    internal int Frames => Kind == FrontEndKind.Waveform ? ClipSamples : Stft.Frames(ClipSamples);

    /// <summary>Shape of a clip's features.</summary>
    public TensorShape Shape() => Layout == FeatureLayout.Image ? TensorShape.Of(Bins, Frames, 1) : TensorShape.Of(Frames, Bins);

    internal StftOptions Stft => new()
    {
        NFft = NFft,
        HopSamples = HopSamples,
        WinSamples = WinSamples,
        Center = Center,
        PadMode = PadMode,
    };
}
