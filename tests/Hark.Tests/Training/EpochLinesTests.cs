using Hark.Layers;
using Hark.Training;

namespace Hark.Tests.Training;

public class EpochLinesTests
{
    [Fact]
    public void Each_epoch_is_a_line_with_the_figures_of_the_history()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using Network network = SmallTask.Network();
        using Trainer trainer = SmallTask.Trainer(network);
        History history = trainer.Fit(SmallTask.Train(), SmallTask.Validation(), 10, new EpochLines(output));
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(10, lines.Length);
        double lowest = double.PositiveInfinity;
        foreach ((EpochResult epoch, string line) in history.Epochs.Zip(lines))
        {
            string best = epoch.ValLoss < lowest ? "  (best so far)" : "";
            lowest = Math.Min(lowest, epoch.ValLoss!.Value);
            Assert.Equal($"epoch {epoch.Epoch,2}/10  loss {epoch.Loss:0.0000}  accuracy {epoch.Accuracy:0.0000}  val_loss {epoch.ValLoss:0.0000}  val_accuracy {epoch.ValAccuracy:0.0000}{best}", line);
        }
    }

    [Fact]
    public void Without_validation_the_line_has_the_training_figures_alone()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using Network network = SmallTask.Network();
        using Trainer trainer = SmallTask.Trainer(network);
        History history = trainer.Fit(SmallTask.Train(), validation: null, 1, new EpochLines(output));
        EpochResult epoch = Assert.Single(history.Epochs);
        Assert.Equal($"epoch 1/1  loss {epoch.Loss:0.0000}  accuracy {epoch.Accuracy:0.0000}  (best so far)\n", output.ToString());
    }
}
