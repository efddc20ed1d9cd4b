using Hark.Models;

namespace Hark.Training;

/// <summary>
/// Keeps the weights of the best epoch, usually that with the lowest validation loss: Keras's <c>ModelCheckpoint(monitor="val_loss", save_best_only=True,
/// save_weights_only=True)</c>. Only a strictly better epoch replaces the file; the first epoch always writes it. Of a trainer that averages, the average is kept.
/// </summary>
/// <param name="path">The weight file.</param>
/// <param name="settings">Given, the file carries them and is a whole model; null writes the parameters alone.</param>
public sealed class BestCheckpoint(string path, ModelSettings? settings = null) : Callback
{
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if (trainer.State.History.Best == epoch)
        {
            Save(trainer);
        }
    }

    internal void Save(Trainer trainer) => trainer.WithAverage(() =>
    {
        if (settings is null)
        {
            ModelFile.SaveParameters(path, trainer.Network);
        }
        else
        {
            ModelFile.Save(path, trainer.Network, settings);
        }
    });
}
