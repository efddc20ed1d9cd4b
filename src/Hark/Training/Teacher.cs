using Hark.Kernels;
using Hark.Layers;
using Hark.Models;

namespace Hark.Training;

/// <summary>
/// A trained network whose opinion of every clip, disturbed as it is, is learned beside the clip's label: knowledge distillation (Hinton, Vinyals and
/// Dean 2015, arXiv 1503.02531). What a larger network, or a committee, hears in a clip that can hardly be understood tells a smaller one more than the label does.
/// </summary>
public sealed class Teacher : IDisposable
{
    /// <param name="network">Gives the logits of the classes that are trained. Disposed with the teacher.</param>
    /// <param name="share">Of the loss: how much the opinion counts, 0 to 1; the label counts the rest.</param>
    /// <param name="temperature">Above 0: both opinions are softened by it, so that the unlikely classes count too.</param>
    public Teacher(Network network, float share = 0.8f, float temperature = 2)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (!(share >= 0 && share <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "The teacher's share is between 0 and 1.");
        }

        if (!(temperature > 0) || !float.IsFinite(temperature))
        {
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature is a number above 0.");
        }

        Network = network;
        Share = share;
        Temperature = temperature;
    }

    public Network Network { get; }

    /// <summary>Of the loss, 0 to 1.</summary>
    public float Share { get; }

    public float Temperature { get; }

    /// <summary>Reads a model, or a committee, as the teacher of what is about to be trained.</summary>
    /// <param name="path">A weights file.</param>
    /// <param name="student">What is about to be trained.</param>
    /// <exception cref="HarkException">The file is broken, hears other features or tells other classes apart.</exception>
    public static Teacher Load(string path, ModelSettings student)
    {
        ArgumentNullException.ThrowIfNull(student);
        ModelSettings own = ModelFile.ReadSettings(path);
        if (own.FrontEnd != student.FrontEnd)
        {
            throw new HarkException($"{path}: hears {ModelFile.Heard(own.FrontEnd)}, but {ModelFile.Heard(student.FrontEnd)} are to be trained on. Choose another teacher, or train on the same.");
        }

        if (!own.TrainedLabels.SequenceEqual(student.TrainedLabels, StringComparer.Ordinal))
        {
            throw new HarkException($"{path}: was trained to tell {string.Join(", ", own.TrainedLabels)} apart, but {string.Join(", ", student.TrainedLabels)} are to be learned. Give --labels and --apart as for the teacher.");
        }

        // As in training, no class is folded into another.
        Network network = ModelFile.Build(own with { Labels = own.TrainedLabels, OtherWords = [] });
        try
        {
            ModelFile.LoadParameters(path, network);
            return new Teacher(network);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    public void Dispose() => Network.Dispose();

    /// <summary>
    /// loss = (1 − share) · loss of the label + share · T² · Σ p (ln p − ln q) with p, q the teacher's and the student's softmax at the temperature T; T²
    /// keeps the gradient's size whatever T is: share · T · (q − p).
    /// </summary>
    /// <param name="teacher">[batch, classes] logits.</param>
    /// <param name="student">[batch, classes] logits.</param>
    /// <param name="byLabel">What the labels gave.</param>
    /// <param name="dStudent">[batch, classes]: holds the gradient of the label's mean loss, and then of this.</param>
    internal Score Teach(ReadOnlySpan<float> teacher, ReadOnlySpan<float> student, Score byLabel, Span<float> dStudent)
    {
        int clips = (int)byLabel.Clips, classes = student.Length / clips;
        double divergence = 0, strength = (double)Share * Temperature / clips;
        for (int clip = 0; clip < clips; clip++)
        {
            ReadOnlySpan<float> said = teacher.Slice(clip * classes, classes), own = student.Slice(clip * classes, classes);
            double saidSum = Softmax.LogSumExp(said, Temperature), ownSum = Softmax.LogSumExp(own, Temperature);
            for (int c = 0; c < classes; c++)
            {
                double logP = ((double)said[c] / Temperature) - saidSum, logQ = ((double)own[c] / Temperature) - ownSum, p = Math.Exp(logP);
                divergence += p * (logP - logQ);
                ref float gradient = ref dStudent[(clip * classes) + c];
                gradient = (float)(((1 - (double)Share) * gradient) + (strength * (Math.Exp(logQ) - p)));
            }
        }

        return byLabel with { LossSum = ((1 - (double)Share) * byLabel.LossSum) + ((double)Share * Temperature * Temperature * divergence) };
    }
}
