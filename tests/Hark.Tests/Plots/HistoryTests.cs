using System.Xml.Linq;
using Hark.Plots;

namespace Hark.Tests.Plots;

public class HistoryTests
{
    [Fact]
    public void Both_panels_show_their_curves_and_the_best_epoch()
    {
        Picture picture = Plot.History([1, 2, 3], [0.5, 0.7, 0.9], [0.4, 0.8, 0.7], [1.5, 0.9, 0.4], [1.6, 0.6, 0.7]);
        XElement root = SvgChecks.Parse(picture);
        string[] texts = SvgChecks.Texts(root);
        Assert.Equal(2, texts.Count(text => text == "epoch"));
        Assert.Equal(2, texts.Count(text => text == "training"));
        Assert.Equal(2, texts.Count(text => text == "validation"));
        Assert.Contains("Accuracy", texts);
        Assert.Contains("Loss", texts);
        Assert.Contains("best: epoch 2, 80.0 %", texts);
        Assert.Contains("best: epoch 2, 0.600", texts);
        Assert.Equal(4, root.Elements(SvgChecks.Svg + "path").Count());
    }

    [Fact]
    public void Higher_values_stand_higher()
    {
        XElement root = SvgChecks.Parse(Plot.History([1, 2], [0.1, 0.9], [], [2, 1], []));
        double[][] ys = [.. root.Elements(SvgChecks.Svg + "path").Select(path => path.Attribute("d")!.Value.Split('M', 'L', ' ').Where(part => part.Length > 0)
            .Where((_, i) => i % 2 == 1).Select(part => double.Parse(part, System.Globalization.CultureInfo.InvariantCulture)).ToArray())];
        Assert.Equal(2, ys.Length);
        Assert.True(ys[0][0] > ys[0][1], "accuracy rises");
        Assert.True(ys[1][0] < ys[1][1], "loss falls");
    }

    [Fact]
    public void Runs_without_validation_without_epochs_or_with_a_diverged_loss_are_drawn()
    {
        XElement single = SvgChecks.Parse(Plot.History([1], [0.5], [], [1.5], []));
        Assert.DoesNotContain("validation", SvgChecks.Texts(single));
        Assert.Contains("best: epoch 1, 1.500", SvgChecks.Texts(single));
        SvgChecks.Parse(Plot.History([], [], [], [], [], "빈 기록"));
        XElement diverged = SvgChecks.Parse(Plot.History([1, 2, 3], [0.5, 0.1, 0.1], [0.5, 0.1, 0.1], [1, double.NaN, double.PositiveInfinity], [double.NaN, 2, double.NaN]));
        Assert.Contains("best: epoch 2, 2.000", SvgChecks.Texts(diverged));
    }

    [Fact]
    public void The_same_numbers_give_the_same_text()
        => Assert.Equal(Plot.History([1, 2], [0, 1], [0, 1], [1, 0], [1, 0]), Plot.History([1, 2], [0, 1], [0, 1], [1, 0], [1, 0]));

    [Fact]
    public void Lengths_that_differ_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Plot.History([1, 2], [0.5, 0.6], [0.5], [1, 1], []));
        Assert.StartsWith("validationAccuracy has 1 values for 2 epochs: give one value an epoch, or none.", error.Message, StringComparison.Ordinal);
    }
}
