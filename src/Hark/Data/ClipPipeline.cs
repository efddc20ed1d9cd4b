namespace Hark.Data;

/// <summary>
/// Clips on their way to a network: <c>train.Shuffle(seed: 7).Map(length, frontEnd).Batch(32).Prefetch(2)</c>. Immutable; each step
/// returns a new pipeline.
/// </summary>
/// <remarks>
/// Every random order is named by the seed and the pass over the data, so a run resumes at any (epoch, step) without replaying what
/// came before.
/// </remarks>
public sealed class ClipPipeline
{
    internal ClipPipeline(ClipSource source)
    {
        Source = source;
        ExampleLength = source.ClipSamples;
    }

    private ClipPipeline(ClipPipeline other)
    {
        Source = other.Source;
        ExampleLength = other.ExampleLength;
        ShuffleSeed = other.ShuffleSeed;
        Passes = other.Passes;
        Stages = other.Stages;
    }

    /// <summary>Where the clips come from.</summary>
    public ClipSource Source { get; }

    /// <summary>Values of one example after the last map.</summary>
    public int ExampleLength { get; private init; }

    internal long? ShuffleSeed { get; private init; }

    /// <summary>How often an epoch goes over the source.</summary>
    internal int Passes { get; private init; } = 1;

    internal IReadOnlyList<Stage> Stages { get; private init; } = [];

    /// <summary>All clips in a new random order each pass, named by <paramref name="seed"/> and the pass.</summary>
    public ClipPipeline Shuffle(long seed) => new(this) { ShuffleSeed = seed };

    /// <summary>Sends each example through <paramref name="map"/>, which may be called from several threads at once.</summary>
    /// <param name="outputLength">Values that the map fills.</param>
    /// <param name="map">Reads the input, overwrites the output.</param>
    public ClipPipeline Map(int outputLength, ExampleMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Append(outputLength, () => (_, input, output) => map(input, output));
    }

    /// <inheritdoc cref="Map(int, ExampleMap)"/>
    /// <remarks>The map is told the epoch, index and label of the example: what it draws by chance can be drawn again.</remarks>
    public ClipPipeline Map(int outputLength, KeyedExampleMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Append(outputLength, () => map);
    }

    /// <summary>As <see cref="Map(int, ExampleMap)"/> with one map a thread, for maps that keep scratch memory.</summary>
    public ClipPipeline MapPerThread(int outputLength, Func<ExampleMap> createMap)
    {
        ArgumentNullException.ThrowIfNull(createMap);
        return Append(outputLength, () =>
        {
            ExampleMap map = createMap();
            return (_, input, output) => map(input, output);
        });
    }

    /// <summary>Goes over the clips <paramref name="times"/> times in each epoch; a batch may span the seam.</summary>
    public ClipPipeline Repeat(int times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        return new(this) { Passes = checked(Passes * times) };
    }

    /// <summary>Groups the examples; the last, smaller group of an epoch is kept, as Keras's <c>fit</c> does.</summary>
    public Batches Batch(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return new Batches(this, size, prefetched: 0, threads: 1);
    }

    /// <summary>Changes each example where it stands: what leaves it as it is costs nothing. May be called from several threads at once.</summary>
    internal ClipPipeline Change(ExampleChange change) => ChangePerThread(() => change);

    /// <summary>As <see cref="Change"/> with one change a thread, for changes that keep scratch memory.</summary>
    internal ClipPipeline ChangePerThread(Func<ExampleChange> createChange) => new(this) { Stages = [.. Stages, new ChangeStage(createChange)] };

    private ClipPipeline Append(int outputLength, Func<KeyedExampleMap> create)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputLength, 1);
        return new(this) { ExampleLength = outputLength, Stages = [.. Stages, new MapStage(outputLength, create)] };
    }

    /// <summary>One step on the way.</summary>
    internal abstract record Stage;

    /// <summary>Makes another example out of one: how much it fills, and how a thread gets its own.</summary>
    internal sealed record MapStage(int OutputLength, Func<KeyedExampleMap> Create) : Stage;

    /// <summary>Changes an example where it stands: how a thread gets its own.</summary>
    internal sealed record ChangeStage(Func<ExampleChange> Create) : Stage;
}
