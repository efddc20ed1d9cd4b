namespace Hark.Signal;

/// <summary>
/// Features of windows of one length that follow each other over one sound: each as <see cref="FeatureExtractor"/> gives it for that window
/// alone, to the bit. Frames inside a window are computed once and moved along; those at its ends, which see its padding, anew. One
/// thread at a time; no allocation.
/// </summary>
/// <remarks>
/// Windows whose distance is no whole number of hops share no frame, but those a few windows apart do: with step s and hop h, every h/gcd(s, h)-th.
/// A track is kept for each of these phases.
/// </remarks>
internal sealed class SlidingFeatures
{
    private readonly FeatureEngine _engine;
    private readonly FeatureOptions _options;
    private readonly int _windowSamples;
    private readonly int _stepSamples;
    private readonly int _insideStart;
    private readonly int _insideEnd;
    private readonly Track[] _tracks;
    private readonly float[] _turned;

    /// <param name="options">Any but cepstra within a range of decibels, whose frames all depend on the loudest: see <see cref="Serves"/>.</param>
    /// <param name="windowSamples">Length of every window.</param>
    /// <param name="stepSamples">From the start of a window to that of the next.</param>
    public SlidingFeatures(FeatureOptions options, int windowSamples, int stepSamples)
    {
        System.Diagnostics.Debug.Assert(Serves(options), "frames that stand for themselves");
        _options = options;
        _windowSamples = windowSamples;
        _stepSamples = stepSamples;

        // Decibels against the window's own loudest are taken from decibels as they are.
        _engine = FeatureEngine.Create(options.NeedsWholeSound ? options with { Reference = options.Reference ?? 1, TopDb = null } : options);
        Frames = options.Stft.Frames(windowSamples);
        int hop = options.Stft.EffectiveHopSamples;
        int padding = options.Stft.Center ? options.Stft.NFft / 2 : 0;
        _insideStart = Math.Min(Frames, (padding + hop - 1) / hop);
        int lastStart = windowSamples + padding - options.Stft.NFft;
        _insideEnd = Math.Clamp(lastStart < 0 ? 0 : (lastStart / hop) + 1, _insideStart, Frames);
        int phases = hop / (int)System.Numerics.BigInteger.GreatestCommonDivisor(stepSamples, hop);

        // Where a phase comes back only after a whole window, nothing can be kept.
        _tracks = new Track[(long)phases * stepSamples < windowSamples ? phases : 1];
        for (int i = 0; i < _tracks.Length; i++)
        {
            _tracks[i] = new Track(new float[Frames * options.Rows]);
        }

        _turned = new float[Frames * options.Rows];
    }

    /// <summary>Frames of each window.</summary>
    public int Frames { get; }

    /// <summary>Frames at the start of a window that see what stands before it, its padding.</summary>
    public int EdgeBefore => _insideStart;

    /// <summary>The same at the end.</summary>
    public int EdgeAfter => Frames - _insideEnd;

    /// <summary>Windows that share frames are so many windows apart.</summary>
    public int Phases => _tracks.Length;

    /// <summary>
    /// Frames that such a window lies later: but for the edges, its frame t is frame t + this of the one before. Null where windows share none, or are settled as a whole.
    /// </summary>
    public int? FramesApart
    {
        get
        {
            long apart = (long)_tracks.Length * _stepSamples;
            int hop = _options.Stft.EffectiveHopSamples;
            return apart < _windowSamples && apart % hop == 0 && !_options.NeedsWholeSound ? (int)(apart / hop) : null;
        }
    }

    /// <summary>Whether a frame can be told from its own samples, or at least be settled afterwards.</summary>
    public static bool Serves(FeatureOptions options) => !(options.Kind == FeatureKind.Mfcc && options.NeedsWholeSound);

    /// <summary>The features of one window.</summary>
    /// <param name="window">[windowSamples], finite.</param>
    /// <param name="number">Which window it is: it begins number · stepSamples after window 0. Windows may be left out, but not be gone back to.</param>
    /// <param name="destination">[frames, rows], overwritten.</param>
    public void Extract(ReadOnlySpan<float> window, long number, Span<float> destination)
    {
        System.Diagnostics.Debug.Assert(window.Length == _windowSamples && destination.Length == _turned.Length, "room");
        Track track = _tracks[number % _tracks.Length];
        long moved = (number - track.Number) * _stepSamples;
        int hop = _options.Stft.EffectiveHopSamples;
        int kept = _insideStart;
        if (track.Number >= 0 && moved < _windowSamples && moved % hop == 0)
        {
            int frames = (int)(moved / hop);
            kept = Math.Max(_insideStart, _insideEnd - frames);
            int rows = _options.Rows;
            track.Values.AsSpan((kept == _insideStart ? 0 : _insideStart + frames) * rows, (kept - _insideStart) * rows).CopyTo(track.Values.AsSpan(_insideStart * rows));
        }

        track.Number = number;
        if (kept == _insideStart)
        {
            Compute(window, 0, Frames, track.Values);
        }
        else
        {
            Compute(window, 0, _insideStart, track.Values);
            Compute(window, kept, Frames - kept, track.Values);
        }

        track.Values.CopyTo(destination);
        if (_options.NeedsWholeSound)
        {
            FeatureEngine.Settle(destination, _options);
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

    private void Compute(ReadOnlySpan<float> window, int first, int count, float[] frames)
    {
        if (count > 0)
        {
            Span<float> turned = _turned.AsSpan(0, count * _options.Rows);
            _engine.Extract(window, first, count, turned);
            Transpose.Of(turned, _options.Rows, count, frames.AsSpan(first * _options.Rows, turned.Length));
        }
    }

    /// <summary>The frames of the last window of a phase.</summary>
    private sealed class Track(float[] values)
    {
        /// <summary>[frames, rows].</summary>
        public float[] Values { get; } = values;

        public long Number { get; set; } = -1;
    }
}
