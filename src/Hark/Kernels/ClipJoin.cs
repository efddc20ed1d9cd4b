using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>y[r, i] = x[r, i] + second[r, i] + row[i], those that are there, then max(0, ·) where asked for: the end of a residual block.</summary>
internal sealed unsafe class ClipJoin<TVector, TLanes>(int rows, int length, bool relu) : ClipStep
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    public override bool Splits => length % TLanes.Width == 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(in ClipBuffers at, int part, int parts)
    {
        (int start, int end) = KernelArguments.Share(rows, part, parts);
        for (int r = start; r < end; r++)
        {
            nint first = (nint)r * length;
            float* x = at.X + first, y = at.Y + first, row = at.Row;
            float* second = at.Second == null ? null : at.Second + first;
            for (int i = 0; i < length; i += TLanes.Width)
            {
                TVector sum = TLanes.Load(x + i);
                if (second != null)
                {
                    sum = TLanes.Add(sum, TLanes.Load(second + i));
                }

                if (row != null)
                {
                    sum = TLanes.Add(sum, TLanes.Load(row + i));
                }

                TLanes.Store(relu ? TLanes.Rectify(sum) : sum, y + i);
            }
        }
    }
}
