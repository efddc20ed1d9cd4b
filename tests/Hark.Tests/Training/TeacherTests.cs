using Hark.Data;
using Hark.Kernels;
using Hark.Layers;
using Hark.Tests.Oracle;
using Hark.Training;

namespace Hark.Tests.Training;

public class TeacherTests
{
    private const double UnitRoundoff = 1.0 / (1 << 24);

    [Theory]
    [InlineData("all")]
    [InlineData("half-softened")]
    public void The_loss_and_its_gradient_agree_with_PyTorch(string name)
    {
        GoldenDistilledLoss golden = TrainingGolden.File.Distilled.Single(c => c.Case == name);
        float[] student = SeededNumbers.Values(golden.Seed, golden.Gradient.Length, 3), said = SeededNumbers.Values(golden.Seed + 2, golden.Gradient.Length, 3);
        using var teacher = new Teacher(SmallTask.Network(), (float)golden.Share, (float)golden.Temperature);
        float[] gradient = new float[student.Length];
        Score byLabel = Loss.CategoricalCrossEntropy.Evaluate(student, golden.Labels, gradient);
        Score score = teacher.Teach(said, student, byLabel, gradient);
        Assert.Equal(golden.Loss, score.Loss, 3 * UnitRoundoff * 3 * 4);
        Assert.Equal((byLabel.Correct, byLabel.Clips), (score.Correct, score.Clips));
        for (int i = 0; i < gradient.Length; i++)
        {
            Assert.Equal(golden.Gradient[i], gradient[i], 6 * UnitRoundoff);
        }
    }

    [Fact]
    public void The_gradient_passes_finite_differences()
    {
        const int classes = 7;
        int[] labels = [3, 0, 6];
        float[] student = SeededNumbers.Values(40_000, labels.Length * classes, 3), said = SeededNumbers.Values(40_001, labels.Length * classes, 3);
        using var teacher = new Teacher(SmallTask.Network(), share: 0.75f, temperature: 1.5f);
        float[] gradient = new float[student.Length];
        At(student, gradient);

        // As for the plain loss, with a temperature above 1 and a share below: the fifth derivative stays below 1.
        const float h = 1f / 64;
        for (int i = 0; i < student.Length; i++)
        {
            double slope = ((8 * (Moved(i, h) - Moved(i, -h))) - (Moved(i, 2 * h) - Moved(i, -2 * h))) / (12 * h);
            Assert.Equal(slope, gradient[i], (Math.Pow(h, 4) / 30) + (2 * UnitRoundoff));
        }

        double Moved(int i, float move)
        {
            float[] moved = [.. student];
            moved[i] += move;
            return At(moved, new float[student.Length]);
        }

        double At(float[] logits, float[] dLogits) => teacher.Teach(said, logits, Loss.CategoricalCrossEntropy.Evaluate(logits, labels, dLogits), dLogits).Loss;
    }

    [Fact]
    public void A_student_comes_to_say_what_its_teacher_says_and_the_teacher_does_not_move()
    {
        using Network network = SmallTask.Network(seed: 1), known = SmallTask.Network(seed: 2);
        using (Trainer training = SmallTask.Trainer(known))
        {
            training.Fit(SmallTask.Train(), null, 100);
        }

        float[] before = known.Values.ToArray();
        using var teacher = new Teacher(known, share: 1);
        using var student = new Trainer(network, new Adam(3e-3f), Loss.CategoricalCrossEntropy, 2, seed: 5) { Teacher = teacher };
        double apart = Apart();
        student.Fit(SmallTask.Train(), SmallTask.Validation(), 300);
        Assert.Equal(before, known.Values.ToArray());
        Assert.InRange(Apart(), 0, apart / 4);

        double Apart() => Said(network).Zip(Said(known), (a, b) => Math.Abs(a - b)).Average();
    }

    [Fact]
    public void The_same_teacher_and_seed_give_the_same_bits_also_across_a_resume()
    {
        string checkpoint = Path.GetTempFileName();
        try
        {
            float[] whole = Taught(4, null), half = Taught(2, null), resumed = Taught(4, checkpoint);
            Assert.Equal(whole, resumed);
            Assert.NotEqual(whole, half);
        }
        finally
        {
            File.Delete(checkpoint);
        }

        float[] Taught(int epochs, string? resume)
        {
            using var teacher = new Teacher(SmallTask.Network(seed: 2));
            using Network network = SmallTask.Network();
            using var trainer = new Trainer(network, new Adam(3e-3f), Loss.CategoricalCrossEntropy, 2, seed: 5) { Teacher = teacher };
            if (resume is not null)
            {
                Checkpoint.Load(checkpoint, trainer);
            }

            trainer.Fit(SmallTask.Train(), null, epochs);
            if (epochs == 2)
            {
                Checkpoint.Save(checkpoint, trainer);
            }

            return network.Values.ToArray();
        }
    }

    [Fact]
    public void A_teacher_of_other_classes_or_features_is_refused()
    {
        Layer input = Layer.Input(SmallTask.Samples, 1);
        using var other = new Teacher(new Network(input, input.Flatten().Dense(4)));
        using Network network = SmallTask.Network();
        using var trainer = new Trainer(network, new Adam(), Loss.CategoricalCrossEntropy, 1) { Teacher = other };
        Assert.Equal(
            "The teacher takes [64, 1] and gives 4 classes, but the network takes [64, 1] and is trained on 3. Choose a teacher of the same features and classes.",
            Assert.Throws<HarkException>(() => trainer.Fit(SmallTask.Train(), null, 1)).Message);
    }

    [Theory]
    [InlineData(-0.1f, 1, "The teacher's share is between 0 and 1.")]
    [InlineData(float.NaN, 1, "The teacher's share is between 0 and 1.")]
    [InlineData(0.5f, 0, "The temperature is a number above 0.")]
    [InlineData(0.5f, float.PositiveInfinity, "The temperature is a number above 0.")]
    public void Numbers_out_of_range_are_refused(float share, float temperature, string message)
    {
        using Network network = SmallTask.Network();
        Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(() => new Teacher(network, share, temperature)).Message, StringComparison.Ordinal);
    }

    /// <summary>Probabilities of the validation clips.</summary>
    private static float[] Said(Network network)
    {
        using var pool = new WorkerPool(1);
        var said = new List<float>();
        foreach (Batch batch in SmallTask.Validation().Epoch(0, 0, pool.Run))
        {
            using var execution = new Execution(network, batch.Count, training: false, pool);
            batch.Inputs.Span.CopyTo(execution.Input.Value);
            execution.Forward();
            float[] probabilities = new float[3];
            for (int clip = 0; clip < batch.Count; clip++)
            {
                Softmax.Row(execution.Output.Value.Slice(clip * 3, 3), probabilities);
                said.AddRange(probabilities);
            }
        }

        return [.. said];
    }
}
