using System.Runtime.CompilerServices;

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

    /// <summary>sums[n] += Σ_r x[r] · matrix[r · columns + n]: one row times a matrix that is read once, as it lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRows(float* x, float* matrix, int rows, int columns, float* sums)
    {
        int r = 0;
        for (; r + 4 <= rows; r += 4, x += 4, matrix += 4 * (nint)columns)
        {
            float* m1 = matrix + columns, m2 = m1 + columns, m3 = m2 + columns;
            TVector x0 = TLanes.Broadcast(x[0]), x1 = TLanes.Broadcast(x[1]), x2 = TLanes.Broadcast(x[2]), x3 = TLanes.Broadcast(x[3]);
            int n = 0;
            for (; n + TLanes.Width <= columns; n += TLanes.Width)
            {
                TVector sum = TLanes.MultiplyAdd(x0, TLanes.Load(matrix + n), TLanes.Load(sums + n));
                sum = TLanes.MultiplyAdd(x1, TLanes.Load(m1 + n), sum);
                sum = TLanes.MultiplyAdd(x2, TLanes.Load(m2 + n), sum);
                TLanes.Store(TLanes.MultiplyAdd(x3, TLanes.Load(m3 + n), sum), sums + n);
            }

            for (; n < columns; n++)
            {
                sums[n] += (x[0] * matrix[n]) + (x[1] * m1[n]) + (x[2] * m2[n]) + (x[3] * m3[n]);
            }
        }

        for (; r < rows; r++, x++, matrix += columns)
        {
            for (int n = 0; n < columns; n++)
            {
                sums[n] += *x * matrix[n];
            }
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
