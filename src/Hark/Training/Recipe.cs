using Hark.Models;

namespace Hark.Training;

/// <summary>A named way to train: every number of a run beside its data, seed and threads.</summary>
public sealed class Recipe
{
    private readonly Func<ModelDefinition, TrainingSettings> _numbers;

    private Recipe(string name, string summary, Func<ModelDefinition, TrainingSettings> numbers)
    {
        Name = name;
        Summary = summary;
        _numbers = numbers;
    }

    /// <summary>As users type it.</summary>
    public string Name { get; }

    /// <summary>One line for people.</summary>
    public string Summary { get; }

    /// <summary>In the order they are shown.</summary>
    public static IReadOnlyList<Recipe> All { get; } =
    [
        new("lesson", "as in the lesson: Adam at 1e-4, batches of 32, 10 epochs, clips as they are", _ => Lesson),
        new("quick", "as in the lesson, but Adam at 1e-3 where the network bears it", Quick),
        new("paper", "as BC-ResNet's authors do: SGD, its rate up to 0.1 and down along a cosine, batches of 100, 200 epochs, shifts, noise, SpecAugment", Paper),
        new("robust", "for use in the world: the paper's with noise by its ratio, loudness, speed, rooms, telephones; smoothed labels, averaged weights, 100 epochs", Robust),
        new("refine", "to go on from a robust run (--from): half of its disturbance, sharp labels, half of its rate, 40 epochs", Refine),
        new("live", "to go on from a refine run for streams: most words end shortly before their window does, as when they are to be told; 16 epochs, the latest kept", Live),
    ];

    /// <exception cref="HarkException">There is no such recipe; the message lists those there are.</exception>
    public static Recipe Get(string name)
        => All.FirstOrDefault(recipe => string.Equals(recipe.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new HarkException($"There is no recipe '{name}'. Choose one of: {string.Join(", ", All.Select(recipe => recipe.Name))}.");

    /// <summary>What a model is trained by where no recipe is named: its paper's for BC-ResNet, else quick.</summary>
    public static Recipe DefaultFor(ModelDefinition model) => Get(MaskedBands(model) is null ? "quick" : "paper");

    /// <summary>The recipe's numbers for a model.</summary>
    /// <param name="model">Some numbers go by its kind and width.</param>
    /// <param name="frontEnd">Its features; where they are no picture of bands and frames there is nothing to mask.</param>
    public TrainingSettings Settings(ModelDefinition model, FrontEndKind frontEnd)
    {
        ArgumentNullException.ThrowIfNull(model);
        TrainingSettings numbers = _numbers(model) with { Recipe = Name };
        return numbers.Augmentation is { } augmentation && frontEnd is FrontEndKind.Waveform or FrontEndKind.Mfcc
            ? numbers with { Augmentation = augmentation with { FrequencyMasks = 0, FrequencyMaskBands = 0, TimeMasks = 0, TimeMaskFrames = 0 } }
            : numbers;
    }

    private static TrainingSettings Lesson => new() { Epochs = 10, Batch = 32, LearningRate = 1e-4f };

    private static TrainingSettings Quick(ModelDefinition model) => Lesson with { LearningRate = model.Layout == FeatureLayout.Sequence ? 1e-4f : 1e-3f };

    /// <summary>Kim et al. 2021 (arXiv 2106.04140) as its authors published it.</summary>
    private static TrainingSettings Paper(ModelDefinition model)
    {
        int bands = MaskedBands(model) ?? 0;
        int masks = bands == 0 ? 0 : 2;
        return new TrainingSettings
        {
            Epochs = 200,
            Batch = 100,
            Optimizer = OptimizerKind.Sgd,
            LearningRate = 0.1f,
            Momentum = 0.9f,
            WeightDecay = 1e-3f,
            Schedule = RateSchedule.WarmupCosine,
            WarmupEpochs = 5,
            ShiftMs = 100,
            Augmentation = new AugmentationSettings
            {
                ShiftAndNoiseProbability = 0.8f,
                NoiseAmplitude = 0.1f,
                FrequencyMasks = masks,
                FrequencyMaskBands = bands,
                TimeMasks = masks,
                TimeMaskFrames = bands == 0 ? 0 : 20,
            },
        };
    }

    /// <summary>The paper's way under what microphones really hear; networks that were not made for its rate take AdamW.</summary>
    private static TrainingSettings Robust(ModelDefinition model)
    {
        TrainingSettings paper = Paper(model);
        TrainingSettings basis = MaskedBands(model) is not null ? paper : paper with
        {
            Optimizer = OptimizerKind.AdamW,
            LearningRate = Quick(model).LearningRate,
            Momentum = 0,
            WeightDecay = 1e-2f,
        };
        return basis with
        {
            Epochs = 100,
            LabelSmoothing = 0.05f,
            AverageDecay = 0.999f,
            UnknownShare = 0.25,
            CutShare = 0.4,
            Augmentation = paper.Augmentation! with
            {
                NoiseAmplitude = 0,
                SnrProbability = 0.7f,
                SnrLowDb = 0,
                SnrHighDb = 30,
                SpeedProbability = 0.5f,
                SpeedChange = 0.12f,
                RoomProbability = 0.2f,
                GainProbability = 0.5f,
                GainLowDb = -20,
                GainHighDb = 6,
                TelephoneProbability = 0.1f,
            },
        };
    }

    /// <summary>
    /// A small network under all that robust does to its clips stays unsure even of those it trained on. Once it has learnt from that what does not matter, it
    /// learns the words themselves under what a microphone usually hears.
    /// </summary>
    private static TrainingSettings Refine(ModelDefinition model)
    {
        TrainingSettings robust = Robust(model);
        AugmentationSettings harsh = robust.Augmentation!;
        return robust with
        {
            Epochs = 40,
            LearningRate = robust.LearningRate / 2,
            LabelSmoothing = 0,
            AverageDecay = 0.9995f,
            Augmentation = harsh with
            {
                SnrLowDb = 3,
                SnrHighDb = 25,
                RoomProbability = harsh.RoomProbability / 2,
                TelephoneProbability = harsh.TelephoneProbability / 2,
                FrequencyMaskBands = (harsh.FrequencyMaskBands + 1) / 2,
                TimeMaskFrames = harsh.TimeMaskFrames / 2,
            },
        };
    }

    /// <summary>
    /// In a recording a word stands in the middle; in a stream it is to be told as soon as it has ended, when it stands at the end of the window and what may
    /// follow is not yet known.
    /// </summary>
    private static TrainingSettings Live(ModelDefinition model)
    {
        TrainingSettings refine = Refine(model);
        return refine with
        {
            Epochs = 16,
            LearningRate = refine.LearningRate * 0.6f,
            ChooseBy = WeightsChoice.Latest,
            Augmentation = refine.Augmentation! with { WordEndProbability = 0.6f, WordEndMs = 350, SnrLowDb = 0, SnrHighDb = 20 },
        };
    }

    /// <summary>The published greatest width of a frequency mask by the network's; 0 leaves SpecAugment out altogether, null is another network.</summary>
    private static int? MaskedBands(ModelDefinition model) => model.Name switch
    {
        "bc-resnet-1" => 0,
        "bc-resnet-1.5" => 1,
        "bc-resnet-2" => 3,
        "bc-resnet-3" => 5,
        "bc-resnet-6" or "bc-resnet-8" => 7,
        _ => null,
    };
}
