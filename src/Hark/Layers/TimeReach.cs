namespace Hark.Layers;

/// <summary>How far along time (the width) a layer looks: what it gives at a column depends on columns from so many before to so many after.</summary>
/// <param name="Before">Columns before.</param>
/// <param name="After">Columns after.</param>
internal readonly record struct TimeReach(int Before, int After)
{
    public static TimeReach operator +(TimeReach a, TimeReach b) => new(a.Before + b.Before, a.After + b.After);

    /// <summary>As far as any of them; nowhere if there is none.</summary>
    public static TimeReach Farthest(IEnumerable<TimeReach> reaches)
        => reaches.Aggregate(default(TimeReach), (a, b) => new TimeReach(Math.Max(a.Before, b.Before), Math.Max(a.After, b.After)));

    /// <summary>The reach of a layer at inference that does the same to every column and keeps the width; null of any other.</summary>
    public static TimeReach? Of(Layer layer)
    {
        int columns = layer.OutputShape.Width;
        if (layer.OutputShape.Rank == 1 || layer.Inputs.Any(input => input.OutputShape.Width != columns))
        {
            return null;
        }

        return layer switch
        {
            Convolution { WidthAxis: { Stride: 1 } axis } => new TimeReach(axis.PadBefore, axis.PadAfter),
            InputLayer or BatchNormalization or ReLU or SiLU or Dropout or Add or BroadcastAdd or Pooling { MeansHeight: true } => new TimeReach(0, 0),
            _ => null,
        };
    }
}
