namespace Hark.Plots;

/// <summary>Turns a table of values into an image, its first row at the bottom.</summary>
internal static class HeatmapImage
{
    // More columns than any screen shows: neighbours are merged, the highest wins, so that short events stay visible.
    private const int MostColumns = 2000;

    /// <summary>The finite range of the values; 0..1 where there is none, one unit wide where all are equal.</summary>
    public static (double Low, double High) Range(ReadOnlySpan<float> values)
    {
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }
        }

        return low < high ? (low, high) : low == high ? (low - 1, high) : (0, 1);
    }

    /// <summary>The PNG of <paramref name="values"/>, [rows × columns], coloured from low to high.</summary>
    public static byte[] Draw(ReadOnlySpan<float> values, int rows, double low, double high, int mostColumns = MostColumns)
    {
        int columns = values.Length / rows;
        int merge = (columns + mostColumns - 1) / mostColumns;
        int width = (columns + merge - 1) / merge;
        var pixels = new byte[rows * width];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> source = values.Slice(row * columns, columns);
            Span<byte> target = pixels.AsSpan((rows - 1 - row) * width, width);
            for (int column = 0; column < columns; column++)
            {
                ref byte pixel = ref target[column / merge];
                pixel = Math.Max(pixel, ColorMap.Index(source[column], low, high));
            }
        }

        return PngImage.Encode(pixels, width, rows, ColorMap.Palette);
    }

    /// <summary>The PNG of a colour bar: one column, high values on top.</summary>
    public static byte[] DrawBar()
    {
        var pixels = new byte[ColorMap.Steps];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(pixels.Length - 1 - i);
        }

        return PngImage.Encode(pixels, 1, ColorMap.Steps, ColorMap.Palette);
    }
}
