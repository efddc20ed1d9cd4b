namespace Hark.Models;

/// <summary>How training clips are disturbed, so that a network hears past it. All zero disturbs nothing; each number is part of the run.</summary>
public sealed record AugmentationSettings
{
    /// <summary>Chance that a clip is both moved in time (<see cref="TrainingSettings.ShiftMs"/>) and mixed with noise of <see cref="NoiseAmplitude"/>, 0..1.</summary>
    public float ShiftAndNoiseProbability { get; init; }

    /// <summary>Chance that a word is moved so that it ends at most <see cref="WordEndMs"/> before its clip does, 0..1; never unknown or silence.</summary>
    public float WordEndProbability { get; init; }

    /// <inheritdoc cref="WordEndProbability"/>
    public int WordEndMs { get; init; }

    /// <summary>Background noise is added times a number uniform in 0..this, then the clip is cut off at ±1. Silence has its noise already.</summary>
    public float NoiseAmplitude { get; init; }

    /// <summary>Chance that other clips of the training are heard in the background, one to three at once, 0..1; never behind silence.</summary>
    public float BackgroundSpeechProbability { get; init; }

    /// <summary>Mean power of the clip over that of the voices in its background, dB: uniform between the two.</summary>
    public float BackgroundSpeechLowDb { get; init; } = 5;

    /// <inheritdoc cref="BackgroundSpeechLowDb"/>
    public float BackgroundSpeechHighDb { get; init; } = 20;

    /// <summary>Chance that background noise is added at a signal-to-noise ratio uniform in <see cref="SnrLowDb"/>..<see cref="SnrHighDb"/>; never to silence.</summary>
    public float SnrProbability { get; init; }

    /// <summary>Mean power of the clip over mean power of the noise, dB.</summary>
    public float SnrLowDb { get; init; }

    /// <inheritdoc cref="SnrLowDb"/>
    public float SnrHighDb { get; init; }

    /// <summary>Chance that a clip is spoken faster and higher, or slower and lower, as a tape does it.</summary>
    public float SpeedProbability { get; init; }

    /// <summary>The speed is uniform in 1 ± this, below 1.</summary>
    public float SpeedChange { get; init; }

    /// <summary>Chance that a clip is heard across a room.</summary>
    public float RoomProbability { get; init; }

    /// <summary>Chance that a clip is made louder or quieter by <see cref="GainLowDb"/>..<see cref="GainHighDb"/>.</summary>
    public float GainProbability { get; init; }

    /// <summary>Negative for quieter.</summary>
    public float GainLowDb { get; init; }

    public float GainHighDb { get; init; }

    /// <summary>Chance that a clip is heard through a telephone: 300 to 3400 Hz, then µ-law.</summary>
    public float TelephoneProbability { get; init; }

    /// <summary>Runs of bands of the features that are set to 0 (SpecAugment; Park et al. 2019).</summary>
    public int FrequencyMasks { get; init; }

    /// <summary>Greatest width of such a run, in bands; each is uniform in 0..this.</summary>
    public int FrequencyMaskBands { get; init; }

    /// <summary>Runs of frames of the features that are set to 0.</summary>
    public int TimeMasks { get; init; }

    /// <summary>Greatest length of such a run, in frames; each is uniform in 0..this.</summary>
    public int TimeMaskFrames { get; init; }
}
