using Hark.Audio;
using Hark.Evaluation;
using Hark.Plots;
using Hark.Signal;
using Hark.Training;

namespace Hark.Tests.Evaluation;

public class PlotOverloadsTests
{
    private static readonly AudioClip Clip = new ComplexWave(new Partial(440, 0.5)).ToClip(8000, 0.25);

    [Fact]
    public void A_clip_is_drawn_as_its_samples_are_and_several_channels_as_their_mean()
    {
        Assert.Equal(Plot.Waveform(Clip.Samples, 8000, "a").Svg, Plot.Waveform(Clip, "a").Svg);
        Assert.Equal(Plot.Waveform(Clip.Samples, 8000).Svg, Plot.Waveform(AudioClip.FromChannels(Clip, Clip)).Svg);
    }

    [Theory]
    [InlineData(258)]
    [InlineData(129)]
    public void A_spectrogram_brings_its_own_axes(int nFft)
    {
        Spectrogram decibels = Decibels.FromAmplitude(Stft.Magnitude(Clip, nFft, hopSamples: 50));
        string expected = Plot.Spectrogram(decibels.Values, (nFft / 2) + 1, 8000, 50, "a", "dB", nFft).Svg;
        Assert.Equal(expected, Plot.Spectrogram(decibels, "a").Svg);
    }

    [Fact]
    public void A_history_is_drawn_with_validation_only_where_every_epoch_has_it()
    {
        History whole = new([new(1, 2, 0.25, 2.5, 0.125, 1e-3f), new(2, 1, 0.5, 1.5, 0.375, 1e-3f)]);
        Assert.Equal(Plot.History([1, 2], [0.25, 0.5], [0.125, 0.375], [2, 1], [2.5, 1.5], "a").Svg, Plot.History(whole, "a").Svg);
        History part = new([new(1, 2, 0.25, null, null, 1e-3f), new(2, 1, 0.5, 1.5, 0.375, 1e-3f)]);
        Assert.Equal(Plot.History([1, 2], [0.25, 0.5], [], [2, 1], []).Svg, Plot.History(part).Svg);
    }

    [Fact]
    public void A_confusion_matrix_brings_its_labels()
    {
        var confusion = new ConfusionMatrix(["yes", "no"]);
        confusion.AddRange([0, 0, 1], [0, 1, 1]);
        Assert.Equal(Plot.Confusion(["yes", "no"], new[,] { { 1, 1 }, { 0, 1 } }, "a").Svg, Plot.Confusion(confusion, "a").Svg);
    }
}
