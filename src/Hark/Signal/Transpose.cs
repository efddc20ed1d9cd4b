namespace Hark.Signal;

/// <summary>Rows to columns.</summary>
internal static class Transpose
{
    private const int Block = 16;

    /// <param name="source">[rows, columns].</param>
    /// <param name="rows">Of the source.</param>
    /// <param name="columns">Of the source.</param>
    /// <param name="destination">[columns, rows], overwritten; must not overlap the source.</param>
    public static void Of(ReadOnlySpan<float> source, int rows, int columns, Span<float> destination)
    {
        // Block by block, so that both sides stay within a few cache lines.
        for (int top = 0; top < rows; top += Block)
        {
            int bottom = Math.Min(top + Block, rows);
            for (int column = 0; column < columns; column++)
            {
                for (int row = top; row < bottom; row++)
                {
                    destination[(column * rows) + row] = source[(row * columns) + column];
                }
            }
        }
    }
}
