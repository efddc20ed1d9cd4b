using Hark.Plots;
using Hark.Training;

namespace Hark.Cli;

/// <summary>Draws <c>history.svg</c> anew after each epoch.</summary>
internal sealed class HistoryPicture(RunFolder folder) : Callback
{
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch) => Draw(trainer.State.History).Save(folder.HistorySvg);

    public static Picture Draw(History history) => Plot.History(
        [.. history.Epochs.Select(e => e.Epoch)],
        [.. history.Epochs.Select(e => e.Accuracy)],
        [.. history.Epochs.Where(e => e.ValAccuracy is not null).Select(e => e.ValAccuracy!.Value)],
        [.. history.Epochs.Select(e => e.Loss)],
        [.. history.Epochs.Where(e => e.ValLoss is not null).Select(e => e.ValLoss!.Value)]);
}
