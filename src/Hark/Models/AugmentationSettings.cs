namespace Hark.Models;

/// <summary>How training clips are disturbed, so that a network hears past it. All zero disturbs nothing; each number is part of the run.</summary>
public sealed record AugmentationSettings
{
    /// <summary>Chance that a clip is both moved in time (<see cref="TrainingSettings.ShiftMs"/>) and mixed with noise of <see cref="NoiseAmplitude"/>, 0..1.</summary>
    public float ShiftAndNoiseProbability { get; init; }

    /// <summary>Background noise is added times a number uniform in 0..this, then the clip is cut off at ±1. Silence has its noise already.</summary>
    public float NoiseAmplitude { get; init; }

    /// <summary>Runs of bands of the features that are set to 0 (SpecAugment; Park et al. 2019).</summary>
    public int FrequencyMasks { get; init; }

    /// <summary>Greatest width of such a run, in bands; each is uniform in 0..this.</summary>
    public int FrequencyMaskBands { get; init; }

    /// <summary>Runs of frames of the features that are set to 0.</summary>
    public int TimeMasks { get; init; }

    /// <summary>Greatest length of such a run, in frames; each is uniform in 0..this.</summary>
    public int TimeMaskFrames { get; init; }
}
