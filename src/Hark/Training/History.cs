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
    /// <summary>Words missed on a track that was listened to after the epoch, 0..1; null where none was.</summary>
    public double? Misses { get; init; }

    /// <summary>Whether a later epoch is better than any before it, as after a schedule that ends at 0; not one that diverged.</summary>
    public bool LaterIsBetter { get; init; }

    /// <summary>What decides which weights are best, the lower the better: the misses, without a track the validation loss, without validation the training loss; or the epochs left.</summary>
    public double Monitored => LaterIsBetter && !double.IsNaN(ValLoss ?? Loss) ? -Epoch : Misses ?? ValLoss ?? Loss;
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
    /// The epoch with the lowest <see cref="EpochResult.Monitored"/>, the first of equals; null before the first. NaN never beats a number, and any number beats NaN.
    /// </summary>
    public EpochResult? Best
    {
        get
        {
            EpochResult? best = null;
            foreach (EpochResult epoch in _epochs)
            {
                if (best is null || epoch.Monitored < best.Monitored || (double.IsNaN(best.Monitored) && !double.IsNaN(epoch.Monitored)))
                {
                    best = epoch;
                }
            }

            return best;
        }
    }

    /// <summary>One line an epoch, with a heading: Keras's column names, and the misses where they were counted. Numbers are written so that they read back exactly.</summary>
    public string ToCsv()
    {
        bool misses = _epochs.Exists(e => e.Misses is not null);
        var text = new StringBuilder("epoch,accuracy,loss,val_accuracy,val_loss,learning_rate");
        text.Append(misses ? ",misses\n" : "\n");
        foreach (EpochResult e in _epochs)
        {
            text.Append(CultureInfo.InvariantCulture, $"{e.Epoch},{e.Accuracy:R},{e.Loss:R},{e.ValAccuracy:R},{e.ValLoss:R},{e.LearningRate:R}");
            text.Append(misses ? string.Create(CultureInfo.InvariantCulture, $",{e.Misses:R}\n") : "\n");
        }

        return text.ToString();
    }

    internal void Add(EpochResult epoch) => _epochs.Add(epoch);
}
