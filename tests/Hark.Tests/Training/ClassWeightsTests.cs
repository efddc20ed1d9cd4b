using Hark.Data;
using Hark.Training;

namespace Hark.Tests.Training;

public class ClassWeightsTests
{
    [Fact]
    public void Balanced_labels_weigh_the_same_together()
    {
        IReadOnlyDictionary<string, float> weights = ClassWeights.Balanced(Clips());
        Assert.Equal([("a", 6f / 3 / 1), ("b", 6f / 3 / 2), ("c", 6f / 3 / 3)], weights.Select(w => (w.Key, w.Value)));
        Assert.Equal(weights, ClassWeights.Parse("Balanced", Clips()));
    }

    [Fact]
    public void Weights_are_read_by_label()
        => Assert.Equal([("a", 2f), ("c", 0.5f)], ClassWeights.Parse(" a=2, c =0.5", Clips()).Select(w => (w.Key, w.Value)));

    private static ClipSource Clips() => LabeledClips.From(NpyArray.From(new float[6], 6, 1), NpyArray.FromStrings(["a", "b", "b", "c", "c", "c"], 6), 8000);
}
