namespace Hark.Evaluation;

/// <summary>How well one class is recognised.</summary>
/// <param name="Label">The name of the class.</param>
/// <param name="Precision">Right among those predicted as this class: TP / (TP + FP), 0 where none was predicted.</param>
/// <param name="Recall">Right among those truly of this class: TP / (TP + FN), 0 where there is none.</param>
/// <param name="F1">2 TP / (2 TP + FP + FN), the harmonic mean of both, 0 where undefined.</param>
/// <param name="Support">How many clips are truly of this class.</param>
/// <remarks>The values of scikit-learn's <c>precision_recall_fscore_support(..., zero_division=0)</c>.</remarks>
public sealed record ClassMetrics(string Label, double Precision, double Recall, double F1, int Support);
