using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hark.Models;

/// <summary>
/// What <c>model.json</c> holds, and a weight file carries in its header: everything that using the model needs beside its numbers.
/// </summary>
public sealed record ModelSettings
{
    /// <summary>Name in <see cref="ModelCatalog"/>.</summary>
    public required string Model { get; init; }

    /// <summary>In the order of the outputs.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Words that the network was trained to tell apart and calls unknown all the same (<see cref="Layers.FoldClasses"/>); none of the outputs.</summary>
    public IReadOnlyList<string> OtherWords { get; init => field = value ?? []; } = [];

    /// <summary>What the network is trained to tell apart: <see cref="Labels"/>, then <see cref="OtherWords"/>.</summary>
    public IReadOnlyList<string> TrainedLabels => [.. Labels, .. OtherWords];

    /// <summary>Of a committee, several networks whose probabilities are averaged (<see cref="Layers.MeanProbability"/>), each of them; empty for a single network.</summary>
    public IReadOnlyList<CommitteeMember> Committee { get; init => field = value ?? []; } = [];

    /// <summary>What the network is, to people: its name, or those of a committee's members.</summary>
    public string Networks => Committee.Count == 0 ? Model : $"committee of {string.Join(" + ", Committee.Select(member => member.Model))}";

    public required FrontEndSettings FrontEnd { get; init; }

    /// <summary>Logits are divided by it before the softmax; 1 until calibrated.</summary>
    public float Temperature { get; init; } = 1;

    /// <summary>Least probability at which a label is believed; empty until chosen.</summary>
    public IReadOnlyDictionary<string, float> Thresholds { get; init => field = value ?? new Dictionary<string, float>(); } = new Dictionary<string, float>();

    /// <summary>Decisions of a stream whose mean the thresholds were chosen for; null until chosen.</summary>
    public int? Smoothing { get; init; }

    /// <summary>How it was trained; null where unknown.</summary>
    public TrainingSettings? Training { get; init; }

    /// <summary>Version of Hark that wrote the file.</summary>
    public string Hark { get; init; } = typeof(ModelSettings).Assembly.GetName().Version!.ToString(3);

    /// <summary>Version of .NET that it ran on.</summary>
    public string Runtime { get; init; } = Environment.Version.ToString();

    public string ToJson() => JsonSerializer.Serialize(this, ModelJson.Readable.ModelSettings);

    /// <summary>Which of the labels stands for words that are none of them; -1 where none does.</summary>
    internal static int UnknownAmong(IReadOnlyList<string> labels)
    {
        int label = 0;
        while (label < labels.Count && labels[label] is not ("unknown" or "_unknown_"))
        {
            label++;
        }

        return label < labels.Count ? label : -1;
    }

    /// <param name="json">The text.</param>
    /// <param name="where">The file, for the message.</param>
    /// <exception cref="HarkException">The text is no such settings.</exception>
    public static ModelSettings Parse(string json, string where)
    {
        try
        {
            ModelSettings settings = JsonSerializer.Deserialize(json, ModelJson.Readable.ModelSettings) ?? throw new JsonException("it is null");
            return settings.Labels.Count > 0 && settings.FrontEnd is { SampleRate: > 0, ClipSamples: > 0 }
                ? settings
                : throw new JsonException("it needs labels, and a rate and clip length above zero");
        }
        catch (JsonException error)
        {
            throw new HarkException($"{where}: the model's settings cannot be read ({error.Message.TrimEnd('.')}). The file is damaged or from another version of Hark; train again or take the file from its source.", error);
        }
    }
}

/// <summary>One network of a committee.</summary>
/// <param name="Model">Its name in the <see cref="ModelCatalog"/>; the first's is the <see cref="ModelSettings.Model"/>.</param>
/// <param name="Temperature">What its logits are divided by before they are averaged as probabilities.</param>
/// <param name="Weight">How much it counts in the mean, at least 0: of a first member that only listens for the others, 0.</param>
public sealed record CommitteeMember(string Model, float Temperature, float Weight = 1);

/// <summary>The command and every number of a run, enough to repeat or resume it. What is not said is as in the lesson: Adam at one rate, no disturbance.</summary>
public sealed record TrainingSettings
{
    /// <summary>As typed.</summary>
    public string Command { get; init; } = "";

    /// <summary>Data path as given; null for the bundled corpus.</summary>
    public string? Data { get; init; }

    /// <summary>Labels as asked for; null for the set's own.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Name of the recipe that the numbers come from; null where there was none.</summary>
    public string? Recipe { get; init; }

    public int Epochs { get; init; }

    public int Batch { get; init; }

    public OptimizerKind Optimizer { get; init; }

    /// <summary>With a schedule, its peak.</summary>
    public float LearningRate { get; init; }

    /// <summary>SGD's share of the last step, 0 ≤ x &lt; 1.</summary>
    public float Momentum { get; init; }

    /// <summary>Pull of every trainable weight towards 0.</summary>
    public float WeightDecay { get; init; }

    public RateSchedule Schedule { get; init; }

    /// <summary>Epochs of the schedule's rise, at most a quarter of the run.</summary>
    public int WarmupEpochs { get; init; }

    /// <summary>Share of each label's target that goes to all labels alike, 0 ≤ x &lt; 1.</summary>
    public float LabelSmoothing { get; init; }

    /// <summary>Weight of each label's clips in the loss; null weighs all alike.</summary>
    public IReadOnlyDictionary<string, float>? ClassWeights { get; init; }

    /// <summary>Share of the averaged weights that a step leaves, 0 ≤ x &lt; 1; 0 averages nothing.</summary>
    public float AverageDecay { get; init; }

    /// <summary>Unknown clips of the training split, as a share of the words' clips; null takes the usual tenth.</summary>
    public double? UnknownShare { get; init; }

    /// <summary>Share of the unknown clips that are pieces of words at the edge of the clip, 0 to 1.</summary>
    public double CutShare { get; init; }

    /// <summary>Least training recordings of an other word that was told apart; null where none was.</summary>
    public int? ApartFrom { get; init; }

    /// <summary>Folder of recordings in which no word shall be heard, trained on as unknown; null for none.</summary>
    public string? Negatives { get; init; }

    /// <summary>Weights file that training began with; null where it began with random ones.</summary>
    public string? From { get; init; }

    /// <summary>Weights file of the network that stood beside <see cref="From"/> at the beginning; null where that began alone.</summary>
    public string? Beside { get; init; }

    /// <summary>Weights file of the teacher; null where the labels alone taught.</summary>
    public string? Teacher { get; init; }

    /// <summary>What decides which epoch's weights are kept.</summary>
    public WeightsChoice ChooseBy { get; init; }

    /// <summary>Epochs without better weights after which the run stops; null for never.</summary>
    public int? Patience { get; init; }

    /// <summary>Training clips are moved in time by up to this much, to either side (ms).</summary>
    public int ShiftMs { get; init; }

    /// <summary>What else is done to training clips; null for nothing.</summary>
    public AugmentationSettings? Augmentation { get; init; }

    public long Seed { get; init; }

    public int Threads { get; init; }
}

/// <summary>How weights move against their gradients.</summary>
public enum OptimizerKind
{
    /// <summary>As Keras has it.</summary>
    Adam,

    /// <summary>Adam with decoupled weight decay, as PyTorch has it.</summary>
    AdamW,

    /// <summary>Stochastic gradient descent with momentum and weight decay, as PyTorch has it.</summary>
    Sgd,
}

/// <summary>What decides which epoch's weights are the best.</summary>
public enum WeightsChoice
{
    /// <summary>The lowest loss on the validation clips.</summary>
    Loss,

    /// <summary>The fewest words missed at a few false alarms an hour, on a track made of validation clips.</summary>
    FalseAlarms,

    /// <summary>None: the last epoch's are kept, which a schedule that ends at 0 has led furthest.</summary>
    Latest,
}

/// <summary>How the learning rate goes over a run.</summary>
public enum RateSchedule
{
    /// <summary>One rate throughout.</summary>
    Constant,

    /// <summary>Step by step in a line to its peak, then along half a cosine to 0 at the end of the run.</summary>
    WarmupCosine,
}

[JsonSerializable(typeof(ModelSettings))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
internal sealed partial class ModelJson : JsonSerializerContext
{
    /// <summary>Korean and other letters stand as they are, not as escapes.</summary>
    public static ModelJson Readable { get; } = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        IgnoreReadOnlyProperties = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
