using Hark.Training;
using System.Diagnostics;

namespace Hark.Cli;

/// <summary>Shows a fit as it goes: one line that renews itself on a terminal, one plain line an epoch everywhere.</summary>
internal sealed class TrainingProgress(Screen screen) : Callback
{
    private const int BarWidth = 24;
    private const string ClearLine = "\r\u001b[2K";
    private TrainingClock? _clock;
    private long _lastDrawn;

    public override void OnTrainBegin(Trainer trainer) => _clock = new TrainingClock(trainer);

    public override void OnStepEnd(Trainer trainer, Score score)
    {
        _clock!.Count(score);
        if (!screen.Live || Stopwatch.GetElapsedTime(_lastDrawn).TotalMilliseconds < 100)
        {
            return;
        }

        _lastDrawn = Stopwatch.GetTimestamp();
        Score running = trainer.State.Running;
        int filled = BarWidth * trainer.State.StepInEpoch / trainer.StepsPerEpoch;
        string bar = new string('█', filled) + new string('░', BarWidth - filled);
        Console.Error.Write($"{ClearLine}{EpochLog.Heading(trainer, trainer.State.Epoch + 1)} \u001b[36m{bar}\u001b[0m loss {running.Loss:F4}  accuracy {running.Accuracy:P1}  {_clock.ClipsPerSecond:N0} clips/s  {_clock.LeftText(trainer)}");
    }

    public override void OnEpochEnd(Trainer trainer, EpochResult epoch)
    {
        string line = EpochLog.Line(trainer, epoch, _clock!);
        screen.Note(screen.Live ? ClearLine + line : line);
    }

    public override void OnTrainEnd(Trainer trainer)
    {
        if (screen.Live)
        {
            Console.Error.Write(ClearLine);
        }
    }
}
