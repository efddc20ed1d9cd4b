using Hark.Layers;
using Hark.Training;

namespace Hark.Tests.Training;

public class EpochLogTests
{
    [Fact]
    public void A_line_an_epoch_with_the_best_marked_and_the_time_left()
    {
        using Network network = SmallTask.Network();
        using Trainer trainer = SmallTask.Trainer(network);
        using var text = new StringWriter();
        History history = trainer.Fit(SmallTask.Train(), SmallTask.Validation(), 10, new EpochLog(text));
        string[] lines = text.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.Equal(10, lines.Length);
        Assert.StartsWith(FormattableString.Invariant($"epoch  1/10  loss {history.Epochs[0].Loss:F4}  accuracy {history.Epochs[0].Accuracy:P2}  val loss {history.Epochs[0].ValLoss:F4}  val accuracy {history.Epochs[0].ValAccuracy:P2}  "), lines[0], StringComparison.Ordinal);
        Assert.EndsWith(" left  (best)", lines[0], StringComparison.Ordinal);
        Assert.Contains(" in all", lines[9], StringComparison.Ordinal);
        Assert.Equal(history.Best!.Epoch - 1, Array.FindLastIndex(lines, line => line.EndsWith("(best)", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_validation_only_training_is_told()
    {
        using Network network = SmallTask.Network();
        using Trainer trainer = SmallTask.Trainer(network);
        using var text = new StringWriter();
        trainer.Fit(SmallTask.Train(), null, 1, new EpochLog(text));
        Assert.StartsWith("epoch 1/1  loss ", text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("val", text.ToString(), StringComparison.Ordinal);
    }
}
