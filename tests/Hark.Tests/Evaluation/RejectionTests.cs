using Hark.Evaluation;

namespace Hark.Tests.Evaluation;

public class RejectionTests
{
    [Fact]
    public void Coverage_falls_and_accuracy_is_that_of_the_answered_clips()
    {
        // Top probabilities 0.9 (right), 0.75 (wrong), 0.5 (right).
        float[] probabilities = [0.9f, 0.1f, 0.25f, 0.75f, 0.5f, 0.5f];
        IReadOnlyList<RejectionPoint> curve = Rejection.Curve(probabilities, [0, 0, 0], points: 5);
        Assert.Equal([0, 0.25, 0.5, 0.75, 1], curve.Select(p => p.Threshold));
        Assert.Equal([1, 1, 1, 2 / 3.0, 0], curve.Select(p => p.Coverage));
        Assert.Equal([2 / 3.0, 2 / 3.0, 2 / 3.0, 0.5, double.NaN], curve.Select(p => p.Accuracy));
    }

    [Fact]
    public void Probabilities_that_do_not_belong_to_the_clips_are_refused()
        => Assert.StartsWith("5 probabilities do not belong to 2 clips.", Assert.Throws<ArgumentException>(() => Rejection.Curve(new float[5], [0, 1])).Message, StringComparison.Ordinal);
}
