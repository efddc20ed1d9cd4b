using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>y[i] = mean over r of x[r, i]: over the height of a picture, or over all positions.</summary>
internal sealed unsafe class ClipMean<TVector, TLanes>(int rows, int length) : ClipStep
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(in ClipBuffers at, int part, int parts)
    {
        TVector scale = TLanes.Broadcast(1f / rows);
        int width = TLanes.Width;
        int i = 0;
        for (; i + (4 * width) <= length; i += 4 * width)
        {
            float* x = at.X + i;
            TVector s0 = default, s1 = default, s2 = default, s3 = default;
            for (int r = 0; r < rows; r++, x += length)
            {
                s0 = TLanes.Add(s0, TLanes.Load(x));
                s1 = TLanes.Add(s1, TLanes.Load(x + width));
                s2 = TLanes.Add(s2, TLanes.Load(x + (2 * width)));
                s3 = TLanes.Add(s3, TLanes.Load(x + (3 * width)));
            }

            float* y = at.Y + i;
            TLanes.Store(TLanes.Multiply(s0, scale), y);
            TLanes.Store(TLanes.Multiply(s1, scale), y + width);
            TLanes.Store(TLanes.Multiply(s2, scale), y + (2 * width));
            TLanes.Store(TLanes.Multiply(s3, scale), y + (3 * width));
        }

        for (; i < length; i += width)
        {
            float* x = at.X + i;
            TVector sum = default;
            for (int r = 0; r < rows; r++, x += length)
            {
                sum = TLanes.Add(sum, TLanes.Load(x));
            }

            TLanes.Store(TLanes.Multiply(sum, scale), at.Y + i);
        }
    }
}
