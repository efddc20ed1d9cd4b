using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>The pooled plane of a convolution's output, and the way between the two.</summary>
/// <param name="Rows">Rows of a window: 1 or 2; it is 2 columns wide.</param>
/// <param name="Height">Pooled rows.</param>
/// <param name="Width">Pooled columns.</param>
/// <param name="Channels">Channels.</param>
internal readonly record struct PoolingWindow(int Rows, int Height, int Width, int Channels)
{
    public static PoolingWindow Of(PooledConvolutionKernel kernel)
        => new(kernel.WindowHeight, kernel.PooledHeight, kernel.PooledWidth, kernel.Shape.OutputChannels);

    /// <summary>Offset of a pooled position.</summary>
    public nint Offset(int clip, int row, int column) => (((((nint)clip * Height) + row) * Width) + column) * Channels;
}

/// <summary>Pooling and its reverse for one vector of channels.</summary>
internal static unsafe class PoolingWindow<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>The largest of a window's activations, which are not negative, to <paramref name="y"/>, and its place to <paramref name="winner"/> unless null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pool(TVector first, TVector second, float* y, sbyte* winner)
    {
        TVector place = TLanes.SelectGreater(second, first, TLanes.Broadcast(1), default);
        Finish(TLanes.Max(first, second), place, y, winner);
    }

    /// <summary>As above, for a window of two rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pool(TVector first, TVector second, TVector third, TVector fourth, float* y, sbyte* winner)
    {
        TVector upper = TLanes.Max(first, second), lower = TLanes.Max(third, fourth);
        TVector place = TLanes.SelectGreater(second, first, TLanes.Broadcast(1), default);
        TVector lowerPlace = TLanes.SelectGreater(fourth, third, TLanes.Broadcast(3), TLanes.Broadcast(2));
        Finish(TLanes.Max(upper, lower), TLanes.SelectGreater(lower, upper, lowerPlace, place), y, winner);
    }

    /// <summary>
    /// Part of the gradient before pooling: <paramref name="height"/> × <paramref name="width"/> positions from (row, column) on, zeros
    /// where a position lost, was clamped, or lies outside.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread(
        in PoolingWindow window, float* dy, sbyte* winners, int clip, int row, int column, int channel, int height, int width, float* to, nint toStep)
    {
        int channels = window.Channels, pooledWidth = window.Width, end = column + width, twoRows = window.Rows - 1;
        for (int r = row; r < row + height; r++)
        {
            int pooledRow = r >> twoRows;
            bool outside = pooledRow < 0 || pooledRow >= window.Height;
            nint line = outside ? 0 : window.Offset(clip, pooledRow, 0) + channel;
            int firstPlace = (r & twoRows) * 2;
            TVector left = TLanes.Broadcast(firstPlace), right = TLanes.Broadcast(firstPlace + 1);
            int c = column;
            while (c < end)
            {
                if (outside || c < 0 || c >> 1 >= pooledWidth)
                {
                    TLanes.Store(default, to);
                    to += toStep;
                    c++;
                    continue;
                }

                nint at = line + ((nint)(c >> 1) * channels);
                TVector winner = TLanes.LoadWhole(winners + at), gradient = TLanes.Load(dy + at);
                if ((c & 1) == 0)
                {
                    TLanes.Store(TLanes.SelectEqual(winner, left, gradient, default), to);
                    to += toStep;
                    c++;
                }

                if (c < end)
                {
                    TLanes.Store(TLanes.SelectEqual(winner, right, gradient, default), to);
                    to += toStep;
                    c++;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(TVector best, TVector place, float* y, sbyte* winner)
    {
        TLanes.Store(best, y);
        if (winner != null)
        {
            TLanes.StoreWhole(TLanes.SelectGreater(best, default, place, TLanes.Broadcast(-1)), winner);
        }
    }
}
