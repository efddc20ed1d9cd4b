using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>max(0, x), or x · sigmoid(x), of each number of a clip.</summary>
internal sealed unsafe class ClipActivation<TVector, TLanes>(int length, bool sigmoidal) : ClipStep
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(in ClipBuffers at, int part, int parts)
    {
        float* x = at.X, y = at.Y;
        if (!sigmoidal)
        {
            for (nint i = 0; i < length; i += TLanes.Width)
            {
                TLanes.Store(TLanes.Rectify(TLanes.Load(x + i)), y + i);
            }

            return;
        }

        // Whole vectors: memory after the clip is there.
        Sigmoid<TVector, TLanes>.Weigh(x, (length + TLanes.Width - 1) / TLanes.Width * TLanes.Width, y);
    }
}
