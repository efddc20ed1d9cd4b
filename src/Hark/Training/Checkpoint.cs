using Hark.Layers;
using Hark.Models;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hark.Training;

/// <summary>
/// Everything that going on to the very bit needs, in one safetensors file: weights, running statistics, the optimiser's memory, and where
/// the run stands. Chance needs no state of its own: every draw is named by seed and step.
/// </summary>
public static class Checkpoint
{
    private const string StateKey = "training.json";
    private const string SlotPrefix = "optimizer.";
    private const string AverageName = "average";

    /// <summary>Writes the trainer's state; the file appears whole or not at all.</summary>
    public static void Save(string path, Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        TrainingState state = trainer.State;
        var document = new StateDocument(
            state.Epoch, state.StepInEpoch, state.Step, state.Running, state.History.Epochs, trainer.Optimizer.Steps, trainer.Optimizer.LearningRate);
        var writer = new SafetensorsWriter(new Dictionary<string, string> { [StateKey] = JsonSerializer.Serialize(document, CheckpointJson.Default.StateDocument) });
        ModelFile.AddParameters(writer, trainer.Network);
        int[] shape = [trainer.Network.TrainableCount];
        for (int i = 0; i < trainer.Optimizer.SlotNames.Count; i++)
        {
            int slot = i;
            writer.Add(SlotPrefix + trainer.Optimizer.SlotNames[i], shape, () => trainer.Optimizer.Slot(slot));
        }

        if (trainer.Average is { } average)
        {
            average.Prepare(trainer.Network);
            writer.Add(AverageName, [trainer.Network.ParameterCount], () => average.Values);
        }

        writer.Save(path);
    }

    /// <summary>Puts the trainer, its network and optimiser into the saved state.</summary>
    /// <exception cref="HarkException">The file is broken, no checkpoint, or of another model or optimiser.</exception>
    public static void Load(string path, Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        StateDocument state = ReadState(file, path);
        ModelFile.ReadParameters(file, trainer.Network);
        trainer.Optimizer.Prepare(trainer.Network.TrainableCount);
        for (int i = 0; i < trainer.Optimizer.SlotNames.Count; i++)
        {
            file.Read(SlotPrefix + trainer.Optimizer.SlotNames[i], trainer.Optimizer.Slot(i));
        }

        if (trainer.Average is { } average)
        {
            average.Prepare(trainer.Network);
            file.Read(AverageName, average.Values);
        }

        trainer.Optimizer.Steps = state.OptimizerSteps;
        trainer.Optimizer.LearningRate = state.LearningRate;
        trainer.State = new TrainingState
        {
            Epoch = state.Epoch,
            StepInEpoch = state.StepInEpoch,
            Step = state.Step,
            Running = state.Running,
            History = new History(state.History),
        };
    }

    private static StateDocument ReadState(SafetensorsFile file, string path)
    {
        if (!file.Metadata.TryGetValue(StateKey, out string? json))
        {
            throw new HarkException($"{path}: holds no {StateKey} in its metadata: it is no checkpoint. Give the last.safetensors of a run folder.");
        }

        try
        {
            return JsonSerializer.Deserialize(json, CheckpointJson.Default.StateDocument) ?? throw new JsonException("it is null");
        }
        catch (JsonException error)
        {
            throw new HarkException($"{path}: {StateKey} in its metadata cannot be read ({error.Message.TrimEnd('.')}). The checkpoint is damaged; start the run again.", error);
        }
    }

    internal sealed record StateDocument(
        int Epoch, int StepInEpoch, long Step, Score Running, IReadOnlyList<EpochResult> History, long OptimizerSteps, float LearningRate);
}

[JsonSerializable(typeof(Checkpoint.StateDocument))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, RespectNullableAnnotations = true, IgnoreReadOnlyProperties = true)]
internal sealed partial class CheckpointJson : JsonSerializerContext;
