namespace Hark.Kernels;

/// <summary>How an output plane is cut into tiles, and how a tile's values are reached: in place where the whole tile lies inside, else by way of scratch.</summary>
/// <param name="Batch">Clips.</param>
/// <param name="Height">Height of the plane that is read or written.</param>
/// <param name="Width">Its width.</param>
/// <param name="Channels">Its channels.</param>
/// <param name="Top">Rows of zeros above the first tile.</param>
/// <param name="Left">Columns of zeros before it.</param>
/// <param name="StepDown">Rows from a tile to the next: the tile's outputs.</param>
/// <param name="StepRight">Columns from a tile to the next.</param>
/// <param name="Down">Tiles down the plane.</param>
/// <param name="Across">Tiles across it.</param>
internal readonly record struct TileGrid(
    int Batch, int Height, int Width, int Channels, int Top, int Left, int StepDown, int StepRight, int Down, int Across)
{
    public int Tiles => Batch * Down * Across;

    /// <summary>Row step of the plane in floats.</summary>
    public nint RowStep => (nint)Width * Channels;

    /// <summary>Clip, first row and first column of a tile.</summary>
    public (int Clip, int Row, int Column) At(int tile)
    {
        int row = tile / Across;
        int clip = row / Down;
        return (clip, ((row - (clip * Down)) * StepDown) - Top, ((tile - (row * Across)) * StepRight) - Left);
    }

    /// <summary>Offset of a position, which may lie outside the plane.</summary>
    public nint Offset(int clip, int row, int column) => (((((nint)clip * Height) + row) * Width) + column) * Channels;

    /// <summary>Whether a tile of the given size lies inside.</summary>
    public bool Contains(int row, int column, int height, int width)
        => row >= 0 && column >= 0 && row + height <= Height && column + width <= Width;
}
