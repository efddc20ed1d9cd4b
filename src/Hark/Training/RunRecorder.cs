using Hark.Models;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hark.Training;

/// <summary>
/// Writes a run into its folder as it goes, and obeys the folder's <c>control</c> file. Whenever the process dies, the folder holds the last
/// completed checkpoint and nothing half-written.
/// </summary>
public sealed class RunRecorder(RunFolder folder, ModelSettings settings) : Callback
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ControlInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromMinutes(5);

    private readonly BestCheckpoint _best = new(folder.Weights, settings);
    private TrainingClock? _clock;
    private long _lastLine, _lastControl, _lastCheckpoint;
    private long _savedStep = -1;

    public override void OnTrainBegin(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        AtomicFile.WriteText(folder.Settings, settings.ToJson() + "\n");
        if (RunProcess.Of(folder) != Environment.ProcessId)
        {
            File.Delete(folder.Control);
        }

        ForgetProgressAfter(trainer.State.Step);
        AtomicFile.Sweep(folder.Path);
        if (trainer.State.Epoch > 0)
        {
            // The run may have died between its checkpoint and this file.
            AtomicFile.WriteText(folder.HistoryCsv, trainer.State.History.ToCsv());
        }

        _clock = new TrainingClock(trainer);
        _lastCheckpoint = Stopwatch.GetTimestamp();
        _savedStep = trainer.State.Step == 0 ? -1 : trainer.State.Step;
    }

    public override void OnStepEnd(Trainer trainer, Score score)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        _clock!.Count(score);
        if (Due(ref _lastLine, LineInterval))
        {
            AppendLine(trainer, new ProgressLine { Loss = score.Loss, Accuracy = score.Accuracy });
        }

        if (Due(ref _lastControl, ControlInterval))
        {
            Obey(trainer);
        }

        if (Due(ref _lastCheckpoint, CheckpointInterval))
        {
            SaveCheckpoint(trainer);
        }
    }

    public override void OnEpochEnd(Trainer trainer, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(epoch);

        // The best weights come before the checkpoint: a run that dies between the two repeats the epoch and writes them again.
        _best.OnEpochEnd(trainer, epoch);
        SaveCheckpoint(trainer);
        AtomicFile.WriteText(folder.HistoryCsv, trainer.State.History.ToCsv());
        AppendLine(trainer, new ProgressLine
        {
            Loss = epoch.Loss,
            Accuracy = epoch.Accuracy,
            ValLoss = epoch.ValLoss,
            ValAccuracy = epoch.ValAccuracy,
            Best = trainer.State.History.Best == epoch,
            EpochEnd = true,
        });
    }

    public override void OnTrainEnd(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if (trainer.State.Step != _savedStep)
        {
            SaveCheckpoint(trainer);
        }

        if (!File.Exists(folder.Weights))
        {
            // Stopped within the first epoch: what there is, is usable.
            _best.Save(trainer);
        }
    }

    private static bool Due(ref long last, TimeSpan interval)
    {
        if (last != 0 && Stopwatch.GetElapsedTime(last) < interval)
        {
            return false;
        }

        last = Stopwatch.GetTimestamp();
        return true;
    }

    private void SaveCheckpoint(Trainer trainer)
    {
        Checkpoint.Save(folder.Last, trainer);
        _savedStep = trainer.State.Step;
    }

    private void AppendLine(Trainer trainer, ProgressLine line)
    {
        line = line with
        {
            Step = trainer.State.Step,
            Epoch = line.EpochEnd ? trainer.State.Epoch : trainer.State.Epoch + 1,
            Epochs = trainer.PlannedEpochs,
            StepsPerEpoch = trainer.StepsPerEpoch,
            ClipsPerSecond = Math.Round(_clock!.ClipsPerSecond, 1),
            SecondsLeft = _clock.Left(trainer)?.TotalSeconds is { } left ? Math.Round(left, 1) : null,
        };
        try
        {
            File.AppendAllText(folder.Progress, JsonSerializer.Serialize(line, ProgressJson.Default.ProgressLine) + "\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HarkException($"{folder.Progress}: cannot be written ({error.Message.TrimEnd('.')}). The last checkpoint is whole: make room, then go on with --resume {folder.Path}.", error);
        }
    }

    /// <summary>A resumed run goes on from its checkpoint: lines of steps that it will take again are dropped.</summary>
    private void ForgetProgressAfter(long step)
    {
        if (!File.Exists(folder.Progress))
        {
            return;
        }

        var kept = new List<string>();
        foreach (string text in RunFolder.ReadText(folder.Progress).Split('\n'))
        {
            if (ProgressLine.TryParse(text) is { } line && line.Step <= step)
            {
                kept.Add(text + "\n");
            }
        }

        AtomicFile.WriteText(folder.Progress, string.Concat(kept));
    }

    private void Obey(Trainer trainer)
    {
        string order = Order();
        if (order == "pause" && !trainer.Stopped)
        {
            SaveCheckpoint(trainer);
            do
            {
                trainer.WaitForStop(ControlInterval);
                order = Order();
            }
            while (order == "pause" && !trainer.Stopped);
        }

        if (order == "stop")
        {
            trainer.RequestStop();
        }
    }

    private string Order()
    {
        try
        {
            return File.Exists(folder.Control) ? File.ReadAllText(folder.Control).Trim().ToLowerInvariant() : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Being written at this moment: the next look finds it.
            return "";
        }
    }
}

/// <summary>A line of <c>progress.jsonl</c>.</summary>
public sealed record ProgressLine
{
    /// <summary>Steps done.</summary>
    public long Step { get; init; }

    /// <summary>The epoch under way, or the one that ended, from 1.</summary>
    public int Epoch { get; init; }

    public int Epochs { get; init; }

    public int StepsPerEpoch { get; init; }

    /// <summary>Of the step, or of the epoch that ended.</summary>
    public double Loss { get; init; }

    /// <summary>0..1, likewise.</summary>
    public double Accuracy { get; init; }

    public double? ValLoss { get; init; }

    public double? ValAccuracy { get; init; }

    /// <summary>Whether the line closes an epoch.</summary>
    public bool EpochEnd { get; init; }

    /// <summary>Whether that epoch is the best so far.</summary>
    public bool Best { get; init; }

    public double ClipsPerSecond { get; init; }

    public double? SecondsLeft { get; init; }

    /// <summary>Null for a line that was cut off or is none.</summary>
    public static ProgressLine? TryParse(string text)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text) ? null : JsonSerializer.Deserialize(text, ProgressJson.Default.ProgressLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(ProgressLine))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class ProgressJson : JsonSerializerContext;
