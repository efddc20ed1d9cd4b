namespace Hark.Data;

/// <summary>
/// Room for many clips of 16-bit samples in few large arrays: an array a clip would be moved by the garbage collector, again and again, while the
/// others come in. Safe to use from any number of threads.
/// </summary>
/// <param name="mostSamples">What will be put here at most.</param>
internal sealed class SampleShelf(long mostSamples)
{
    private const int BoardSamples = 1 << 21;
    private readonly Lock _gate = new();
    private short[] _board = [];
    private int _used;

    /// <summary>Keeps a copy of <paramref name="samples"/>.</summary>
    public Place Put(ReadOnlySpan<short> samples)
    {
        Place place;
        lock (_gate)
        {
            if (_board.Length - _used < samples.Length)
            {
                _board = GC.AllocateUninitializedArray<short>((int)Math.Max(samples.Length, Math.Min(BoardSamples, mostSamples)));
                _used = 0;
            }

            place = new Place(_board, _used, samples.Length);
            _used += samples.Length;
        }

        samples.CopyTo(place.Samples);
        return place;
    }

    /// <summary>Where a clip stands.</summary>
    internal sealed class Place(short[] board, int start, int length)
    {
        public Span<short> Samples => board.AsSpan(start, length);
    }
}
