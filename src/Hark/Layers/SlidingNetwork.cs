using Hark.Kernels;

namespace Hark.Layers;

/// <summary>
/// A network at inference over windows that follow each other over one sound: what windows share of its inner values is computed once and moved along, the rest
/// anew. Gives the bits of a pass over the whole window, as nothing is ever added to what was kept. One thread at a time; a pass allocates nothing.
/// </summary>
internal sealed class SlidingNetwork : IDisposable
{
    private readonly Network _network;
    private readonly SlidingPart[] _parts;
    private readonly Track[] _tracks;
    private readonly MemoryArena _arena;
    private int _version;

    /// <param name="network">Its parameters are shared, not owned; to be run clip by clip.</param>
    /// <param name="motion">How windows follow each other.</param>
    /// <param name="stages">As <see cref="SlidingPlan"/> makes them.</param>
    /// <param name="arena">Working memory; may be shared with what is never at work at the same time.</param>
    public SlidingNetwork(Network network, WindowMotion motion, SlidingStage[] stages, MemoryArena arena)
    {
        _network = network;
        _arena = arena;
        _parts = [.. stages.Select(stage => new SlidingPart(network, stage))];
        _tracks = new Track[motion.Phases];
        for (int i = 0; i < _tracks.Length; i++)
        {
            _tracks[i] = new Track([.. stages[..^1].Select(stage => new KeptValue(stage.To.OutputShape, motion.Columns))]);
        }

        _arena.Ensure(_parts.Max(part => part.Memory));
        TakeWeights();
    }

    /// <summary>Floats kept from window to window.</summary>
    public long Kept => _tracks.Sum(track => track.Values.Sum(value => (long)value.Memory));

    /// <inheritdoc cref="SlidingNetwork(Network, WindowMotion, SlidingStage[], MemoryArena)"/>
    /// <returns>Null for a network whose windows are better run whole.</returns>
    public static SlidingNetwork? TryCreate(Network network, WindowMotion motion, MemoryArena arena)
        => SlidingPlan.TryMake(network, motion) is { } stages ? new SlidingNetwork(network, motion, stages, arena) : null;

    /// <summary>Runs the next window.</summary>
    /// <param name="window">What the network takes.</param>
    /// <param name="number">Which window it is, from 0. Windows may be left out, but not be gone back to.</param>
    /// <param name="output">What the network gives; overwritten.</param>
    public void Forward(ReadOnlySpan<float> window, long number, Span<float> output)
    {
        if (_version != _network.Version)
        {
            TakeWeights();
        }

        Track track = _tracks[number % _tracks.Length];
        bool slides = track.Number >= 0 && number - track.Number == _tracks.Length;
        track.Number = number;
        ReadOnlySpan<float> from = window;
        for (int i = 0; i < _parts.Length; i++)
        {
            Span<float> to = output;
            if (i < track.Values.Length)
            {
                if (slides)
                {
                    track.Values[i].Move();
                }

                to = track.Values[i].Value;
            }

            _parts[i].Forward(from, slides, _arena.Span, to);
            from = to;
        }
    }

    /// <summary>Forgets the windows so far: the next may have any number.</summary>
    public void Reset()
    {
        foreach (Track track in _tracks)
        {
            track.Number = -1;
        }
    }

    public void Dispose()
    {
        Array.ForEach(_parts, part => part.Dispose());
        Array.ForEach(_tracks, track => Array.ForEach(track.Values, value => value.Dispose()));
    }

    /// <summary>What was kept is of other weights.</summary>
    private void TakeWeights()
    {
        _version = _network.Version;
        Array.ForEach(_parts, part => part.TakeWeights());
        Reset();
    }

    /// <summary>Windows that share columns.</summary>
    private sealed class Track(KeptValue[] values)
    {
        public KeptValue[] Values { get; } = values;

        /// <summary>Of the last window; -1 before the first.</summary>
        public long Number { get; set; } = -1;
    }
}
