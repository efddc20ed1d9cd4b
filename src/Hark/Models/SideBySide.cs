using Hark.Layers;

namespace Hark.Models;

/// <summary>
/// Begins a network with two trained ones of half its width, side by side: each half of its channels hears what one of them hears, and its logits are the mean of
/// theirs, to the last rounding. Training then joins the halves. After Net2Net (Chen, Goodfellow and Shlens 2016, arXiv 1511.05641), which doubles one network.
/// </summary>
internal static class SideBySide
{
    /// <summary>Reads both into the network.</summary>
    /// <param name="left">A weights file.</param>
    /// <param name="right">A weights file of the same network, trained on the same labels.</param>
    /// <param name="network">As <see cref="ModelFile.Build"/> made it from <paramref name="settings"/>.</param>
    /// <param name="settings">What is about to be trained.</param>
    /// <exception cref="HarkException">A file is broken, or the two do not make up the network.</exception>
    public static void Load(string left, string right, Network network, ModelSettings settings)
    {
        (Network first, ModelSettings known) = ModelFile.Load(left);
        using (first)
        {
            (Network second, ModelSettings other) = ModelFile.Load(right);
            using (second)
            {
                Check(left, known, settings);
                Check(right, other, settings);
                if (other.Model != known.Model || known.Committee.Count + other.Committee.Count > 0)
                {
                    throw new HarkException($"{right}: cannot stand beside {left}: two single networks of one model are needed.");
                }

                if (first.Parameters.Count != network.Parameters.Count)
                {
                    throw NotTwice(left, known, settings);
                }

                for (int i = 0; i < network.Parameters.Count; i++)
                {
                    Join(first.Parameters[i], second.Parameters[i], network.Parameters[i], () => NotTwice(left, known, settings));
                }
            }
        }
    }

    private static void Check(string path, ModelSettings known, ModelSettings settings)
    {
        if (known.FrontEnd != settings.FrontEnd)
        {
            throw new HarkException($"{path}: hears {ModelFile.Heard(known.FrontEnd)}, but {ModelFile.Heard(settings.FrontEnd)} are to be trained on. Train on the same, or begin with other weights.");
        }

        if (!known.TrainedLabels.SequenceEqual(settings.TrainedLabels, StringComparer.Ordinal))
        {
            throw new HarkException($"{path}: was trained to tell {string.Join(", ", known.TrainedLabels)} apart, but {string.Join(", ", settings.TrainedLabels)} are to be learned. Give --labels and --apart as for it.");
        }
    }

    private static HarkException NotTwice(string path, ModelSettings known, ModelSettings settings)
        => new($"{path}: two of {known.Model} side by side do not make a {settings.Model}. Train a network of twice its width, such as bc-resnet-6 from two of bc-resnet-3.");

    /// <summary>The last dimension counts outputs, the one before it inputs: what is doubled in both becomes two blocks, as neither half hears the other.</summary>
    private static void Join(Parameter left, Parameter right, Parameter whole, Func<HarkException> misfit)
    {
        int[] from = left.Definition.Shape, to = whole.Definition.Shape;
        bool fits = from.Length == to.Length && from.SkipLast(2).SequenceEqual(to.SkipLast(2)) && from.TakeLast(2).Zip(to.TakeLast(2), (a, b) => b == a || b == 2 * a).All(ok => ok);
        if (!fits)
        {
            throw misfit();
        }

        int outputs = from[^1], outputsOfAll = to[^1];
        int inputs = from.Length > 1 ? from[^2] : 1, inputsOfAll = to.Length > 1 ? to[^2] : 1;
        bool wider = outputsOfAll > outputs, deeper = inputsOfAll > inputs;

        // Outputs that are not doubled, the classes, are said by both halves: each counts half.
        float share = wider ? 1 : 0.5f;
        Span<float> y = whole.Value;
        y.Clear();
        for (int i = 0; i < left.Length; i++)
        {
            int output = i % outputs, input = i / outputs % inputs, rest = i / outputs / inputs;
            int row = (rest * inputsOfAll) + input;
            y[(row * outputsOfAll) + output] += share * left.Value[i];
            y[((row + (deeper ? inputs : 0)) * outputsOfAll) + output + (wider ? outputs : 0)] += share * right.Value[i];
        }
    }
}
