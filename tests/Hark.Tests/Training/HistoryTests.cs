using Hark.Training;

namespace Hark.Tests.Training;

public class HistoryTests
{
    [Theory]
    [InlineData(new[] { 0.5, 0.4, 0.4, 0.6 }, 2)]
    [InlineData(new[] { double.NaN, 0.9, 0.8 }, 3)]
    [InlineData(new[] { 0.9, double.NaN }, 1)]
    [InlineData(new[] { double.NaN, double.NaN }, 1)]
    public void The_best_epoch_is_the_first_of_the_lowest_and_a_number_beats_NaN(double[] losses, int best)
        => Assert.Equal(best, new History(losses.Select((loss, i) => new EpochResult(i + 1, 1, 0, loss, 0, 1e-3f))).Best!.Epoch);

    [Fact]
    public void Without_validation_the_training_loss_decides()
        => Assert.Equal(2, new History([new EpochResult(1, 0.5, 0, null, null, 1), new EpochResult(2, 0.4, 0, null, null, 1)]).Best!.Epoch);

    [Fact]
    public void Misses_decide_where_they_were_counted_and_have_a_column_of_their_own()
    {
        var history = new History([new EpochResult(1, 1, 0, 0.5, 0.5, 1) { Misses = 0.2 }, new EpochResult(2, 1, 0, 0.9, 0.5, 1) { Misses = 0.125 }]);
        Assert.Equal(2, history.Best!.Epoch);
        Assert.Equal("epoch,accuracy,loss,val_accuracy,val_loss,learning_rate,misses\n1,0,1,0.5,0.5,1,0.2\n2,0,1,0.5,0.9,1,0.125\n", history.ToCsv());
    }

    [Fact]
    public void Where_later_is_better_the_last_epoch_is_best_that_did_not_diverge()
    {
        EpochResult Epoch(int epoch, double loss) => new(epoch, 1, 0, loss, 0.5, 1) { LaterIsBetter = true, Misses = loss };
        Assert.Equal(3, new History([Epoch(1, 0.1), Epoch(2, 0.3), Epoch(3, 0.2)]).Best!.Epoch);
        Assert.Equal(2, new History([Epoch(1, 0.1), Epoch(2, 0.3), Epoch(3, double.NaN)]).Best!.Epoch);
    }

    [Fact]
    public void The_csv_reads_back_exactly()
    {
        string csv = new History([new EpochResult(1, 1.0 / 3, 0.1, 2.0 / 3, 0.25, 1e-4f), new EpochResult(2, 0.5, 0.5, null, null, 1e-4f)]).ToCsv();
        Assert.Equal($"epoch,accuracy,loss,val_accuracy,val_loss,learning_rate\n1,0.1,{1.0 / 3:R},0.25,{2.0 / 3:R},{1e-4f:R}\n2,0.5,0.5,,,{1e-4f:R}\n", csv);
    }
}
