using Hark.Layers;

namespace Hark.Models;

/// <summary>
/// Several networks that were trained on the same labels as one model: they err on other clips, so the mean of what they say usually errs on fewer. With a small
/// network as the first and larger ones behind it, it is the field's cascade: the small one listens all the time, the large ones judge what it suspects.
/// </summary>
public static class Committee
{
    /// <summary>The most members.</summary>
    public const int Largest = 16;

    /// <summary>
    /// Makes one model of several that were trained apart: their probabilities, each calibrated by its own temperature, are averaged. Thresholds are to be chosen anew.
    /// </summary>
    /// <param name="paths">Weights files of networks that go together (<see cref="ModelDefinition.Joins"/>), with the same labels, other words and features; two at least. The first is the one that a detector asks of every window.</param>
    /// <param name="weights">How much each counts in the mean, at least 0, one above; null for all alike. Of a small first one behind which larger ones judge, 0.</param>
    /// <returns>The network, to be disposed, and its settings; the training they tell of is the first's.</returns>
    /// <exception cref="HarkException">A file is broken, or unlike the first.</exception>
    public static (Network Network, ModelSettings Settings) Combine(IReadOnlyList<string> paths, IReadOnlyList<float>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count is < 2 or > Largest)
        {
            throw new HarkException($"A committee is made of 2 to {Largest} models; {paths.Count} given.");
        }

        if (weights is not null && (weights.Count != paths.Count || weights.Any(weight => !(weight >= 0) || !float.IsFinite(weight)) || weights.All(weight => weight == 0)))
        {
            throw new HarkException($"{paths.Count} models need as many weights of at least 0, one above; given {string.Join(", ", weights)}.");
        }

        ModelSettings[] settings = [.. paths.Select(ModelFile.ReadSettings)];
        ModelSettings first = settings[0];
        for (int i = 0; i < settings.Length; i++)
        {
            string? unlike = settings[i].Committee.Count > 0 ? "is a committee itself: give those that it was made of"
                : !ModelCatalog.Get(first.Model).Joins(ModelCatalog.Get(settings[i].Model)) ? $"is a {settings[i].Model}, which does not go together with the first, a {first.Model}"
                : !settings[i].Labels.SequenceEqual(first.Labels, StringComparer.Ordinal) ? $"tells {string.Join(", ", settings[i].Labels)} apart, the first {string.Join(", ", first.Labels)}"
                : !settings[i].OtherWords.SequenceEqual(first.OtherWords, StringComparer.Ordinal) ? "was trained to tell other words apart than the first"
                : settings[i].FrontEnd != first.FrontEnd ? $"hears {ModelFile.Heard(settings[i].FrontEnd)}, the first {ModelFile.Heard(first.FrontEnd)}"
                : null;
            if (unlike is not null)
            {
                throw new HarkException($"{paths[i]}: {unlike}. A committee is made of models that were trained alike, with other seeds, data or sizes.");
            }
        }

        ModelSettings joined = first with { Committee = [.. settings.Select((member, i) => new CommitteeMember(member.Model, member.Temperature, weights?[i] ?? 1))], Temperature = 1, Thresholds = new Dictionary<string, float>(), Smoothing = null };
        Network network = ModelFile.Build(joined);
        int taken = 0;
        foreach (string path in paths)
        {
            (Network member, _) = ModelFile.Load(path);
            using (member)
            {
                foreach (Parameter parameter in member.Parameters)
                {
                    parameter.Value.CopyTo(network.Parameters[taken++].Value);
                }
            }
        }

        return (network, joined);
    }
}
