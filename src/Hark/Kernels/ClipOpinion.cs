namespace Hark.Kernels;

/// <summary>Adds member number <paramref name="member"/> of <paramref name="members"/> to the mean of probabilities in Y: see <see cref="Softmax.AddToMean"/>.</summary>
internal sealed unsafe class ClipOpinion(int classes, float temperature, int member, int members) : ClipStep
{
    public override void Execute(in ClipBuffers at, int part, int parts) => Softmax.AddToMean(new(at.X, classes), temperature, member, members, new(at.Y, classes));
}
