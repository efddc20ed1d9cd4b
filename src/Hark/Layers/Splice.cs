namespace Hark.Layers;

/// <summary>
/// The columns of a window that are computed anew, as one narrow picture: those from the start and those up to the end, joined. At both outer ends it has the
/// window's own padding; around the joint stand columns that are only looked at, and what a layer says of them is dropped.
/// </summary>
/// <param name="Whole">Columns of the window.</param>
/// <param name="Left">Columns of the result from the start.</param>
/// <param name="Right">Columns of the result up to the end.</param>
/// <param name="Reach">How far a column of the result looks.</param>
internal readonly record struct Splice(int Whole, int Left, int Right, TimeReach Reach)
{
    /// <summary>Columns of the narrow picture.</summary>
    public int Columns => Left + Reach.After + Right + Reach.Before;

    /// <summary>The whole window, as it is.</summary>
    public static Splice None(int columns) => new(columns, columns, 0, default);

    /// <summary>Joins what the result looks at.</summary>
    /// <param name="window">[rows, Whole, channels].</param>
    /// <param name="rows">Height.</param>
    /// <param name="channels">Floats of a column.</param>
    /// <param name="narrow">[rows, Columns, channels], overwritten.</param>
    public void Gather(ReadOnlySpan<float> window, int rows, int channels, Span<float> narrow)
    {
        int left = (Left + Reach.After) * channels, right = (Columns * channels) - left, line = Whole * channels;
        for (int row = 0; row < rows; row++, window = window[line..], narrow = narrow[(left + right)..])
        {
            window[..left].CopyTo(narrow);
            window[(line - right)..line].CopyTo(narrow[left..]);
        }
    }

    /// <summary>Brings the result to its place; the columns between stay.</summary>
    /// <param name="narrow">[rows, Columns, channels].</param>
    /// <param name="rows">Height.</param>
    /// <param name="channels">Floats of a column.</param>
    /// <param name="window">[rows, Whole, channels].</param>
    public void Scatter(ReadOnlySpan<float> narrow, int rows, int channels, Span<float> window)
    {
        int left = Left * channels, right = Right * channels, line = Whole * channels, narrowLine = Columns * channels;
        for (int row = 0; row < rows; row++, window = window[line..], narrow = narrow[narrowLine..])
        {
            narrow[..left].CopyTo(window);
            narrow[(narrowLine - right)..narrowLine].CopyTo(window[(line - right)..]);
        }
    }
}
