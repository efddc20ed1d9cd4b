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
    public static Loss CategoricalCrossEntropy { get; } = new SoftmaxCrossEntropy(0, []);

    /// <summary>What validation clips are judged by: the loss itself unless it says otherwise.</summary>
    public virtual Loss Judge => this;

    /// <summary>
    /// Cross-entropy against softened targets, (1 − smoothing) · one-hot + smoothing / classes (Szegedy et al. 2016), each clip's loss times the weight
    /// of its label, the mean over the batch. Clips are still judged by the plain cross-entropy, so that figures can be compared.
    /// </summary>
    /// <param name="smoothing">0 ≤ x &lt; 1.</param>
    /// <param name="labelWeights">One a label, none negative; empty weighs all alike.</param>
    public static Loss SmoothedCrossEntropy(float smoothing, params ReadOnlySpan<float> labelWeights)
    {
        if (!(smoothing >= 0 && smoothing < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(smoothing), smoothing, "Label smoothing is at least 0 and below 1.");
        }

        foreach (float weight in labelWeights)
        {
            if (!(weight >= 0) || !float.IsFinite(weight))
            {
                throw new ArgumentOutOfRangeException(nameof(labelWeights), weight, "The weight of a label is a number of at least 0.");
            }
        }

        return smoothing == 0 && labelWeights.IsEmpty ? CategoricalCrossEntropy : new SoftmaxCrossEntropy(smoothing, labelWeights.ToArray());
    }

    /// <summary>Judges a batch.</summary>
    /// <param name="logits">[batch, classes].</param>
    /// <param name="labels">[batch] class numbers.</param>
    /// <param name="dLogits">[batch, classes], overwritten with the gradient of the batch's mean loss; empty when not wanted.</param>
    public abstract Score Evaluate(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, Span<float> dLogits);

    private sealed class SoftmaxCrossEntropy(float smoothing, float[] weights) : Loss
    {
        public override Loss Judge => CategoricalCrossEntropy;

        /// <summary>With targets q that sum to 1: loss = weight · (ln Σ e^z − Σ q z); gradient = weight · (softmax(z) − q) / batch.</summary>
        public override Score Evaluate(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, Span<float> dLogits)
        {
            int classes = logits.Length / labels.Length;
            double elsewhere = (double)smoothing / classes;
            double loss = 0;
            int correct = 0;
            for (int clip = 0; clip < labels.Length; clip++)
            {
                ReadOnlySpan<float> row = logits.Slice(clip * classes, classes);
                int label = labels[clip];
                double weight = weights.Length == 0 ? 1 : weights[label];
                double logSum = Softmax.LogSumExp(row);
                loss += weight * (logSum - Expected(row, label));
                correct += Softmax.IndexOfLargest(row) == label ? 1 : 0;
                if (!dLogits.IsEmpty)
                {
                    for (int c = 0; c < classes; c++)
                    {
                        double probability = Math.Exp(row[c] - logSum);
                        double target = elsewhere + (c == label ? 1 - smoothing : 0);
                        dLogits[(clip * classes) + c] = (float)(weight * (probability - target) / labels.Length);
                    }
                }
            }

            return new Score(loss, correct, labels.Length);
        }

        /// <summary>Σ q z.</summary>
        private double Expected(ReadOnlySpan<float> row, int label)
        {
            if (smoothing == 0)
            {
                return row[label];
            }

            double sum = 0;
            foreach (float logit in row)
            {
                sum += logit;
            }

            return ((1 - (double)smoothing) * row[label]) + (smoothing * sum / row.Length);
        }
    }
}
