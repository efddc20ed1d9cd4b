using Hark.Data;
using Hark.Layers;
using Hark.Models;

namespace Hark.Training;

/// <summary>Disturbs training clips as a recipe says, on the wave before the front end and on the features after it.</summary>
/// <remarks>Every draw is named by seed, epoch and clip: it does not depend on the thread that makes it, and a resumed run draws the same.</remarks>
internal static class AugmentationPipeline
{
    /// <summary>Shift and noise fall together.</summary>
    private const long ShiftAndNoise = 0x4A6F696E74;

    private const string Silence = "silence";

    /// <summary>The training clips of <paramref name="data"/> in random order, disturbed, as features.</summary>
    public static ClipPipeline Augmented(DataSet data, FrontEndSettings frontEnd, TrainingSettings training)
    {
        ClipPipeline clips = data.Train.Shuffle(training.Seed);
        int mostShift = frontEnd.SampleRate * training.ShiftMs / 1000;
        if (training.Augmentation is not { } augmentation)
        {
            return clips.ShiftInTime(mostShift, training.Seed).WithFrontEnd(frontEnd);
        }

        // Silence is noise at its own volume already.
        int silence = data.Labels.Contains(Silence) ? data.Labels.IndexOf(Silence) : -1;
        var chance = new Chance(augmentation.ShiftAndNoiseProbability, training.Seed, ShiftAndNoise, silence);
        clips = clips
            .ShiftInTime(mostShift, training.Seed, chance)
            .AddNoise(new Lazy<BackgroundNoise>(() => data.Noise), augmentation.NoiseAmplitude, training.Seed, chance)
            .WithFrontEnd(frontEnd);
        return frontEnd.Kind == FrontEndKind.Waveform ? clips : Masked(clips, frontEnd, augmentation, training.Seed);
    }

    private static ClipPipeline Masked(ClipPipeline features, FrontEndSettings frontEnd, AugmentationSettings augmentation, long seed)
    {
        TensorShape shape = frontEnd.Shape();
        bool framesFirst = frontEnd.Layout != FeatureLayout.Image;
        int rows = frontEnd.Features!.Rows, frames = shape.Length / rows;
        return features.MaskFeatures(
            frames, rows, framesFirst,
            new SpecAugment.Masks(augmentation.TimeMasks, augmentation.TimeMaskFrames),
            new SpecAugment.Masks(augmentation.FrequencyMasks, augmentation.FrequencyMaskBands),
            seed);
    }
}
