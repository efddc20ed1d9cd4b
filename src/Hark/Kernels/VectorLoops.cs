namespace Hark.Kernels;

/// <summary>Plain loops over memory that several kernels share.</summary>
internal static unsafe class VectorLoops<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>to[i] += from[i].</summary>
    public static void AddTo(float* from, float* to, nint count)
    {
        nint i = 0;
        for (; i + TLanes.Width <= count; i += TLanes.Width)
        {
            TLanes.Store(TLanes.Add(TLanes.Load(to + i), TLanes.Load(from + i)), to + i);
        }

        for (; i < count; i++)
        {
            to[i] += from[i];
        }
    }

    /// <summary>sums[n] += Σ_r from[r · columns + n].</summary>
    public static void AddColumnSums(float* from, int rows, int columns, float* sums)
    {
        int n = 0;
        for (; n + TLanes.Width <= columns; n += TLanes.Width)
        {
            TVector even = default, odd = default;
            float* at = from + n;
            int r = 0;
            for (; r + 2 <= rows; r += 2, at += 2 * (nint)columns)
            {
                even = TLanes.Add(even, TLanes.Load(at));
                odd = TLanes.Add(odd, TLanes.Load(at + columns));
            }

            if (r < rows)
            {
                even = TLanes.Add(even, TLanes.Load(at));
            }

            TLanes.Store(TLanes.Add(TLanes.Load(sums + n), TLanes.Add(even, odd)), sums + n);
        }

        for (; n < columns; n++)
        {
            float sum = 0;
            for (int r = 0; r < rows; r++)
            {
                sum += from[((nint)r * columns) + n];
            }

            sums[n] += sum;
        }
    }
}
