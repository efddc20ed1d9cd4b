using Hark.Layers;

namespace Hark.Models;

/// <summary>
/// The one file of a trained model: safetensors with every parameter, and <c>model.json</c> in its metadata. Ship it; nothing else is needed.
/// </summary>
public static class ModelFile
{
    /// <summary>Usual name in a run folder.</summary>
    public const string WeightsName = "weights.safetensors";

    private const string SettingsKey = "model.json";

    /// <summary>Writes settings and parameters; the file appears whole or not at all.</summary>
    public static void Save(string path, Network network, ModelSettings settings)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(settings);
        var writer = new SafetensorsWriter(new Dictionary<string, string> { [SettingsKey] = settings.ToJson() });
        AddParameters(writer, network);
        writer.Save(path);
    }

    /// <summary>Writes the parameters alone, for a network that is described in code; the file appears whole or not at all.</summary>
    public static void SaveParameters(string path, Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var writer = new SafetensorsWriter();
        AddParameters(writer, network);
        writer.Save(path);
    }

    /// <summary>Reads parameters, by name, into a network of the same layers.</summary>
    /// <exception cref="HarkException">The file is broken or of another network.</exception>
    public static void LoadParameters(string path, Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        ReadParameters(file, network);
    }

    /// <summary>
    /// Reads what a trained model knows into a network of the same layers that is about to be trained. Where that is to tell other labels apart, its
    /// last layer with parameters, which turns what was heard into labels, stays as it is: everything before it is taken over.
    /// </summary>
    /// <param name="path">A weights file. One without settings (<see cref="SaveParameters"/>) is taken over whole.</param>
    /// <param name="network">As <see cref="Build"/> made it from <paramref name="settings"/>.</param>
    /// <param name="settings">What is about to be trained.</param>
    /// <returns>The layer that begins anew; null where the labels are the same, in the same order, and nothing does.</returns>
    /// <exception cref="HarkException">The file is broken, of another model, or hears other features.</exception>
    public static string? LoadBeginning(string path, Network network, ModelSettings settings)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(settings);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        ModelSettings? known = file.Metadata.ContainsKey(SettingsKey) ? Settings(file, path) : null;
        if (known is not null && known.Model != settings.Model)
        {
            throw new HarkException($"{path}: holds weights of {known.Model}, but {settings.Model} is to be trained. Train {known.Model}, or begin with other weights.");
        }

        if (known is { Committee.Count: > 0 })
        {
            throw new HarkException($"{path}: is a committee of {known.Committee.Count} networks, but one is to be trained. Begin with one of those that it was made of.");
        }

        if (known is not null && known.FrontEnd != settings.FrontEnd)
        {
            throw new HarkException($"{path}: hears {Heard(known.FrontEnd)}, but {Heard(settings.FrontEnd)} are to be trained on. Train on the same, or begin with other weights.");
        }

        string? anew = known is null || known.TrainedLabels.SequenceEqual(settings.TrainedLabels, StringComparer.Ordinal) ? null : Classifier(network);
        foreach (Parameter parameter in network.Parameters.Where(p => anew is null || !p.Name.StartsWith(anew + ".", StringComparison.Ordinal)))
        {
            file.Read(parameter.Name, parameter.Value);
        }

        return anew;
    }

    /// <summary>
    /// Begins a network with two trained ones of half its width, side by side: its logits are the mean of theirs until training joins the halves.
    /// </summary>
    /// <param name="left">A weights file.</param>
    /// <param name="right">A weights file of the same network, trained on the same labels.</param>
    /// <param name="network">As <see cref="Build"/> made it from <paramref name="settings"/>, such as a bc-resnet-6 for two of bc-resnet-3.</param>
    /// <param name="settings">What is about to be trained: labels and features are those of the two.</param>
    /// <exception cref="HarkException">A file is broken, or the two do not make up the network.</exception>
    public static void LoadSideBySide(string left, string right, Network network, ModelSettings settings)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(settings);
        SideBySide.Load(left, right, network, settings);
    }

    /// <summary>The settings in a weight file's header; the weights are not read.</summary>
    public static ModelSettings ReadSettings(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return Settings(file, path);
    }

    /// <summary>Builds the model that the file names and fills in its parameters.</summary>
    /// <exception cref="HarkException">The file is broken, of another kind, or its weights do not fit the model it names.</exception>
    public static (Network Network, ModelSettings Settings) Load(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        ModelSettings settings = Settings(file, path);
        Network network = Build(settings);
        try
        {
            ReadParameters(file, network);
            return (network, settings);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Builds the model that <paramref name="settings"/> describe and fills it with weights that PyTorch saved as safetensors (a state dictionary:
    /// <c>safetensors.torch.save_file(network.state_dict(), path)</c>). Modules are matched in the order of their names, numbers as numbers.
    /// </summary>
    /// <exception cref="HarkException">The file is broken, or its modules are not the layers of the model.</exception>
    public static Network ImportPyTorch(string path, ModelSettings settings)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Network network = Build(settings);
        try
        {
            PyTorchWeights.Read(file, path, network, settings.Model);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>The network that settings describe, its parameters not yet set.</summary>
    public static Network Build(ModelSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ModelDefinition definition = ModelCatalog.Get(settings.Model);
        if (settings.FrontEnd.Layout != definition.Layout)
        {
            throw new HarkException($"The settings lay features out as {settings.FrontEnd.Layout}, but {definition.Name} takes {definition.Layout}. The file is damaged; take it from its source again.");
        }

        Layer input = Layer.Input(settings.FrontEnd.Shape(), definition.Conventions);
        if (settings.Committee.Count == 0)
        {
            return new Network(input, Member(definition));
        }

        float[] temperatures = [.. settings.Committee.Select(member => member.Temperature)], weights = [.. settings.Committee.Select(member => member.Weight)];
        if (temperatures.Length is < 2 or > Committee.Largest || temperatures.Any(temperature => !(temperature > 0) || !float.IsFinite(temperature)) || weights.Any(weight => !(weight >= 0) || !float.IsFinite(weight)) || weights.All(weight => weight == 0))
        {
            throw new HarkException($"The settings describe a committee of {temperatures.Length} networks with the temperatures {string.Join(", ", temperatures.Take(Committee.Largest))} and the weights {string.Join(", ", weights.Take(Committee.Largest))}; it takes 2 to {Committee.Largest}, temperatures above 0, and weights of at least 0, one above. The file is damaged; take it from its source again.");
        }

        ModelDefinition[] definitions = [.. settings.Committee.Select(member => ModelCatalog.Get(member.Model))];
        return definitions.FirstOrDefault(other => !definition.Joins(other)) is { } stranger
            ? throw new HarkException($"The settings describe a committee of {definition.Name} and {stranger.Name}, which do not go together. The file is damaged; take it from its source again.")
            : new Network(input, Layer.MeanProbability(temperatures, weights, [.. definitions.Select(Member)]));

        Layer Member(ModelDefinition member)
        {
            Layer logits = member.Layers(input, settings.TrainedLabels.Count);
            int unknown = ModelSettings.UnknownAmong(settings.Labels);
            return settings.OtherWords.Count == 0 ? logits
                : unknown >= 0 ? logits.FoldClasses(unknown, settings.Labels.Count)
                : throw new HarkException("The settings name other words, but no label 'unknown' that could stand for them. The file is damaged; take it from its source again.");
        }
    }

    internal static void AddParameters(SafetensorsWriter writer, Network network)
    {
        foreach (Parameter parameter in network.Parameters)
        {
            writer.Add(parameter.Name, parameter.Definition.Shape, () => parameter.Value);
        }
    }

    internal static void ReadParameters(SafetensorsFile file, Network network)
    {
        foreach (Parameter parameter in network.Parameters)
        {
            file.Read(parameter.Name, parameter.Value);
        }
    }

    /// <summary>The last layer that has parameters.</summary>
    private static string Classifier(Network network)
    {
        int last = network.Layers.Count - 1;
        while (network.LayerParameters[last].Length == 0)
        {
            last--;
        }

        return network.Names[last];
    }

    internal static string Heard(FrontEndSettings features)
        => $"{features.Kind} features of {features.ClipSamples} samples at {features.SampleRate} Hz{(features.Features is { } made ? $", {made.Stft.NFft}-point frames every {made.Stft.HopSamples}" : "")}";

    private static ModelSettings Settings(SafetensorsFile file, string path)
        => file.Metadata.TryGetValue(SettingsKey, out string? json)
            ? ModelSettings.Parse(json, path)
            : throw new HarkException($"{path}: holds tensors but no {SettingsKey} in its metadata, so nobody can tell what they hear. "
                + (PyTorchWeights.Are(file) ? "Weights that PyTorch saved are taken by 'hark import', with --model and --labels." : "Give a weights file that Hark wrote."));
}
