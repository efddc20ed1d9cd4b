namespace Hark.Kernels;

/// <summary>Adds a member to the mean of probabilities in Y: see <see cref="Softmax.AddToMean"/>.</summary>
internal sealed unsafe class ClipOpinion(int classes, float temperature, double share, bool first) : ClipStep
{
    public override void Execute(in ClipBuffers at, int part, int parts) => Softmax.AddToMean(new(at.X, classes), temperature, share, first, new(at.Y, classes));
}
