using Hark.Kernels;
using Hark.Layers;
using Hark.Models;
using Hark.Training;

namespace Hark.Tests.Training;

public class WeightAverageTests
{
    private const double UnitRoundoff = 1.0 / (1 << 24);

    [Fact]
    public void The_average_follows_its_formula_with_a_short_memory_at_first()
    {
        using Network network = SmallTask.Network();
        using var pool = new WorkerPool(3);
        using var average = new WeightAverage(0.5f);
        average.Prepare(network);
        double[] expected = [.. network.Values.ToArray().Select(w => (double)w)];
        for (int step = 0; step < 20; step++)
        {
            network.Initialize(step + 100);
            average.Add(pool, network.Values, step);
            double kept = Math.Min(0.5, (1.0 + step) / (10 + step));
            for (int i = 0; i < expected.Length; i++)
            {
                expected[i] = (kept * expected[i]) + ((1 - kept) * network.Values[i]);

                // Parameters are at most 1, and each step rounds three times what half of is forgotten at the next.
                Assert.Equal(expected[i], average.Values[i], 12 * UnitRoundoff);
            }
        }
    }

    [Fact]
    public void Validation_and_the_best_checkpoint_take_the_average_and_the_network_keeps_its_own()
    {
        string path = Path.Combine(Path.GetTempPath(), $"hark-{Guid.NewGuid():N}.safetensors");
        try
        {
            using Network network = SmallTask.Network();
            using var average = new WeightAverage(0.9f);
            using Trainer trainer = Averaging(network, average);
            trainer.Fit(SmallTask.Train(), SmallTask.Validation(), 1, new BestCheckpoint(path));
            float[] own = network.Values.ToArray();
            Assert.NotEqual(own, average.Values.ToArray());

            using Network saved = SmallTask.Network(seed: 99);
            ModelFile.LoadParameters(path, saved);
            Assert.Equal(average.Values.ToArray(), saved.Values.ToArray());
            using Trainer judge = SmallTask.Trainer(saved);
            Assert.Equal(trainer.State.History.Epochs[0].ValLoss, judge.Evaluate(SmallTask.Validation()).Loss);

            // Without an average the same training gives the same weights: averaging only watches.
            using Network plain = SmallTask.Network();
            using Trainer without = SmallTask.Trainer(plain);
            without.Fit(SmallTask.Train(), SmallTask.Validation(), 1);
            Assert.Equal(own, plain.Values.ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Stopping_anywhere_and_resuming_keeps_both_to_the_bit()
    {
        using Network whole = SmallTask.Network();
        using var wholeAverage = new WeightAverage(0.95f);
        using Trainer unbroken = Averaging(whole, wholeAverage);
        string history = unbroken.Fit(SmallTask.Train(), SmallTask.Validation(), 3).ToCsv();
        string path = Path.Combine(Path.GetTempPath(), $"hark-{Guid.NewGuid():N}.safetensors");
        try
        {
            for (int stopAfter = 1; stopAfter < 15; stopAfter += 3)
            {
                using (Network network = SmallTask.Network())
                using (var average = new WeightAverage(0.95f))
                using (Trainer trainer = Averaging(network, average))
                {
                    trainer.Fit(SmallTask.Train(), SmallTask.Validation(), 3, new StopAfter(stopAfter));
                    Checkpoint.Save(path, trainer);
                }

                using Network other = SmallTask.Network(seed: 99);
                using var otherAverage = new WeightAverage(0.95f);
                using Trainer resumed = Averaging(other, otherAverage);
                Checkpoint.Load(path, resumed);
                Assert.Equal(history, resumed.Fit(SmallTask.Train(), SmallTask.Validation(), 3).ToCsv());
                Assert.Equal(whole.Values.ToArray(), other.Values.ToArray());
                Assert.Equal(wholeAverage.Values.ToArray(), otherAverage.Values.ToArray());
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_checkpoint_without_an_average_is_refused_where_one_is_kept()
    {
        string path = Path.Combine(Path.GetTempPath(), $"hark-{Guid.NewGuid():N}.safetensors");
        try
        {
            using Network network = SmallTask.Network();
            using Trainer plain = SmallTask.Trainer(network);
            plain.Fit(SmallTask.Train(), null, 1);
            Checkpoint.Save(path, plain);
            using var average = new WeightAverage(0.9f);
            using Trainer averaging = Averaging(network, average);
            Assert.StartsWith($"{path}: holds no tensor 'average'", Assert.Throws<HarkException>(() => Checkpoint.Load(path, averaging)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Trainer Averaging(Network network, WeightAverage average)
        => new(network, new Adam(3e-3f), Loss.CategoricalCrossEntropy, threads: 2, seed: 5) { Average = average };

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
}
