using System.Globalization;

namespace Hark.Training;

/// <summary>Writes a line an epoch: loss, accuracy, validation, speed and the time left.</summary>
/// <param name="writer">Standard error unless given.</param>
public sealed class EpochLog(TextWriter? writer = null) : Callback
{
    private TrainingClock? _clock;

    public override void OnTrainBegin(Trainer trainer) => _clock = new TrainingClock(trainer);

    public override void OnStepEnd(Trainer trainer, Score score) => _clock!.Count(score);

    public override void OnEpochEnd(Trainer trainer, EpochResult epoch) => (writer ?? Console.Error).WriteLine(Line(trainer, epoch, _clock!));

    /// <summary><c>epoch 1/10</c>, the epoch's number as wide as the last one's.</summary>
    public static string Heading(Trainer trainer, int epoch)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        string last = trainer.PlannedEpochs.ToString(CultureInfo.InvariantCulture);
        return $"epoch {epoch.ToString(CultureInfo.InvariantCulture).PadLeft(last.Length)}/{last}";
    }

    /// <summary>The line of an epoch that has just ended.</summary>
    public static string Line(Trainer trainer, EpochResult epoch, TrainingClock clock)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(epoch);
        ArgumentNullException.ThrowIfNull(clock);
        string validation = epoch.ValLoss is { } loss ? string.Create(CultureInfo.InvariantCulture, $"  val loss {loss:F4}  val accuracy {epoch.ValAccuracy:P2}") : "";
        string misses = epoch.Misses is { } missed ? string.Create(CultureInfo.InvariantCulture, $"  missed {missed:P1}") : "";
        string best = trainer.State.History.Best == epoch ? "  (best)" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Heading(trainer, epoch.Epoch)}  loss {epoch.Loss:F4}  accuracy {epoch.Accuracy:P2}{validation}{misses}  {clock.ClipsPerSecond:N0} clips/s  {clock.LeftText(trainer)}{best}");
    }
}
