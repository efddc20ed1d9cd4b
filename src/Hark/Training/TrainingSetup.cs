using Hark.Data;
using Hark.Models;

namespace Hark.Training;

/// <summary>Makes the parts of a fit from a run's settings, so that the same settings always mean the same training.</summary>
public static class TrainingSetup
{
    /// <summary>The optimiser with its numbers.</summary>
    public static Optimizer CreateOptimizer(this TrainingSettings training)
    {
        ArgumentNullException.ThrowIfNull(training);
        return training.Optimizer switch
        {
            OptimizerKind.Sgd => new Sgd(training.LearningRate, training.Momentum, weightDecay: training.WeightDecay, form: MomentumForm.Gradients),
            OptimizerKind.AdamW => new AdamW(training.LearningRate, training.WeightDecay),
            _ => new Adam(training.LearningRate),
        };
    }

    /// <summary>The loss with its smoothing and the weights of the labels.</summary>
    /// <param name="training">The settings.</param>
    /// <param name="labels">In the order of the network's outputs.</param>
    public static Loss CreateLoss(this TrainingSettings training, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(labels);
        float[] weights = training.ClassWeights is { } byLabel ? [.. labels.Select(label => byLabel.GetValueOrDefault(label, 1))] : [];
        return Loss.SmoothedCrossEntropy(training.LabelSmoothing, weights);
    }

    /// <summary>The average of the weights; null where none is kept.</summary>
    public static WeightAverage? CreateAverage(this TrainingSettings training)
    {
        ArgumentNullException.ThrowIfNull(training);
        return training.AverageDecay > 0 ? new WeightAverage(training.AverageDecay) : null;
    }

    /// <summary>The learning rate of every step; null where it stays as it is.</summary>
    public static LearningRateSchedule? CreateSchedule(this TrainingSettings training, int stepsPerEpoch)
    {
        ArgumentNullException.ThrowIfNull(training);
        long steps = (long)training.Epochs * stepsPerEpoch;
        return training.Schedule == RateSchedule.WarmupCosine
            ? LearningRateSchedule.WarmupCosine(training.LearningRate, Math.Min((long)training.WarmupEpochs * stepsPerEpoch, steps / 4), steps)
            : null;
    }

    /// <summary>The training clips in random order, disturbed as the settings say, as features.</summary>
    public static Batches TrainBatches(this TrainingSettings training, DataSet data, FrontEndSettings frontEnd)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(frontEnd);
        return training.AugmentedWaves(data.Train.Shuffle(training.Seed), data).WithFrontEnd(frontEnd).AugmentFeatures(training, frontEnd).Batch(training.Batch);
    }

    /// <summary>Training clips disturbed as the settings say, before they become features: what a network would hear.</summary>
    /// <param name="training">The settings; another seed or epoch disturbs otherwise.</param>
    /// <param name="clips">Training clips.</param>
    /// <param name="data">Where they come from: its noise is put under them.</param>
    public static ClipPipeline AugmentedWaves(this TrainingSettings training, ClipPipeline clips, DataSet data)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(clips);
        ArgumentNullException.ThrowIfNull(data);
        return clips.AugmentWaves(training, () => data.Noise);
    }

    /// <summary>The validation clips as they are, as features.</summary>
    public static Batches ValidationBatches(this TrainingSettings training, DataSet data, FrontEndSettings frontEnd)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(data);
        return data.Validation.WithFrontEnd(frontEnd).Batch(training.Batch);
    }
}
