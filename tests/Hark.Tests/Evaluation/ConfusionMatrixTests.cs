using System.Text.Json;
using Hark.Evaluation;

namespace Hark.Tests.Evaluation;

public class ConfusionMatrixTests
{
    [Fact]
    public void Every_figure_is_that_of_scikit_learn()
    {
        int compared = 0;
        foreach (JsonElement golden in GoldenEvaluation.Section("metrics").EnumerateArray())
        {
            var matrix = new ConfusionMatrix(golden.GetProperty("labels").EnumerateArray().Select(label => label.GetString()!));
            matrix.AddRange(GoldenEvaluation.Integers(golden, "actual"), GoldenEvaluation.Integers(golden, "predicted"));
            Assert.Equal(golden.GetProperty("accuracy").GetDouble(), matrix.Accuracy, 1e-15);
            for (int row = 0; row < matrix.Labels.Count; row++)
            {
                for (int column = 0; column < matrix.Labels.Count; column++)
                {
                    Assert.Equal(golden.GetProperty("confusion")[row][column].GetInt32(), matrix[row, column]);
                }
            }

            IReadOnlyList<ClassMetrics> perClass = matrix.PerClass();
            for (int label = 0; label < perClass.Count; label++)
            {
                Assert.Equal(matrix.Labels[label], perClass[label].Label);
                Assert.Equal(golden.GetProperty("precision")[label].GetDouble(), perClass[label].Precision, 1e-15);
                Assert.Equal(golden.GetProperty("recall")[label].GetDouble(), perClass[label].Recall, 1e-15);
                Assert.Equal(golden.GetProperty("f1")[label].GetDouble(), perClass[label].F1, 1e-15);
                Assert.Equal(golden.GetProperty("support")[label].GetInt32(), perClass[label].Support);
                compared++;
            }
        }

        Assert.Equal(23, compared);
    }

    [Fact]
    public void An_empty_matrix_has_no_accuracy()
    {
        var matrix = new ConfusionMatrix(["yes", "no"]);
        Assert.True(double.IsNaN(matrix.Accuracy));
        Assert.All(matrix.PerClass(), metrics => Assert.Equal((0.0, 0.0, 0.0, 0), (metrics.Precision, metrics.Recall, metrics.F1, metrics.Support)));
    }

    [Fact]
    public void The_counts_are_given_as_a_copy()
    {
        var matrix = new ConfusionMatrix(["yes", "no"]);
        matrix.Add(0, 1, clips: 3);
        int[,] counts = matrix.ToArray();
        counts[0, 1] = 9;
        Assert.Equal(3, matrix[0, 1]);
        Assert.Equal((3, 0), (matrix.Total, matrix.Correct));
    }

    [Fact]
    public void Wrong_classes_labels_and_lengths_are_refused()
    {
        var matrix = new ConfusionMatrix(["yes", "no"]);
        Assert.StartsWith("The classes are 0 to 1.", Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Add(2, 0)).Message, StringComparison.Ordinal);
        Assert.StartsWith("The classes are 0 to 1.", Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Add(0, -1)).Message, StringComparison.Ordinal);
        Assert.StartsWith("2 true classes for 1 predicted ones", Assert.Throws<ArgumentException>(() => matrix.AddRange([0, 1], [0])).Message, StringComparison.Ordinal);
        Assert.StartsWith("The label \"a\" is there more than once.", Assert.Throws<ArgumentException>(() => new ConfusionMatrix(["a", "b", "a"])).Message, StringComparison.Ordinal);
        Assert.StartsWith("A confusion matrix needs at least one label.", Assert.Throws<ArgumentException>(() => new ConfusionMatrix([])).Message, StringComparison.Ordinal);
    }
}
