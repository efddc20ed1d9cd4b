using Hark.Models;
using Hark.Training;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hark.Studio.Training;

/// <summary>How far a run is.</summary>
internal enum RunState
{
    /// <summary>Waits until another training ends.</summary>
    Waiting,

    /// <summary>Its process lives, but it has not taken a step.</summary>
    Starting,
    Running,
    Paused,

    /// <summary>All epochs are done; it is judged.</summary>
    Finishing,
    Done,

    /// <summary>Ended before its last epoch; it can go on.</summary>
    Stopped,

    /// <summary>Ended before its first step: <see cref="RunSummary.Problem"/> says why.</summary>
    Failed,
}

/// <summary>A run in the list.</summary>
internal sealed record RunSummary
{
    public required string Name { get; init; }

    public required RunState State { get; init; }

    public string? Model { get; init; }

    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The path of its data; null for the bundled corpus.</summary>
    public string? Data { get; init; }

    public string? Command { get; init; }

    public int? Epochs { get; init; }

    /// <summary>Where it stands; null before its first step.</summary>
    public ProgressLine? Last { get; init; }

    /// <summary>The epoch that is kept.</summary>
    public ProgressLine? Best { get; init; }

    /// <summary>Of the kept epoch, on the split that the run was judged on; null before its end.</summary>
    public double? TestAccuracy { get; init; }

    public string? Split { get; init; }

    /// <summary>Why it ended.</summary>
    public string? Problem { get; init; }

    public bool HasWeights { get; init; }

    public bool HasReport { get; init; }

    /// <summary>Reads what the folder says at this moment; a file that is being replaced counts as not there yet.</summary>
    public static RunSummary Of(string name, string path)
    {
        if (!File.Exists(Path.Combine(path, "model.json")))
        {
            bool waits = File.Exists(RunLocations.WaitingFile(path));
            string? problem = waits ? null : TrainingLog.Problem(path);
            return new RunSummary { Name = name, State = waits ? RunState.Waiting : problem is null ? RunState.Starting : RunState.Failed, Command = TrainingLog.Command(path), Problem = problem };
        }

        RunFolder folder = RunFolder.Open(path);
        ModelSettings? settings = Try(folder.ReadSettings);
        (ProgressLine? last, ProgressLine? best) = ProgressFile.Ends(folder.Progress);
        RunMetrics? metrics = Try(() => File.Exists(folder.Metrics) ? JsonSerializer.Deserialize<RunMetrics>(File.ReadAllText(folder.Metrics), JsonSerializerOptions.Web) : null);
        RunState state = StateOf(folder, path, last, metrics is not null, settings?.Training?.Epochs);
        return new RunSummary
        {
            Name = name,
            State = state,
            Model = settings?.Model,
            Labels = settings?.Labels,
            Data = settings?.Training?.Data,
            Command = settings?.Training?.Command,
            Epochs = settings?.Training?.Epochs,
            Last = last,
            Best = best,
            TestAccuracy = metrics?.Accuracy,
            Split = metrics?.Split,
            Problem = state is RunState.Stopped or RunState.Failed ? TrainingLog.Problem(path) : null,
            HasWeights = File.Exists(folder.Weights),
            HasReport = File.Exists(folder.Report),
        };
    }

    private static RunState StateOf(RunFolder folder, string path, ProgressLine? last, bool judged, int? epochs)
    {
        if (RunProcess.Of(folder) is null)
        {
            return File.Exists(RunLocations.WaitingFile(path)) ? RunState.Waiting : judged ? RunState.Done : RunState.Stopped;
        }

        if (last is null)
        {
            return RunState.Starting;
        }

        if (last.EpochEnd && last.Epoch >= epochs)
        {
            return RunState.Finishing;
        }

        return Try(() => File.Exists(folder.Control) ? File.ReadAllText(folder.Control).Trim() : null) == "pause" ? RunState.Paused : RunState.Running;
    }

    private static T? Try<T>(Func<T?> read) where T : class
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is HarkException or IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private sealed record RunMetrics(double? Accuracy, string? Split, [property: JsonIgnore] string? Run = null);
}
