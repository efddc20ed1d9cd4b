namespace Hark.Kernels;

/// <summary>
/// Which numbers of a clip's channels-last matrix [rows, channels] belong together: its rows are cut into bands of equal length, one after
/// the other. One band is the ordinary case: every row alike.
/// </summary>
/// <param name="Channels">Columns.</param>
/// <param name="Bands">Kinds of rows.</param>
/// <param name="RowsPerBand">Rows of a band.</param>
internal readonly record struct ChannelBands(int Channels, int Bands, int RowsPerBand)
{
    /// <summary>Statistics kept: one a channel and band, [bands, channels].</summary>
    public int Length => Bands * Channels;

    /// <summary>Floats of one band of a clip.</summary>
    public int RunLength => RowsPerBand * Channels;
}
