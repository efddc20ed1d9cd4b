using System.Numerics;

namespace Hark.Kernels;

/// <summary>A function of each number of a clip.</summary>
internal sealed unsafe class ClipActivation<TOperation>(int length) : ClipStep
    where TOperation : struct, IElementwise
{
    public override bool Splits => true;

    public override void Execute(in ClipBuffers at, int part, int parts)
    {
        int i = WorkerPool.SliceStart(length, part, parts), end = WorkerPool.SliceStart(length, part + 1, parts);
        float* x = at.X, y = at.Y;
        for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> value = Vector.Load(x + i);
            TOperation.Invoke(value, value).Store(y + i);
        }

        for (; i < end; i++)
        {
            y[i] = TOperation.Invoke(x[i], x[i]);
        }
    }
}
