using Hark.Data;
using Hark.Layers;
using Hark.Models;

namespace Hark.Training;

/// <summary>Disturbs training clips as a recipe says, on the wave before the front end and on the features after it.</summary>
/// <remarks>Every draw is named by seed, epoch and clip: it does not depend on the thread that makes it, and a resumed run draws the same.</remarks>
internal static class AugmentationPipeline
{
    // One lot a disturbance, but one for shift and noise together.
    private const long ShiftAndNoiseLot = 0x4A6F696E74;
    private const long SpeedLot = 1;
    private const long RoomLot = 2;
    private const long RatioLot = 3;
    private const long GainLot = 4;
    private const long TelephoneLot = 5;
    private const long WordEndLot = 6;
    private const long BackgroundSpeechLot = 7;

    private const string Silence = "silence";
    private const string Unknown = "unknown";

    /// <summary>Waves, disturbed.</summary>
    public static ClipPipeline AugmentWaves(this ClipPipeline clips, TrainingSettings training, Func<BackgroundNoise> openNoise)
    {
        int mostShift = clips.Source.SampleRate * training.ShiftMs / 1000;
        long seed = training.Seed;
        if (training.Augmentation is not { } augmentation)
        {
            return clips.ShiftInTime(mostShift, seed);
        }

        // Silence is noise already, and has no place to move.
        LabelSet labels = clips.Source.Labels;
        int[] silence = [.. Indices(labels, Silence)];
        var noise = new Lazy<BackgroundNoise>(openNoise);
        var shiftAndNoise = new Chance(augmentation.ShiftAndNoiseProbability, seed, ShiftAndNoiseLot, silence);

        // Pieces of words and windows of false alarms, which are unknown, stand where a stream shows them.
        var placed = new Chance(augmentation.WordEndProbability, seed, WordEndLot, [.. silence, .. Indices(labels, Unknown)]);

        // In the order in which a sound meets them: the speaker, the room, its noise, the microphone, the line.
        clips = clips.ChangeSpeed(augmentation.SpeedChange, seed, new Chance(augmentation.SpeedProbability, seed, SpeedLot));
        clips = clips.PlaceWordEnds(clips.Source.SampleRate * augmentation.WordEndMs / 1000, seed, placed);
        clips = clips.ShiftInTime(mostShift, seed, shiftAndNoise, unless: placed);
        clips = clips.HearAcrossRoom(seed, new Chance(augmentation.RoomProbability, seed, RoomLot));
        clips = clips.AddBackgroundSpeech(augmentation.BackgroundSpeechLowDb, augmentation.BackgroundSpeechHighDb, seed, new Chance(augmentation.BackgroundSpeechProbability, seed, BackgroundSpeechLot, silence));
        clips = clips.AddNoise(noise, augmentation.NoiseAmplitude, seed, shiftAndNoise);
        clips = clips.AddNoiseAtRatio(noise, augmentation.SnrLowDb, augmentation.SnrHighDb, seed, new Chance(augmentation.SnrProbability, seed, RatioLot, silence));
        clips = clips.ChangeGain(augmentation.GainLowDb, augmentation.GainHighDb, seed, new Chance(augmentation.GainProbability, seed, GainLot));
        return clips.HearByTelephone(new Chance(augmentation.TelephoneProbability, seed, TelephoneLot));
    }

    /// <summary>Features, with holes; a waveform has neither bands nor frames and stays as it is.</summary>
    public static ClipPipeline AugmentFeatures(this ClipPipeline features, TrainingSettings training, FrontEndSettings frontEnd)
    {
        if (training.Augmentation is not { } augmentation || frontEnd.Kind == FrontEndKind.Waveform)
        {
            return features;
        }

        TensorShape shape = frontEnd.Shape();
        bool framesFirst = frontEnd.Layout != FeatureLayout.Image;
        int rows = frontEnd.Features!.Rows, frames = shape.Length / rows;
        return features.MaskFeatures(
            frames, rows, framesFirst,
            new SpecAugment.Masks(augmentation.TimeMasks, augmentation.TimeMaskFrames),
            new SpecAugment.Masks(augmentation.FrequencyMasks, augmentation.FrequencyMaskBands),
            training.Seed);
    }

    private static IEnumerable<int> Indices(LabelSet labels, string label) => labels.Contains(label) ? [labels.IndexOf(label)] : [];
}
