using Hark.Kernels;
using Hark.Tests.Layers;
using Hark.Tests.Oracle;
using Hark.Training;

namespace Hark.Tests.Training;

public class OptimizerTests
{
    private const double UnitRoundoff = 1.0 / (1 << 24);

    public static TheoryData<string, Func<GoldenOptimiser, Optimizer>> Cases => new()
    {
        { "sgd", golden => new Sgd((float)golden.LearningRate) },
        { "sgd-momentum", golden => new Sgd((float)golden.LearningRate, (float)golden.Momentum) },
        { "sgd-nesterov", golden => new Sgd((float)golden.LearningRate, (float)golden.Momentum, golden.Nesterov) },
        { "adam", golden => new Adam((float)golden.LearningRate) },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Five_steps_follow_the_formula_of_Keras(string name, Func<GoldenOptimiser, Optimizer> create)
    {
        GoldenOptimiser golden = LayerGolden.File.Optimisers.Single(c => c.Case == name);
        using var pool = new WorkerPool(3);
        using Optimizer optimizer = create(golden);
        float[] weights = SeededNumbers.Values(golden.Seed, golden.Path[0].Length);
        for (int step = 1; step <= golden.Path.Length; step++)
        {
            float[] gradients = SeededNumbers.Values(golden.Seed + step, weights.Length);
            for (int i = 0; step == 3 && i < weights.Length; i += 2)
            {
                gradients[i] = 0;
            }

            optimizer.Step(pool, weights, gradients);

            // Each step rounds a weight of at most 1 once, and a move of at most a hundredth some ten times.
            double tolerance = 1.2 * UnitRoundoff * step;
            for (int i = 0; i < weights.Length; i++)
            {
                double expected = golden.Path[step - 1][i];
                Assert.True(Math.Abs(weights[i] - expected) <= tolerance, $"{name}, step {step}: weight {i} is {weights[i]:g9}, expected {expected:g9} ± {tolerance:g2}");
            }
        }
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("sgd-nesterov")]
    [InlineData("adamw")]
    public void Ten_steps_of_changing_rates_with_weight_decay_follow_PyTorch(string name)
    {
        GoldenCurve golden = TrainingGolden.File.Curves.Single(c => c.Case == name);
        using var pool = new WorkerPool(3);
        using Optimizer optimizer = name == "adamw"
            ? new AdamW(weightDecay: 1f / 16)
            : new Sgd(1, 0.9f, nesterov: name == "sgd-nesterov", weightDecay: 1f / 64, form: MomentumForm.Gradients);
        float[] weights = SeededNumbers.Values(golden.Seed, golden.Path[0].Length);
        for (int step = 1; step <= golden.Path.Length; step++)
        {
            optimizer.LearningRate = (float)golden.Rates[step - 1];
            optimizer.Step(pool, weights, SeededNumbers.Values(golden.Seed + step, weights.Length));

            // Weights stay below 2 and are rounded twice a step, the velocity of at most 5 some four times before the rate of a sixth makes it a move.
            double tolerance = 8 * UnitRoundoff * step;
            for (int i = 0; i < weights.Length; i++)
            {
                Assert.Equal(golden.Path[step - 1][i], weights[i], tolerance);
            }
        }
    }

    [Fact]
    public void A_gradient_of_zero_leaves_Adam_where_it_is()
    {
        using var pool = new WorkerPool(1);
        using var adam = new Adam(0.1f);
        float[] weights = [1, 2, 3];
        adam.Step(pool, weights, [0, 0, 0]);
        Assert.Equal([1, 2, 3], weights);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Refuses_a_learning_rate_that_is_no_positive_number(float rate)
        => Assert.StartsWith("The learning rate must be a positive number.", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(rate)).Message);

    [Fact]
    public void Refuses_another_network_s_weights()
    {
        using var pool = new WorkerPool(1);
        using var sgd = new Sgd();
        sgd.Step(pool, [1, 2], [0, 0]);
        Assert.Equal("This optimiser already serves 2 weights and cannot take 3: use a new one for each network.",
            Assert.Throws<InvalidOperationException>(() => sgd.Step(pool, [1, 2, 3], [0, 0, 0])).Message);
    }
}
