using System.Globalization;

namespace Hark.Training;

/// <summary>Writes a line after each epoch, as Keras's <c>fit</c> does: loss and accuracy, and those of the validation where there is one.</summary>
/// <param name="output">Where to, for example <see cref="Console.Out"/>.</param>
/// <example><code>trainer.Fit(train, validation, epochs: 10, new EpochLines(Console.Out));</code></example>
public sealed class EpochLines(TextWriter output) : Callback
{
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(epoch);
        string of = trainer.PlannedEpochs.ToString(CultureInfo.InvariantCulture);
        string number = epoch.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(of.Length);
        string line = string.Create(CultureInfo.InvariantCulture, $"epoch {number}/{of}  loss {epoch.Loss:0.0000}  accuracy {epoch.Accuracy:0.0000}");
        if (epoch.ValLoss is not null)
        {
            line += string.Create(CultureInfo.InvariantCulture, $"  val_loss {epoch.ValLoss:0.0000}  val_accuracy {epoch.ValAccuracy:0.0000}");
        }

        output.WriteLine(trainer.State.History.Best == epoch ? line + "  (best so far)" : line);
    }
}
