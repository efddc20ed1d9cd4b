namespace Hark.Kernels;

/// <summary>One class of several: y[into] = ln(e^x[into] + Σ e^x[j]) over j ≥ kept, the others as they are.</summary>
internal sealed unsafe class ClipFold(int classes, int into, int kept) : ClipStep
{
    public override void Execute(in ClipBuffers at, int part, int parts) => Softmax.Fold(new(at.X, classes), into, new(at.Y, kept));
}
