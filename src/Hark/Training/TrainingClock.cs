using System.Diagnostics;

namespace Hark.Training;

/// <summary>Speed and time left of a fit, from the steps it has seen itself (a resumed run counts from its resumption).</summary>
public sealed class TrainingClock
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly long _firstStep;
    private long _clips;

    public TrainingClock(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        _firstStep = trainer.State.Step;
    }

    /// <summary>Since the start.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    /// <summary>Training clips a second, validation and waiting included.</summary>
    public double ClipsPerSecond => _clips / Math.Max(1e-9, Elapsed.TotalSeconds);

    /// <summary>Counts a step.</summary>
    public void Count(Score score) => _clips += score.Clips;

    /// <summary>"2 min 5 s left" while there is something left to do, then "7 min 1 s in all".</summary>
    public string LeftText(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        return Left(trainer) is { } left && trainer.State.Epoch < trainer.PlannedEpochs ? $"{Spoken(left)} left" : $"{Spoken(Elapsed)} in all";
    }

    /// <summary>Until the last planned epoch ends, at the speed so far; null before the first step.</summary>
    public TimeSpan? Left(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        long done = trainer.State.Step - _firstStep;
        long planned = (long)trainer.PlannedEpochs * trainer.StepsPerEpoch;
        return done == 0 ? null : Elapsed * ((double)Math.Max(0, planned - trainer.State.Step) / done);
    }

    /// <summary>A time as people say it.</summary>
    private static string Spoken(TimeSpan time)
    {
        if (time.TotalMinutes < 1)
        {
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0} s");
        }

        return time.TotalHours < 1 ? $"{(int)time.TotalMinutes} min {time.Seconds} s" : $"{(int)time.TotalHours} h {time.Minutes} min";
    }
}
