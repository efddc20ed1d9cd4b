namespace Hark.Data;

/// <summary>The batches of each epoch of a run. Enumerating the same epoch again gives the same batches.</summary>
public sealed class Batches
{
    private readonly int _prefetched;
    private readonly int _threads;

    internal Batches(ClipPipeline pipeline, int size, int prefetched, int threads)
    {
        Pipeline = pipeline;
        Size = size;
        _prefetched = prefetched;
        _threads = threads;
        Count = checked(pipeline.Source.Count * pipeline.Passes);
    }

    /// <summary>Where the examples come from.</summary>
    public ClipSource Source => Pipeline.Source;

    /// <summary>Examples of a full batch.</summary>
    public int Size { get; }

    /// <summary>Examples of an epoch.</summary>
    public int Count { get; }

    /// <summary>Values of one example.</summary>
    public int ExampleLength => Pipeline.ExampleLength;

    /// <summary>Batches of an epoch, the last, smaller one included.</summary>
    public int StepsPerEpoch => (int)(((long)Count + Size - 1) / Size);

    internal ClipPipeline Pipeline { get; }

    /// <summary>
    /// Makes batches ahead on threads of their own while the caller works; their order and content stay the same. Worth it where reading waits
    /// for a disk; where clips are in memory, a trainer that makes its batches itself, on all its threads, is faster.
    /// </summary>
    /// <param name="batches">How many may wait finished, at least 1.</param>
    /// <param name="threads">How many threads make them, at least 1.</param>
    public Batches Prefetch(int batches = 2, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batches, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        return new Batches(Pipeline, Size, batches, threads);
    }

    /// <summary>
    /// The batches of <paramref name="epoch"/> from step <paramref name="firstStep"/> on. A batch holds until the next is asked for.
    /// Leaving early (<c>break</c>) stops the threads that work ahead.
    /// </summary>
    /// <exception cref="HarkException">While enumerating: a clip cannot be read.</exception>
    public IEnumerable<Batch> Epoch(int epoch, int firstStep = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(firstStep);
        var plan = new EpochPlan(this, epoch);
        return _prefetched == 0 ? MadeOnDemand(plan, firstStep, run: null) : MadeAhead(plan, firstStep);
    }

    /// <summary>As <see cref="Epoch(int, int)"/>; batches that are not made ahead are made by <paramref name="run"/>, on the reader's threads.</summary>
    internal IEnumerable<Batch> Epoch(int epoch, int firstStep, PartsRunner run)
        => _prefetched == 0 ? MadeOnDemand(new EpochPlan(this, epoch), firstStep, run) : Epoch(epoch, firstStep);

    private IEnumerable<Batch> MadeOnDemand(EpochPlan plan, int firstStep, PartsRunner? run)
    {
        var team = new BatchTeam(plan, run);
        for (int step = firstStep; step < StepsPerEpoch; step++)
        {
            yield return team.Make(step);
        }
    }

    private IEnumerable<Batch> MadeAhead(EpochPlan plan, int firstStep)
    {
        using var ahead = new PrefetchQueue(plan, firstStep, _prefetched, _threads);
        while (ahead.Next() is { } batch)
        {
            yield return batch;
        }
    }
}
