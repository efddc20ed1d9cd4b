using Hark.Evaluation;
using Hark.Plots;

namespace Hark.Tests.Evaluation;

public class RejectionCurveTests
{
    private static readonly string[] Labels = ["네", "no", "unknown", "_silence_"];

    [Fact]
    public void Words_are_lost_and_false_alarms_end_where_the_threshold_passes_them()
    {
        float[] probabilities =
        [
            0.9f, 0.1f, 0, 0, // 네, right
            0.4f, 0.6f, 0, 0, // 네, taken for no
            0, 0.3f, 0.7f, 0, // no, taken for unknown: not kept at any threshold
            0.2f, 0.8f, 0, 0, // no, right
            0.75f, 0, 0.25f, 0, // unknown, passes as 네
            0, 0.2f, 0.8f, 0, // unknown, known as such
            0.5f, 0, 0, 0.5f, // silence: the first of equals is 네
        ];
        IReadOnlyList<RejectionPoint> curve = RejectionCurve.Of(Labels, probabilities, [0, 0, 1, 1, 2, 2, 3]);
        Assert.Equal(101, curve.Count);
        Assert.Equal(new RejectionPoint(0, 0.75, 0.5, 0.5, 1), curve[0]);
        Assert.Equal(new RejectionPoint(0.5, 0.75, 0.5, 0.5, 1), curve[50]);
        Assert.Equal(new RejectionPoint(0.61, 0.5, 0.5, 0.5, 0), curve[61]);
        Assert.Equal(new RejectionPoint(0.76, 0.5, 0.5, 0, 0), curve[76]);
        Assert.Equal(new RejectionPoint(0.85, 0.25, 0.25, 0, 0), curve[85]);
        Assert.Equal(new RejectionPoint(1, 0, 0, 0, 0), curve[100]);
    }

    [Fact]
    public void Clips_that_are_not_there_are_no_number_and_no_line()
    {
        IReadOnlyList<RejectionPoint> curve = RejectionCurve.Of(["a", "b"], [0.7f, 0.3f], [0]);
        Assert.All(curve, point => Assert.True(double.IsNaN(point.UnknownPassed) && double.IsNaN(point.SilencePassed)));
        string svg = Plot.Rejection(curve).Svg;
        Assert.DoesNotContain("unknown words", svg, StringComparison.Ordinal);
        string full = Plot.Rejection(RejectionCurve.Of(Labels, [1, 0, 0, 0, 0, 0, 1, 0], [0, 2])).Svg;
        Assert.Contains("unknown words taken for a word", full, StringComparison.Ordinal);
        Assert.DoesNotContain("silence taken for a word", full, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_do_not_fit_are_refused()
        => Assert.StartsWith("3 probabilities for 1 clips of 2 classes", Assert.Throws<ArgumentException>(() => RejectionCurve.Of(["a", "b"], [1, 0, 0], [0])).Message, StringComparison.Ordinal);
}
