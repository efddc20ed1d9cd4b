using System.Text.Json;
using Hark.Evaluation;

namespace Hark.Tests.Evaluation;

public class CalibrationTests
{
    [Fact]
    public void Error_loss_and_temperature_agree_with_scikit_learn_and_scipy()
    {
        foreach (JsonElement golden in GoldenEvaluation.Section("calibration").EnumerateArray())
        {
            float[] logits = GoldenEvaluation.Floats(golden, "logits");
            int[] actual = GoldenEvaluation.Integers(golden, "actual");
            Assert.Equal(golden.GetProperty("loss").GetDouble(), Calibration.NegativeLogLikelihood(logits, actual), 1e-5);
            Assert.Equal(golden.GetProperty("error15").GetDouble(), Calibration.ExpectedError(Softmax(logits, golden.GetProperty("classes").GetInt32()), actual), 1e-6);
            double temperature = Calibration.FitTemperature(logits, actual);
            Assert.Equal(golden.GetProperty("temperature").GetDouble(), temperature, 1e-4 * temperature);
            Assert.Equal(golden.GetProperty("fittedLoss").GetDouble(), Calibration.NegativeLogLikelihood(logits, actual, temperature), 1e-7);
        }
    }

    [Fact]
    public void Bins_hold_their_upper_edge_and_every_clip_once()
    {
        float[] probabilities = [0.5f, 0.5f, 1f, 0f, 0.25f, 0.75f];
        IReadOnlyList<ReliabilityBin> bins = Calibration.Reliability(probabilities, [0, 0, 0], bins: 4);
        Assert.Equal([0, 1, 1, 1], bins.Select(bin => bin.Count));
        Assert.Equal((0.25, 0.5, 0.5, 1.0), (bins[1].Low, bins[1].High, bins[1].Confidence, bins[1].Accuracy));
        Assert.Equal(0.0, bins[2].Accuracy);
        Assert.True(double.IsNaN(bins[0].Confidence));
    }

    [Fact]
    public void A_perfectly_separated_set_is_sharpened_to_the_bound()
        => Assert.Equal(0.05, Calibration.FitTemperature([1, 0, 0, 1], [0, 1]), 0.001);

    [Fact]
    public void Odd_input_is_refused_or_answered()
    {
        Assert.True(double.IsNaN(Calibration.NegativeLogLikelihood([], [])));
        Assert.Equal(0, Calibration.ExpectedError([], []));
        Assert.StartsWith("5 values for 2 clips", Assert.Throws<ArgumentException>(() => Calibration.ExpectedError([1, 2, 3, 4, 5], [0, 1])).Message, StringComparison.Ordinal);
        Assert.StartsWith("The classes are 0 to 1.", Assert.Throws<ArgumentOutOfRangeException>(() => Calibration.ExpectedError([0.5f, 0.5f], [2])).Message, StringComparison.Ordinal);
        Assert.StartsWith("A temperature is fitted on at least one clip.", Assert.Throws<ArgumentException>(() => Calibration.FitTemperature([], [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_half_of_the_speakers_is_judged_at_the_temperature_of_the_other()
    {
        // Speakers 5 and 1 are told wrong in one clip of four, 9 and 2 in one of eight; 5 and 9 come first in turn.
        var logits = new List<float>();
        var actual = new List<int>();
        var speakers = new List<int>();
        for (int clip = 0; clip < 8; clip++)
        {
            foreach (int speaker in (int[])[5, 9, 1, 2])
            {
                speakers.Add(speaker);
                bool wrong = speaker is 5 or 1 ? clip % 4 == 0 : clip == 0;
                logits.AddRange(wrong ? [0, 3] : [3, 0]);
                actual.Add(0);
            }
        }

        // A temperature tells the share of right clips: 3 / T = ln(right / wrong). Every clip is then told at the other half's share.
        double error = Calibration.CrossFittedError([.. logits], [.. actual], [.. speakers]);
        Assert.Equal(0.875 - 0.75, error, 1e-4);
    }

    [Fact]
    public void One_speaker_has_no_other_half_and_a_half_without_a_mistake_teaches_nothing()
    {
        Assert.True(double.IsNaN(Calibration.CrossFittedError([3, 0, 0, 3], [0, 0], [4, 4])));
        Assert.True(double.IsNaN(Calibration.CrossFittedError([], [], [])));

        // The first speaker is all right, so the second, half wrong, is judged at 1; who is half wrong teaches the highest temperature, 20.
        double sure = 1 / (1 + Math.Exp(-3)), unsure = 1 / (1 + Math.Exp(-3 / 20.0));
        Assert.Equal(((1 - unsure) + (sure - 0.5)) / 2, Calibration.CrossFittedError([3, 0, 3, 0, 3, 0, 0, 3], [0, 0, 0, 0], [1, 1, 2, 2]), 1e-5);
    }

    private static float[] Softmax(float[] logits, int classes)
    {
        var result = new float[logits.Length];
        for (int row = 0; row < logits.Length; row += classes)
        {
            double total = logits.AsSpan(row, classes).ToArray().Sum(logit => Math.Exp(logit));
            for (int i = row; i < row + classes; i++)
            {
                result[i] = (float)(Math.Exp(logits[i]) / total);
            }
        }

        return result;
    }
}
