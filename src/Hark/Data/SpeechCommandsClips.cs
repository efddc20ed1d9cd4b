namespace Hark.Data;

/// <summary>
/// One split of a Speech Commands folder: its words, then unknown clips drawn from the words not picked, then silence. Unknown and
/// silence are each a tenth of the words, rounded up (Warden 2018).
/// </summary>
internal sealed class SpeechCommandsClips : ClipSource
{
    /// <summary>Draws unknown and silence where clips judge a model, so that all runs are judged on the same.</summary>
    public const int FixedSeed = 59185;

    // Keys of the draws; each side of the data adds its own number, so that validation and test do not share a draw.
    private const int UnknownDraw = 10;
    private const int SilenceDraw = 20;
    private const int CutDraw = 30;
    private readonly ClipStore _store;
    private readonly SpeechCommandsSplit _split;
    private readonly Lazy<BackgroundNoise> _noise;
    private readonly long _seed;
    private readonly bool _redraw;
    private readonly int _side;
    private Drawn _unknown;
    private Drawn _silence;

    /// <param name="labels">All labels.</param>
    /// <param name="shape">Rate and length to deliver.</param>
    /// <param name="store">The recordings.</param>
    /// <param name="split">Which of them belong here.</param>
    /// <param name="noise">What silence is cut from.</param>
    /// <param name="seed">Names the draws.</param>
    /// <param name="redraw">Draw anew each epoch.</param>
    public SpeechCommandsClips(
        LabelSet labels,
        (int SampleRate, int ClipSamples) shape,
        ClipStore store,
        SpeechCommandsSplit split,
        Lazy<BackgroundNoise> noise,
        long seed,
        bool redraw)
        : base(labels, shape.SampleRate, shape.ClipSamples)
    {
        _store = store;
        _split = split;
        _noise = noise;
        _seed = seed;
        _redraw = redraw;
        _side = (int)split.Side;
        _unknown = Draw(UnknownDraw, 0, split.UnknownPool, Math.Min(split.UnknownCount, split.UnknownPool.Length));
        _silence = Draw(SilenceDraw, 0, split.SilencePool, split.SilencePool.Length == 0 ? 0 : split.SilenceCount);
    }

    public override int Count => _split.Words.Length + _split.UnknownCount + _split.SilenceCount;

    public override int LabelIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return index < _split.Words.Length ? _split.WordLabels[index]
            : index < _split.Words.Length + _split.UnknownCount ? _split.UnknownLabel
            : _split.SilenceLabel;
    }

    public override string Name(int epoch, int index)
        => CutAt(epoch, index) is { } cut ? $"{_store.Files[cut.File].Name} (cut)"
            : FileAt(epoch, index) is { } file ? _store.Files[file].Name
            : $"{_split.Side.ToString().ToLowerInvariant()} silence {index - _split.Words.Length - _split.UnknownCount}";

    public override void Read(int epoch, int index, Span<float> samples)
    {
        CheckDestination(samples);
        if (CutAt(epoch, index) is { } cut)
        {
            _store.Read(cut.File, samples);
            SeededRandom chance = cut.Random;
            CutWord.Cut(ref chance, SampleRate, samples);
            return;
        }

        if (FileAt(epoch, index) is { } file)
        {
            _store.Read(file, samples);
            return;
        }

        var random = new SeededRandom(_seed, _redraw ? epoch : 0, SilenceDraw + _side, index - _split.Words.Length - _split.UnknownCount);
        _noise.Value.Draw(ref random, samples);
    }

    /// <summary>The recording at <paramref name="index"/>, or null where silence is cut from noise.</summary>
    private int? FileAt(int epoch, int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        if (index < _split.Words.Length)
        {
            return _split.Words[index];
        }

        index -= _split.Words.Length;
        if (index < _split.UnknownCount)
        {
            int[] drawn = In(ref _unknown, UnknownDraw, epoch, _split.UnknownPool);
            return drawn[index % drawn.Length];
        }

        return _split.SilencePool.Length == 0 ? null : In(ref _silence, SilenceDraw, epoch, _split.SilencePool)[index - _split.UnknownCount];
    }

    /// <summary>The recording of which a piece stands at <paramref name="index"/>, and the chance that cuts it; null where none is cut.</summary>
    private (int File, SeededRandom Random)? CutAt(int epoch, int index)
    {
        int place = index - _split.Words.Length;
        if (_split.CutShare == 0 || place < 0 || place >= _split.UnknownCount)
        {
            return null;
        }

        var random = new SeededRandom(_seed, _redraw ? epoch : 0, CutDraw + _side, place);
        if (random.NextSingle() >= _split.CutProbability)
        {
            return null;
        }

        int drawn = random.NextInt32(_split.Words.Length + _split.UnknownPool.Length);
        return (drawn < _split.Words.Length ? _split.Words[drawn] : _split.UnknownPool[drawn - _split.Words.Length], random);
    }

    /// <summary>The draw of an epoch; the last one is kept, and any can be made again.</summary>
    private int[] In(ref Drawn kept, int draw, int epoch, int[] pool)
    {
        Drawn known = Volatile.Read(ref kept);
        if (_redraw && known.Epoch != epoch)
        {
            known = Draw(draw, epoch, pool, known.Files.Length);
            Volatile.Write(ref kept, known);
        }

        return known.Files;
    }

    private Drawn Draw(int draw, int epoch, int[] pool, int count)
    {
        int[] shuffled = [.. pool];
        var random = new SeededRandom(_seed, epoch, draw + _side);
        random.Shuffle<int>(shuffled);
        return new Drawn(epoch, shuffled[..count]);
    }

    private sealed record Drawn(int Epoch, int[] Files);
}
