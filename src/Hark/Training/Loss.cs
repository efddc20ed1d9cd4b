using Hark.Kernels;

namespace Hark.Training;

/// <summary>Loss and hits of some clips, summed, so that parts of an epoch can be joined.</summary>
/// <param name="LossSum">Sum of the clips' losses.</param>
/// <param name="Correct">Clips whose largest logit is their label's.</param>
/// <param name="Clips">Clips counted.</param>
public readonly record struct Score(double LossSum, long Correct, long Clips)
{
    /// <summary>Mean loss of a clip.</summary>
    public double Loss => LossSum / Clips;

    /// <summary>Share of clips told right, 0..1.</summary>
    public double Accuracy => (double)Correct / Clips;

    public static Score operator +(Score a, Score b) => new(a.LossSum + b.LossSum, a.Correct + b.Correct, a.Clips + b.Clips);
}

/// <summary>What training makes small.</summary>
public abstract class Loss
{
    /// <summary>Softmax cross-entropy from logits, the mean over the batch: Keras's <c>CategoricalCrossentropy(from_logits=True)</c>.</summary>
    public static Loss CategoricalCrossEntropy { get; } = new SoftmaxCrossEntropy();

    /// <summary>Judges a batch.</summary>
    /// <param name="logits">[batch, classes].</param>
    /// <param name="labels">[batch] class numbers.</param>
    /// <param name="dLogits">[batch, classes], overwritten with the gradient of the batch's mean loss; empty when not wanted.</param>
    public abstract Score Evaluate(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, Span<float> dLogits);

    private sealed class SoftmaxCrossEntropy : Loss
    {
        /// <summary>Loss = ln Σ e^z − z[label]; gradient = (softmax(z) − one-hot(label)) / batch.</summary>
        public override Score Evaluate(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, Span<float> dLogits)
        {
            int classes = logits.Length / labels.Length;
            double loss = 0;
            int correct = 0;
            for (int clip = 0; clip < labels.Length; clip++)
            {
                ReadOnlySpan<float> row = logits.Slice(clip * classes, classes);
                int label = labels[clip];
                double logSum = Softmax.LogSumExp(row);
                loss += logSum - row[label];
                correct += Softmax.IndexOfLargest(row) == label ? 1 : 0;
                if (!dLogits.IsEmpty)
                {
                    for (int c = 0; c < classes; c++)
                    {
                        double probability = Math.Exp(row[c] - logSum);
                        dLogits[(clip * classes) + c] = (float)((probability - (c == label ? 1 : 0)) / labels.Length);
                    }
                }
            }

            return new Score(loss, correct, labels.Length);
        }
    }
}
