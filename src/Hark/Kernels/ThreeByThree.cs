using System.Runtime.CompilerServices;

namespace Hark.Kernels;

/// <summary>The depthwise 3 × 3 convolution of 'same' padding over channels that fill vectors: nine weights in registers, no padded copy.</summary>
internal static unsafe class ThreeByThree<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    public static bool Fits(ConvolutionShape shape)
        => shape is
        {
            Height: { Kernel: 3, Stride: 1, Dilation: 1 },
            Width: { Kernel: 3, Stride: 1, Dilation: 1, PadBefore: 1, PadAfter: 1, Input: >= 2 },
        } && shape.InputChannels % TLanes.Width == 0;

    /// <summary>One vector of channels of some rows of outputs.</summary>
    /// <param name="lines">[rows, 3]: the input rows that each output row reads, at these channels.</param>
    /// <param name="offset">Of the channels.</param>
    /// <param name="weights">[10, lane]: nine taps and what is added.</param>
    /// <param name="rows">Rows of outputs.</param>
    /// <param name="columns">Columns of outputs.</param>
    /// <param name="channels">Floats from a column to the next.</param>
    /// <param name="relu">Whether to clamp below at zero.</param>
    /// <param name="y">The first output at these channels; overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float** lines, nint offset, float* weights, int rows, int columns, nint channels, bool relu, float* y)
    {
        int width = TLanes.Width;
        TVector w0 = TLanes.Load(weights), w1 = TLanes.Load(weights + width), w2 = TLanes.Load(weights + (2 * width));
        TVector w3 = TLanes.Load(weights + (3 * width)), w4 = TLanes.Load(weights + (4 * width)), w5 = TLanes.Load(weights + (5 * width));
        TVector w6 = TLanes.Load(weights + (6 * width)), w7 = TLanes.Load(weights + (7 * width)), w8 = TLanes.Load(weights + (8 * width));
        TVector shift = TLanes.Load(weights + (9 * width));
        for (int row = 0; row < rows; row++, lines += 3)
        {
            // a, b and c are the column under the middle taps.
            float* a = lines[0] + offset, b = lines[1] + offset, c = lines[2] + offset;
            for (int column = 0; column < columns; column++, a += channels, b += channels, c += channels, y += channels)
            {
                TVector first = TLanes.MultiplyAdd(TLanes.Load(a), w1, shift);
                TVector second = TLanes.Multiply(TLanes.Load(b), w4);
                TVector third = TLanes.Multiply(TLanes.Load(c), w7);
                if (column > 0)
                {
                    first = TLanes.MultiplyAdd(TLanes.Load(a - channels), w0, first);
                    second = TLanes.MultiplyAdd(TLanes.Load(b - channels), w3, second);
                    third = TLanes.MultiplyAdd(TLanes.Load(c - channels), w6, third);
                }

                if (column < columns - 1)
                {
                    first = TLanes.MultiplyAdd(TLanes.Load(a + channels), w2, first);
                    second = TLanes.MultiplyAdd(TLanes.Load(b + channels), w5, second);
                    third = TLanes.MultiplyAdd(TLanes.Load(c + channels), w8, third);
                }

                first = TLanes.Add(first, TLanes.Add(second, third));
                TLanes.Store(relu ? TLanes.Rectify(first) : first, y);
            }
        }
    }
}
