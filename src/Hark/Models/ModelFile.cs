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
        return settings.FrontEnd.Layout == definition.Layout
            ? definition.Build(settings.FrontEnd.Shape(), settings.Labels.Count)
            : throw new HarkException($"The settings lay features out as {settings.FrontEnd.Layout}, but {definition.Name} takes {definition.Layout}. The file is damaged; take it from its source again.");
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

    private static ModelSettings Settings(SafetensorsFile file, string path)
        => file.Metadata.TryGetValue(SettingsKey, out string? json)
            ? ModelSettings.Parse(json, path)
            : throw new HarkException($"{path}: holds tensors but no {SettingsKey} in its metadata, so nobody can tell what they hear. "
                + (PyTorchWeights.Are(file) ? "Weights that PyTorch saved are taken by 'hark import', with --model and --labels." : "Give a weights file that Hark wrote."));
}
