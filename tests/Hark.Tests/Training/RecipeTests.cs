using Hark.Models;
using Hark.Training;

namespace Hark.Tests.Training;

public class RecipeTests
{
    [Fact]
    public void The_lesson_trains_as_the_lesson_does()
        => Assert.Equal(
            new TrainingSettings { Recipe = "lesson", Epochs = 10, Batch = 32, LearningRate = 1e-4f },
            Of("lesson", "spectrogram-conv"));

    [Theory]
    [InlineData("wave-conv", 1e-4f)]
    [InlineData("wave-skip", 1e-4f)]
    [InlineData("spectrogram-conv", 1e-3f)]
    [InlineData("ds-cnn", 1e-3f)]
    public void Quick_is_the_lesson_at_a_rate_that_the_network_bears(string model, float rate)
        => Assert.Equal(Of("lesson", model) with { Recipe = "quick", LearningRate = rate }, Of("quick", model));

    [Theory]
    [InlineData("bc-resnet-1", 0)]
    [InlineData("bc-resnet-1.5", 1)]
    [InlineData("bc-resnet-2", 3)]
    [InlineData("bc-resnet-3", 5)]
    [InlineData("bc-resnet-6", 7)]
    [InlineData("bc-resnet-8", 7)]
    public void The_paper_s_numbers_are_those_its_authors_published(string model, int bands)
    {
        TrainingSettings paper = Of("paper", model);
        Assert.Equal(
            (200, 100, OptimizerKind.Sgd, 0.1f, 0.9f, 1e-3f, RateSchedule.WarmupCosine, 5, 100),
            (paper.Epochs, paper.Batch, paper.Optimizer, paper.LearningRate, paper.Momentum, paper.WeightDecay, paper.Schedule, paper.WarmupEpochs, paper.ShiftMs));
        int masks = bands == 0 ? 0 : 2;
        Assert.Equal(
            new AugmentationSettings
            {
                ShiftAndNoiseProbability = 0.8f,
                NoiseAmplitude = 0.1f,
                FrequencyMasks = masks,
                FrequencyMaskBands = bands,
                TimeMasks = masks,
                TimeMaskFrames = masks * 10,
            },
            paper.Augmentation);
    }

    [Fact]
    public void Refining_is_half_as_hard_as_robust_and_believes_its_labels()
    {
        TrainingSettings robust = Of("robust", "bc-resnet-3"), refine = Of("refine", "bc-resnet-3");
        Assert.Equal((40, 0.05f, 0f, 0.9995f), (refine.Epochs, refine.LearningRate, refine.LabelSmoothing, refine.AverageDecay));
        AugmentationSettings half = robust.Augmentation! with
        {
            SnrLowDb = 3, SnrHighDb = 25, RoomProbability = 0.1f, TelephoneProbability = 0.05f, FrequencyMaskBands = 3, TimeMaskFrames = 10,
        };
        Assert.Equal(half, refine.Augmentation);
        Assert.Equal(robust with { Recipe = "refine", Epochs = 40, LearningRate = 0.05f, LabelSmoothing = 0, AverageDecay = 0.9995f, Augmentation = half }, refine);
    }

    [Fact]
    public void Live_goes_on_from_refine_with_words_that_have_just_ended()
    {
        TrainingSettings refine = Of("refine", "bc-resnet-6");
        Assert.Equal(
            refine with
            {
                Recipe = "live", Epochs = 16, LearningRate = refine.LearningRate * 0.6f, ChooseBy = WeightsChoice.Latest,
                Augmentation = refine.Augmentation! with { WordEndProbability = 0.6f, WordEndMs = 350, SnrLowDb = 0, SnrHighDb = 20 },
            },
            Of("live", "bc-resnet-6"));
    }

    [Fact]
    public void Nothing_is_masked_in_a_wave_or_in_cepstra()
    {
        ModelDefinition model = ModelCatalog.Get("bc-resnet-3");
        Assert.Equal(0, Recipe.Get("paper").Settings(model, FrontEndKind.Mfcc).Augmentation!.TimeMasks);
        Assert.Equal(2, Recipe.Get("paper").Settings(model, FrontEndKind.LogMel).Augmentation!.TimeMasks);
    }

    [Fact]
    public void Each_network_has_its_own_default() => Assert.Equal(
        ["wave-conv quick", "wave-skip quick", "spectrogram-conv quick", "ds-cnn quick", .. ModelCatalog.All.Skip(4).Select(model => $"{model.Name} paper")],
        ModelCatalog.All.Select(model => $"{model.Name} {Recipe.DefaultFor(model).Name}"));

    [Fact]
    public void An_unknown_recipe_is_told_with_those_there_are()
        => Assert.Equal($"There is no recipe 'papers'. Choose one of: {string.Join(", ", Recipe.All.Select(r => r.Name))}.", Assert.Throws<HarkException>(() => Recipe.Get("papers")).Message);

    [Fact]
    public void The_paper_s_schedule_rises_to_its_peak_in_five_epochs_and_ends_at_zero()
    {
        TrainingSettings paper = Of("paper", "bc-resnet-1");
        Assert.Equal(0.1f / 50, Rate(paper, 10, 0), 1e-9f);
        Assert.Equal(0.05f, Rate(paper, 10, 24), 1e-8f);
        Assert.Equal(0.1f, Rate(paper, 10, 49), 1e-8f);
        Assert.Equal(0.05f, Rate(paper, 10, 50 + (1950 / 2)), 1e-8f);
        Assert.Equal(0, Rate(paper, 10, 2000), 1e-8f);

        // Fewer epochs: the cosine still ends with the run, and a short run does not spend all of itself rising.
        Assert.Equal(0.05f, Rate(paper with { Epochs = 30 }, 10, 50 + (250 / 2)), 1e-8f);
        Assert.Equal(0.1f, Rate(paper with { Epochs = 2 }, 10, 4), 1e-8f);
        Assert.Equal(0, Rate(paper with { Epochs = 2 }, 10, 20), 1e-8f);
    }

    [Fact]
    public void Settings_survive_their_text_and_older_ones_mean_the_lesson_s_way()
    {
        TrainingSettings paper = Of("paper", "bc-resnet-2") with { Seed = 3, Threads = 2 };
        var settings = new ModelSettings { Model = "bc-resnet-2", Labels = ["예"], FrontEnd = ModelCatalog.Get("bc-resnet-2").DefaultFrontEnd, Training = paper };
        Assert.Equal(paper, ModelSettings.Parse(settings.ToJson(), "model.json").Training);
        string old = (settings with { Training = null }).ToJson().Replace(
            "\"training\": null", "\"training\": { \"epochs\": 8, \"batch\": 32, \"learningRate\": 0.001, \"shiftMs\": 100, \"seed\": 7, \"threads\": 2 }", StringComparison.Ordinal);
        TrainingSettings read = ModelSettings.Parse(old, "model.json").Training!;
        Assert.Equal((OptimizerKind.Adam, RateSchedule.Constant, 100), (read.Optimizer, read.Schedule, read.ShiftMs));
        Assert.Null(read.Augmentation);
    }

    private static TrainingSettings Of(string recipe, string model)
    {
        ModelDefinition definition = ModelCatalog.Get(model);
        return Recipe.Get(recipe).Settings(definition, definition.DefaultFrontEnd.Kind);
    }

    private static float Rate(TrainingSettings training, int stepsPerEpoch, long step) => training.CreateSchedule(stepsPerEpoch)!.RateOf(step);
}
