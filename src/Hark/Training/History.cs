using System.Globalization;
using System.Text;

namespace Hark.Training;

/// <summary>What one epoch came to. Nothing in it depends on the clock, so equal runs have equal histories.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Loss">Mean training loss over the epoch, as the weights moved.</param>
/// <param name="Accuracy">Training accuracy likewise, 0..1.</param>
/// <param name="ValLoss">Validation loss at the end of the epoch; null without validation.</param>
/// <param name="ValAccuracy">Validation accuracy likewise.</param>
/// <param name="LearningRate">At the end of the epoch.</param>
public sealed record EpochResult(int Epoch, double Loss, double Accuracy, double? ValLoss, double? ValAccuracy, float LearningRate)
{
    /// <summary>What decides which weights are best: validation loss, or without validation the training loss.</summary>
    public double MonitoredLoss => ValLoss ?? Loss;
}

/// <summary>The epochs of a run, in order.</summary>
public sealed class History
{
    private readonly List<EpochResult> _epochs;

    public History()
        : this([])
    {
    }

    public History(IEnumerable<EpochResult> epochs) => _epochs = [.. epochs];

    public IReadOnlyList<EpochResult> Epochs => _epochs;

    /// <summary>
    /// The epoch with the lowest monitored loss, the first of equals; null before the first. NaN never beats a number, and any number beats NaN.
    /// </summary>
    public EpochResult? Best
    {
        get
        {
            EpochResult? best = null;
            foreach (EpochResult epoch in _epochs)
            {
                if (best is null || epoch.MonitoredLoss < best.MonitoredLoss || (double.IsNaN(best.MonitoredLoss) && !double.IsNaN(epoch.MonitoredLoss)))
                {
                    best = epoch;
                }
            }

            return best;
        }
    }

    /// <summary>One line an epoch, with a heading: Keras's column names. Numbers are written so that they read back exactly.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder("epoch,accuracy,loss,val_accuracy,val_loss,learning_rate\n");
        foreach (EpochResult e in _epochs)
        {
            text.Append(CultureInfo.InvariantCulture, $"{e.Epoch},{e.Accuracy:R},{e.Loss:R},{e.ValAccuracy:R},{e.ValLoss:R},{e.LearningRate:R}\n");
        }

        return text.ToString();
    }

    internal void Add(EpochResult epoch) => _epochs.Add(epoch);
}
