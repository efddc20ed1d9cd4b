using Hark.Training;
using System.Globalization;

namespace Hark.Cli;

/// <summary>Shows a fit as it goes: one line that renews itself on a terminal, one plain line an epoch elsewhere.</summary>
internal sealed class TrainingProgress(Screen screen) : Callback
{
    private const int BarWidth = 24;
    private TrainingClock? _clock;
    private long _lastDrawn;

    public override void OnTrainBegin(Trainer trainer) => _clock = new TrainingClock(trainer);

    public override void OnStepEnd(Trainer trainer, Score score)
    {
        _clock!.Count(score);
        if (!screen.Live || System.Diagnostics.Stopwatch.GetElapsedTime(_lastDrawn).TotalMilliseconds < 100)
        {
            return;
        }

        _lastDrawn = System.Diagnostics.Stopwatch.GetTimestamp();
        int filled = BarWidth * trainer.State.StepInEpoch / trainer.StepsPerEpoch;
        string bar = new string('█', filled) + new string('░', BarWidth - filled);
        Console.Error.Write($"\r\u001b[2K{Heading(trainer.State.Epoch + 1, trainer)} \u001b[36m{bar}\u001b[0m {Numbers(trainer.State.Running)}  {_clock.ClipsPerSecond:N0} clips/s  {Left(trainer)}");
    }

    public override void OnEpochEnd(Trainer trainer, EpochResult epoch)
    {
        string validation = epoch.ValLoss is { } loss ? $"  val loss {loss:F4}  val accuracy {epoch.ValAccuracy:P2}" : "";
        string best = trainer.State.History.Best == epoch ? "  (best)" : "";
        string line = $"{Heading(epoch.Epoch, trainer)}  loss {epoch.Loss:F4}  accuracy {epoch.Accuracy:P2}{validation}  {_clock!.ClipsPerSecond:N0} clips/s  {Left(trainer)}{best}";
        screen.Note(screen.Live ? $"\r\u001b[2K{line}" : line);
    }

    public override void OnTrainEnd(Trainer trainer)
    {
        if (screen.Live)
        {
            Console.Error.Write("\r\u001b[2K");
        }
    }

    private static string Heading(int epoch, Trainer trainer) => $"epoch {epoch.ToString(CultureInfo.InvariantCulture).PadLeft(trainer.PlannedEpochs.ToString(CultureInfo.InvariantCulture).Length)}/{trainer.PlannedEpochs}";

    private static string Numbers(Score score) => $"loss {score.Loss:F4}  accuracy {score.Accuracy:P1}";

    private string Left(Trainer trainer) => _clock!.Left(trainer) is { } left && trainer.State.Epoch < trainer.PlannedEpochs
        ? $"{Durations.Short(left)} left"
        : $"{Durations.Short(_clock.Elapsed)} in all";
}

/// <summary>Times as people say them.</summary>
internal static class Durations
{
    public static string Short(TimeSpan time) => time.TotalSeconds < 60
        ? $"{time.TotalSeconds:F0} s"
        : time.TotalHours < 1 ? $"{(int)time.TotalMinutes} min {time.Seconds} s" : $"{(int)time.TotalHours} h {time.Minutes} min";
}
