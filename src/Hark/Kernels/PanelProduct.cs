using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hark.Kernels;

/// <summary>
/// A matrix product on one thread against a packed right side: columns in panels two vectors wide, [panel][k][column], the last
/// panel filled up with zeros. Edges of C go through scratch, so that no memory outside C is written.
/// </summary>
internal static unsafe class PanelProduct<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>Columns of a panel.</summary>
    public static int PanelWidth => 2 * TLanes.Width;

    /// <summary>Height of the short register blocks.</summary>
    public static int ShortRows => MicroKernel<TVector, TLanes>.Height(new MicroTask { Short = true });

    /// <summary>Floats that a packed matrix of <paramref name="depth"/> rows and <paramref name="columns"/> columns takes.</summary>
    public static int PackedLength(int depth, int columns) => checked(depth * RoundUp(columns, PanelWidth));

    public static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    /// <summary>A task whose B is packed <paramref name="packedDepth"/> rows deep, and whose C is a plain matrix with rows <paramref name="rowStep"/> apart.</summary>
    public static MicroTask Packed(int packedDepth, nint rowStep) => new()
    {
        BStep = PanelWidth,
        BPanel = (nint)PanelWidth * packedDepth,
        CRow = rowStep,
        CPanel = PanelWidth,
        Depth = packedDepth,
        Ahead = 2048,
    };

    /// <summary>
    /// Packs rows <paramref name="firstRow"/>… of a panel matrix <paramref name="depth"/> deep from
    /// <paramref name="rows"/> × <paramref name="columns"/> values at from[r · rowStride + n · columnStride].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(float* from, nint rowStride, nint columnStride, int rows, int columns, int firstRow, int depth, float* packed)
    {
        Debug.Assert(firstRow + rows <= depth);
        int width = PanelWidth;
        for (int n0 = 0; n0 < columns; n0 += width)
        {
            int used = Math.Min(width, columns - n0);
            float* to = packed + ((nint)n0 * depth) + ((nint)firstRow * width);
            float* source = from + (n0 * columnStride);
            if (columnStride != 1)
            {
                PackColumns(source, rowStride, columnStride, rows, used, to);
                continue;
            }

            for (int r = 0; r < rows; r++)
            {
                if (used == width)
                {
                    TLanes.Store(TLanes.Load(source), to);
                    TLanes.Store(TLanes.Load(source + TLanes.Width), to + TLanes.Width);
                }
                else
                {
                    TLanes.Store(default, to);
                    TLanes.Store(default, to + TLanes.Width);
                    int n = 0;
                    for (; Vector128.IsHardwareAccelerated && n + 4 <= used; n += 4)
                    {
                        Vector128.Load(source + n).Store(to + n);
                    }

                    for (; n < used; n++)
                    {
                        to[n] = source[n];
                    }
                }

                source += rowStride;
                to += width;
            }
        }
    }

    /// <summary>C (+)= A · B (+ bias), clamped at zero where the task says so.</summary>
    /// <param name="task">Strides, depth and ending.</param>
    /// <param name="a">A's first element; readable for <paramref name="rows"/> rounded up to the block height.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="b">B's first element: packed panels, or a plain matrix whose columns fill vectors.</param>
    /// <param name="columns">Columns of C.</param>
    /// <param name="c">C's first element; the task says how its panels lie.</param>
    /// <param name="bias">[columns], or null.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ref MicroTask task, float* a, int rows, float* b, int columns, float* c, float* bias)
    {
        int width = PanelWidth, height = MicroKernel<TVector, TLanes>.Height(in task);
        float* scratch = stackalloc float[12 * 32];
        MicroTask edge = task;
        edge.CRow = width;
        edge.Accumulate = edge.Relu = false;
        for (int n0 = 0; n0 < columns; n0 += width)
        {
            int used = Math.Min(width, columns - n0);
            int vectors = used > TLanes.Width ? 2 : 1;
            float* panel = b + (n0 / width * task.BPanel);
            float* panelBias = bias == null ? null : bias + n0;
            float* ca = a;
            bool whole = used == vectors * TLanes.Width;
            for (int r0 = 0; r0 < rows; r0 += height)
            {
                float* to = c + (r0 * task.CRow) + (n0 / width * task.CPanel);
                if (whole && r0 + height <= rows)
                {
                    MicroKernel<TVector, TLanes>.Multiply(in task, vectors, ca, panel, to, panelBias);
                }
                else
                {
                    MicroKernel<TVector, TLanes>.Multiply(in edge, vectors, ca, panel, scratch, null);
                    Merge(in task, scratch, width, Math.Min(height, rows - r0), used, to, panelBias);
                }

                ca += height * task.ARow;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackColumns(float* from, nint rowStride, nint columnStride, int rows, int used, float* to)
    {
        int width = PanelWidth;
        for (int n = 0; n < width; n++)
        {
            float* source = from + (n * columnStride);
            for (int r = 0; r < rows; r++)
            {
                to[((nint)r * width) + n] = n < used ? source[r * rowStride] : 0;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Merge(in MicroTask task, float* scratch, int scratchRow, int rows, int columns, float* c, float* bias)
    {
        for (int r = 0; r < rows; r++)
        {
            int n = 0;
            for (; Vector128.IsHardwareAccelerated && n + 4 <= columns; n += 4)
            {
                Vector128<float> four = Vector128.Load(scratch + n);
                four = task.Accumulate ? four + Vector128.Load(c + n) : four;
                four = bias != null ? four + Vector128.Load(bias + n) : four;
                (task.Relu ? Vector128.Max(four, Vector128<float>.Zero) : four).Store(c + n);
            }

            for (; n < columns; n++)
            {
                float value = scratch[n];
                value = task.Accumulate ? value + c[n] : value;
                value = bias != null ? value + bias[n] : value;
                c[n] = task.Relu ? MathF.Max(value, 0) : value;
            }

            scratch += scratchRow;
            c += task.CRow;
        }
    }
}
