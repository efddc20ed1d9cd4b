using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hark.Signal;

/// <summary>Rows to columns.</summary>
internal static unsafe class Transpose
{
    /// <summary>Rows and columns moved at once.</summary>
    public const int Block = 4;

    /// <summary>Overwrites [columns, rows] with the columns of [rows, columns]; the two must not overlap.</summary>
    public static void Of(ReadOnlySpan<float> source, int rows, int columns, Span<float> destination)
    {
        System.Diagnostics.Debug.Assert(source.Length >= rows * columns && destination.Length >= rows * columns, "room");
        fixed (float* from = source, to = destination)
        {
            Of(from, rows, columns, columns, to, rows);
        }
    }

    /// <summary>As above for parts of larger arrays.</summary>
    /// <param name="source">[rows, columns].</param>
    /// <param name="rows">Of the source.</param>
    /// <param name="columns">Of the source.</param>
    /// <param name="sourceStride">From one row of the source to the next.</param>
    /// <param name="destination">[columns, rows], overwritten.</param>
    /// <param name="destinationStride">From one row of the destination to the next.</param>
    public static void Of(float* source, int rows, int columns, int sourceStride, float* destination, int destinationStride)
    {
        int row = 0;
        if (Sse.IsSupported)
        {
            for (; row <= rows - Block; row += Block)
            {
                float* from = source + ((nint)row * sourceStride);
                float* to = destination + row;
                int column = 0;
                for (; column <= columns - Block; column += Block, from += Block, to += (nint)Block * destinationStride)
                {
                    FourByFour(from, sourceStride, to, destinationStride);
                }

                Plain(from, Block, columns - column, sourceStride, to, destinationStride);
            }
        }

        Plain(source + ((nint)row * sourceStride), rows - row, columns, sourceStride, destination + row, destinationStride);
    }

    private static void Plain(float* source, int rows, int columns, int sourceStride, float* destination, int destinationStride)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                destination[((nint)column * destinationStride) + row] = source[((nint)row * sourceStride) + column];
            }
        }
    }

    private static void FourByFour(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        Vector128<float> a = Vector128.Load(source);
        Vector128<float> b = Vector128.Load(source + sourceStride);
        Vector128<float> c = Vector128.Load(source + (2 * sourceStride));
        Vector128<float> d = Vector128.Load(source + (3 * sourceStride));
        Vector128<float> abLow = Sse.UnpackLow(a, b);
        Vector128<float> abHigh = Sse.UnpackHigh(a, b);
        Vector128<float> cdLow = Sse.UnpackLow(c, d);
        Vector128<float> cdHigh = Sse.UnpackHigh(c, d);
        Sse.MoveLowToHigh(abLow, cdLow).Store(destination);
        Sse.MoveHighToLow(cdLow, abLow).Store(destination + destinationStride);
        Sse.MoveLowToHigh(abHigh, cdHigh).Store(destination + (2 * destinationStride));
        Sse.MoveHighToLow(cdHigh, abHigh).Store(destination + (3 * destinationStride));
    }
}
