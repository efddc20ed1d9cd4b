namespace Hark.Layers;

/// <summary>
/// The shape of one clip's activation, channels last: [channels], [time, channels] or [height, width, channels].
/// A 1-D sequence is held as height 1, so that one form of code serves both; <see cref="Rank"/> keeps how it is spoken of.
/// </summary>
public readonly record struct TensorShape(int Rank, int Height, int Width, int Channels)
{
    public static TensorShape Of(int channels) => Create(1, 1, 1, channels);

    public static TensorShape Of(int time, int channels) => Create(2, 1, time, channels);

    public static TensorShape Of(int height, int width, int channels) => Create(3, height, width, channels);

    /// <summary>Elements of one clip.</summary>
    public int Length => Height * Width * Channels;

    /// <summary>The same rank with other extents.</summary>
    public TensorShape With(int height, int width, int channels) => Create(Rank, height, width, channels);

    /// <summary>The dimensions as users write them.</summary>
    public int[] ToArray() => Rank switch
    {
        1 => [Channels],
        2 => [Width, Channels],
        _ => [Height, Width, Channels],
    };

    /// <summary>For example <c>8000, 1</c>.</summary>
    public override string ToString() => string.Join(", ", ToArray());

    private static TensorShape Create(int rank, int height, int width, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        return (long)height * width * channels <= int.MaxValue
            ? new(rank, height, width, channels)
            : throw new ArgumentException($"A clip of {height} x {width} x {channels} elements is larger than {int.MaxValue:N0}.");
    }
}
