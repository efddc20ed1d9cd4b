namespace Hark.Training;

/// <summary>Stops when the monitored loss has not fallen below its best for <paramref name="patience"/> epochs. Keeps no state of its own, so a resumed run stops where an unbroken one would.</summary>
public sealed class EarlyStopping(int patience) : Callback
{
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(epoch);
        if (epoch.Epoch - trainer.State.History.Best!.Epoch >= patience)
        {
            trainer.RequestStop();
        }
    }
}
