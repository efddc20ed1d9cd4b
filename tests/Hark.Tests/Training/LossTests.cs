using Hark.Tests.Layers;
using Hark.Tests.Oracle;
using Hark.Training;

namespace Hark.Tests.Training;

public class LossTests
{
    private const double UnitRoundoff = 1.0 / (1 << 24);

    [Theory]
    [InlineData("moderate")]
    [InlineData("extreme")]
    public void Cross_entropy_agrees_with_PyTorch(string name)
    {
        GoldenLoss golden = LayerGolden.File.Losses.Single(c => c.Case == name);
        float[] logits = SeededNumbers.Values(golden.Seed, golden.Gradient.Length, golden.Scale);
        float[] dLogits = new float[logits.Length];
        Score score = Loss.CategoricalCrossEntropy.Evaluate(logits, golden.Labels, dLogits);
        Assert.Equal(golden.Loss, score.Loss, 3 * UnitRoundoff * golden.Scale);
        for (int i = 0; i < logits.Length; i++)
        {
            Assert.Equal(golden.Gradient[i], dLogits[i], 3 * UnitRoundoff);
        }
    }

    [Theory]
    [InlineData("smoothed")]
    [InlineData("weighted")]
    [InlineData("smoothed-weighted")]
    public void Smoothing_and_label_weights_agree_with_PyTorch_and_are_not_judged_by(string name)
    {
        GoldenSmoothedLoss golden = TrainingGolden.File.Losses.Single(c => c.Case == name);
        float[] logits = SeededNumbers.Values(golden.Seed, golden.Gradient.Length, 3);
        float[] dLogits = new float[logits.Length];
        float[] weights = [.. (golden.LabelWeights ?? []).Select(w => (float)w)];
        Loss loss = Loss.SmoothedCrossEntropy((float)golden.Smoothing, weights);
        Assert.Equal(golden.Loss, loss.Evaluate(logits, golden.Labels, dLogits).Loss, 3 * UnitRoundoff * 3 * 4);
        for (int i = 0; i < logits.Length; i++)
        {
            Assert.Equal(golden.Gradient[i], dLogits[i], 3 * UnitRoundoff);
        }

        Assert.Same(Loss.CategoricalCrossEntropy, loss.Judge);
    }

    [Fact]
    public void Smoothing_and_weights_out_of_range_are_refused()
    {
        Assert.StartsWith("Label smoothing is at least 0 and below 1.", Assert.Throws<ArgumentOutOfRangeException>(() => Loss.SmoothedCrossEntropy(1)).Message, StringComparison.Ordinal);
        Assert.StartsWith("The weight of a label is a number of at least 0.", Assert.Throws<ArgumentOutOfRangeException>(() => Loss.SmoothedCrossEntropy(0, 1, -1)).Message, StringComparison.Ordinal);
        Assert.Same(Loss.CategoricalCrossEntropy, Loss.SmoothedCrossEntropy(0));
    }

    [Fact]
    public void Cross_entropy_passes_finite_differences()
    {
        GoldenLoss golden = LayerGolden.File.Losses[0];
        float[] logits = SeededNumbers.Values(golden.Seed, golden.Gradient.Length, golden.Scale);
        float[] dLogits = new float[logits.Length];
        Loss.CategoricalCrossEntropy.Evaluate(logits, golden.Labels, dLogits);

        // The loss is summed in double: the fourth-order difference is off by h^4 / 30 of a fifth derivative below 1.
        const float h = 1f / 64;
        for (int i = 0; i < logits.Length; i++)
        {
            double slope = ((8 * (At(i, h) - At(i, -h))) - (At(i, 2 * h) - At(i, -2 * h))) / (12 * h);
            Assert.Equal(slope, dLogits[i], (Math.Pow(h, 4) / 30) + UnitRoundoff);
        }

        double At(int i, float move)
        {
            float[] moved = [.. logits];
            moved[i] += move;
            double exactMove = moved[i] - (double)logits[i];
            Assert.Equal(move, exactMove, UnitRoundoff * 4);
            return Loss.CategoricalCrossEntropy.Evaluate(moved, golden.Labels, []).Loss;
        }
    }

    [Fact]
    public void Scores_count_hits_and_join()
    {
        Score first = Loss.CategoricalCrossEntropy.Evaluate([1, 2, 3, 4], [1, 0], []);
        Assert.Equal((1L, 2L, 0.5), (first.Correct, first.Clips, first.Accuracy));
        Score second = Loss.CategoricalCrossEntropy.Evaluate([5, 0], [0], []);
        Score both = first + second;
        Assert.Equal((2L, 3L), (both.Correct, both.Clips));
        Assert.Equal((first.LossSum + second.LossSum) / 3, both.Loss);
    }
}
