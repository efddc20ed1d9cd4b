namespace Hark.Streaming;

/// <summary>
/// Tells sound that stands out of its noise by its level in blocks of 10 ms, and in it where the latest word lies. However the sound is cut, the
/// answers are the same.
/// </summary>
/// <remarks>
/// Levels are those of y[n] = x[n] − x[n−1] + 0.95·y[n−1], which lets no offset and little hum or rumble through (below 130 Hz at 16 kHz). The noise
/// floor follows a falling level at once and a rising one by 2 dB a second: speech has pauses, noise has none.
/// </remarks>
internal sealed class SpeechActivity
{
    public const double BlockSeconds = 0.01;
    private const float Memory = 0.95f;
    private const float LeastPassed = 1e-12f;
    private const float LeastLevel = -120;
    private const float FirstFloor = -60;
    private const float AudibleLevel = -75;
    private const float StandsOut = 6;
    private const float FloorRise = 0.02f;
    private const float FloorFall = 0.2f;
    private const int LeastActiveBlocks = 5;
    private const float WordRange = 25;
    private const int LongestGap = 15;
    private readonly int _blockSamples;
    private readonly float[] _levels;
    private readonly bool[] _stoodOut;
    private double _energy;
    private int _filled;
    private float _before;
    private float _passed;
    private float _floor;
    private long _blocks;
    private int _activeBlocks;

    public SpeechActivity(int sampleRate, int windowSamples)
    {
        _blockSamples = Math.Max(1, (int)Math.Round(sampleRate * BlockSeconds));
        int blocks = Math.Max(1, windowSamples / _blockSamples);
        _levels = new float[blocks];
        _stoodOut = new bool[blocks];
        Reset();
    }

    /// <summary>Samples until the block under way ends, at least 1.</summary>
    public int LeftInBlock => _blockSamples - _filled;

    /// <summary>The level of the last whole block (dB of the weighted sound).</summary>
    public float Level => _levels[(int)((_blocks + _levels.Length - 1) % _levels.Length)];

    /// <summary>Whether the last whole block stood out of the noise.</summary>
    public bool StandsOutNow => _stoodOut[(int)((_blocks + _levels.Length - 1) % _levels.Length)];

    /// <summary>Whether the window that ends here holds sound that stands out.</summary>
    public bool InWindow => _activeBlocks >= Math.Min(LeastActiveBlocks, _levels.Length);

    /// <summary>Takes samples, at most <see cref="LeftInBlock"/>; says whether a block ended with them.</summary>
    public bool Add(ReadOnlySpan<float> samples)
    {
        float before = _before;
        float passed = _passed;
        double energy = 0;
        foreach (float sample in samples)
        {
            passed = sample - before + (Memory * passed);
            before = sample;
            energy += (double)passed * passed;
        }

        (_before, _passed) = (before, passed);
        _energy += energy;
        _filled += samples.Length;
        if (_filled < _blockSamples)
        {
            return false;
        }

        EndBlock((float)Math.Max(LeastLevel, 10 * Math.Log10((_energy / _blockSamples) + 1e-30)));
        (_energy, _filled) = (0, 0);

        // In silence it would fade into the subnormal numbers, which processors are slow with.
        _passed = Math.Abs(_passed) < LeastPassed ? 0 : _passed;
        return true;
    }

    /// <summary>Where the latest stretch of speech in the window lies, in samples from the start of the stream, to about a block.</summary>
    public (long Start, long End) LatestWord()
    {
        int count = (int)Math.Min(_blocks, _levels.Length);
        float loudest = LeastLevel;
        for (int i = 0; i < count; i++)
        {
            loudest = Math.Max(loudest, _levels[i]);
        }

        float least = Math.Max(loudest - WordRange, _floor + StandsOut);
        long first = _blocks - count;
        long end = _blocks;
        while (end > first && LevelOf(end - 1) < least)
        {
            end--;
        }

        if (end == first)
        {
            return (first * _blockSamples, _blocks * _blockSamples);
        }

        long start = end;
        for (long block = end - 1; block >= first && start - block <= LongestGap; block--)
        {
            start = LevelOf(block) >= least ? block : start;
        }

        return (start * _blockSamples, end * _blockSamples);
    }

    /// <summary>As before the first sample.</summary>
    public void Reset()
    {
        _levels.AsSpan().Fill(LeastLevel);
        _stoodOut.AsSpan().Clear();
        (_energy, _filled, _before, _passed, _floor, _blocks, _activeBlocks) = (0, 0, 0, 0, FirstFloor, 0, 0);
    }

    private float LevelOf(long block) => _levels[(int)(block % _levels.Length)];

    private void EndBlock(float level)
    {
        _floor += level < _floor ? FloorFall * (level - _floor) : FloorRise;
        int place = (int)(_blocks % _levels.Length);
        bool standsOut = level > _floor + StandsOut && level > AudibleLevel;
        _activeBlocks += (standsOut ? 1 : 0) - (_stoodOut[place] ? 1 : 0);
        _levels[place] = level;
        _stoodOut[place] = standsOut;
        _blocks++;
    }
}
