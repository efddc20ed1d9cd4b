namespace Hark.Kernels;

/// <summary>
/// Which numbers of a channels-last matrix [rows, channels] belong together: rows come in runs of <paramref name="RowsPerBand"/> that go round
/// through the bands. One band is the ordinary case: every row alike.
/// </summary>
/// <param name="Channels">Columns.</param>
/// <param name="Bands">Kinds of rows.</param>
/// <param name="RowsPerBand">Rows until the next band begins.</param>
public readonly record struct ChannelBands(int Channels, int Bands, int RowsPerBand)
{
    /// <summary>Statistics kept: one a channel and band, [bands, channels].</summary>
    public int Length => Bands * Channels;

    /// <summary>Where the statistics of a row begin.</summary>
    public int OffsetOf(long row) => Bands == 1 ? 0 : (int)(row / RowsPerBand % Bands) * Channels;

    /// <summary>The first row after <paramref name="row"/> that belongs to another band, at most <paramref name="end"/>.</summary>
    public long RunEnd(long row, long end) => Bands == 1 ? end : Math.Min(end, ((row / RowsPerBand) + 1) * RowsPerBand);
}
