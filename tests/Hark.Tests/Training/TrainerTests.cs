using Hark.Layers;
using Hark.Training;

namespace Hark.Tests.Training;

public class TrainerTests
{
    [Fact]
    public void A_small_network_learns_a_small_task()
    {
        using Network network = SmallTask.Network();
        using Trainer trainer = SmallTask.Trainer(network);
        History history = trainer.Fit(SmallTask.Train(), SmallTask.Validation(), 15);
        Assert.Equal(15, history.Epochs.Count);
        Assert.True(history.Epochs[^1].Loss < history.Epochs[0].Loss / 2);
        Assert.True(history.Best!.ValAccuracy > 0.9, $"{history.Best}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_same_seed_and_threads_give_the_same_bits(int threads)
    {
        float[] first = Run(threads), second = Run(threads);
        Assert.Equal(first, second);

        static float[] Run(int threads)
        {
            using Network network = SmallTask.Network();
            using Trainer trainer = SmallTask.Trainer(network, threads);
            trainer.Fit(SmallTask.Train(), SmallTask.Validation(), 3);
            return network.Values.ToArray();
        }
    }

    /// <summary>
    /// Sums are cut differently, so the last bits differ, and Adam turns gradients near zero into steps of either sign: after a single step the
    /// gradients agree to rounding, and so do the losses.
    /// </summary>
    [Fact]
    public void Thread_counts_agree_within_rounding()
    {
        (float[] gradients, double loss) one = Step(1);
        foreach (int threads in new[] { 2, 3 })
        {
            (float[] gradients, double loss) = Step(threads);
            float largest = one.gradients.Max(MathF.Abs);
            Assert.All(one.gradients.Zip(gradients), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * largest));
            Assert.Equal(one.loss, loss, 1e-5);
        }

        static (float[], double) Step(int threads)
        {
            using Network network = SmallTask.Network();
            using Trainer trainer = SmallTask.Trainer(network, threads);
            trainer.Fit(SmallTask.Clips(16, 1).Batch(16), null, 1);
            return (network.Gradients.ToArray(), trainer.State.History.Epochs[0].Loss);
        }
    }

    [Fact]
    public void Stopping_anywhere_and_resuming_gives_the_unbroken_run_to_the_bit()
    {
        (string history, float[] weights) = Unbroken();
        int steps = 4 * SmallTask.Train().StepsPerEpoch;
        string path = Path.Combine(Path.GetTempPath(), $"hark-{Guid.NewGuid():N}.safetensors");
        try
        {
            for (int stopAfter = 1; stopAfter < steps; stopAfter++)
            {
                using (Network network = SmallTask.Network())
                using (Trainer trainer = SmallTask.Trainer(network))
                {
                    trainer.Fit(SmallTask.Train(), SmallTask.Validation(), 4, new StopAfter(stopAfter));
                    Assert.Equal(stopAfter, trainer.State.Step);
                    Checkpoint.Save(path, trainer);
                }

                using Network other = SmallTask.Network(seed: 99);
                using Trainer resumed = SmallTask.Trainer(other);
                Checkpoint.Load(path, resumed);
                Assert.Equal(history, resumed.Fit(SmallTask.Train(), SmallTask.Validation(), 4).ToCsv());
                Assert.Equal(weights, other.Values.ToArray());
            }
        }
        finally
        {
            File.Delete(path);
        }

        static (string, float[]) Unbroken()
        {
            using Network network = SmallTask.Network();
            using Trainer trainer = SmallTask.Trainer(network);
            string csv = trainer.Fit(SmallTask.Train(), SmallTask.Validation(), 4).ToCsv();
            return (csv, network.Values.ToArray());
        }
    }

    [Fact]
    public void A_training_step_allocates_only_what_the_pipeline_hands_over()
    {
        using Network network = SmallTask.Network();
        using Trainer trainer = SmallTask.Trainer(network);
        var meter = new AllocationMeter();
        trainer.Fit(SmallTask.Train(), null, 3, meter);
        Assert.InRange(meter.LeastBytes, 0, 1024);
    }

    [Fact]
    public void Data_that_does_not_fit_the_network_is_refused_with_both_sizes()
    {
        Layer input = Layer.Input(32, 1);
        using var network = new Network(input, input.Flatten().Dense(3));
        using Trainer trainer = SmallTask.Trainer(network);
        var error = Assert.Throws<HarkException>(() => trainer.Fit(SmallTask.Train(), null, 1));
        Assert.Contains("The clips have 64 values each, but the network takes [32, 1] = 32", error.Message, StringComparison.Ordinal);
        Layer wave = Layer.Input(SmallTask.Samples, 1);
        using var twoClasses = new Network(wave, wave.Flatten().Dense(2));
        using Trainer second = SmallTask.Trainer(twoClasses);
        error = Assert.Throws<HarkException>(() => second.Fit(SmallTask.Train(), null, 1));
        Assert.Contains("The data has 3 labels, but the network gives 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Early_stopping_counts_from_the_best_epoch()
    {
        using Network network = SmallTask.Network();
        using Trainer trainer = SmallTask.Trainer(network);
        trainer.Optimizer.LearningRate = 0; // nothing is learnt: the loss only wavers with the dropout
        History history = trainer.Fit(SmallTask.Train(), null, 60, new EarlyStopping(3));
        Assert.True(trainer.Stopped);
        Assert.Equal(history.Best!.Epoch + 3, history.Epochs[^1].Epoch);
    }

    [Fact]
    public void Schedules_are_functions_of_the_step()
    {
        using Network network = SmallTask.Network();
        using Trainer trainer = SmallTask.Trainer(network);
        var rates = new List<float>();
        trainer.Fit(SmallTask.Train(), null, 2, LearningRateSchedule.WarmupCosine(0.1f, 4, 10), new RateRecorder(rates));
        float[] expected = [0.025f, 0.05f, 0.075f, 0.1f, 0.1f, .. Enumerable.Range(1, 5).Select(i => (float)(0.05 * (1 + Math.Cos(Math.PI * i / 6))))];
        Assert.Equal(expected.Length, rates.Count);
        Assert.All(rates.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
    }

    private sealed class StopAfter(int step) : Callback
    {
        public override void OnStepEnd(Trainer trainer, Score score)
        {
            if (trainer.State.Step == step)
            {
                trainer.RequestStop();
            }
        }
    }

    private sealed class RateRecorder(List<float> rates) : Callback
    {
        public override void OnStepEnd(Trainer trainer, Score score) => rates.Add(trainer.Optimizer.LearningRate);
    }

    private sealed class AllocationMeter : Callback
    {
        private long _before;

        public long LeastBytes { get; private set; } = long.MaxValue;

        public override void OnStepBegin(Trainer trainer) => _before = GC.GetAllocatedBytesForCurrentThread();

        public override void OnStepEnd(Trainer trainer, Score score) => LeastBytes = Math.Min(LeastBytes, GC.GetAllocatedBytesForCurrentThread() - _before);
    }
}
