namespace Hark.Streaming;

/// <summary>A word that the decoder tells, with the decision that its extent is taken from.</summary>
internal readonly record struct Detection(int Label, float Confidence, long Number, Decision Peak);

/// <summary>
/// From probabilities to words: their mean over the last decisions, a threshold a word that is reached quickly, the highest of rivals, and one telling a word. It knows
/// nothing of sound or networks, so that it can be tuned on probabilities that are stored.
/// </summary>
internal sealed class WordDecoder
{
    private readonly float[] _thresholds;
    private readonly float[] _recent;
    private readonly float[] _smoothed;
    private readonly bool[] _armed;
    private readonly long[] _lastTold;
    private readonly long[] _rising;
    private readonly int _smoothing;
    private readonly int _peakWait;
    private readonly long _lockout;
    private readonly long _refractory;
    private readonly float _release;
    private readonly long _longestRise;
    private long _count;
    private long _lockedUntil;
    private int _candidate;
    private int _waited;
    private float _peak;
    private Decision _peakDecision;

    /// <param name="thresholds">One a label; infinite for labels that are never told.</param>
    /// <param name="options">The times and counts.</param>
    public WordDecoder(float[] thresholds, DetectorOptions options)
    {
        int labels = thresholds.Length;
        _thresholds = thresholds;
        _smoothing = options.Smoothing ?? DetectorOptions.UsualSmoothing;
        _peakWait = options.PeakWait;
        _lockout = InDecisions(options.LockoutMs, options.DecisionMs);
        _refractory = InDecisions(options.RefractoryMs, options.DecisionMs);
        _release = options.Release;
        _longestRise = options.RiseMs is { } rise ? Math.Max((rise / options.DecisionMs) + 1, _smoothing + 1) : long.MaxValue;
        _recent = new float[labels * _smoothing];
        _smoothed = new float[labels];
        _armed = new bool[labels];
        _lastTold = new long[labels];
        _rising = new long[labels];
        Reset();
    }

    /// <summary>The mean of the last decisions' probabilities, one a label.</summary>
    public ReadOnlySpan<float> Smoothed => _smoothed;

    /// <summary>Takes the next decision; says whether a word is told with it.</summary>
    public bool Decide(in Decision decision, ReadOnlySpan<float> probabilities, out Detection detection)
    {
        Smooth(probabilities);
        Rearm();
        Rise(probabilities);
        detection = default;
        if (_count <= _lockedUntil)
        {
            return false;
        }

        int best = Best();
        bool rising = best >= 0 && (_candidate < 0 || _smoothed[best] > _peak);
        if (rising)
        {
            _waited = _candidate < 0 ? 0 : _waited + 1;
            (_candidate, _peak, _peakDecision) = (best, _smoothed[best], decision);
        }
        else if (_candidate >= 0)
        {
            _waited++;
        }

        if (_candidate < 0 || (rising && _waited < _peakWait))
        {
            return false;
        }

        detection = new Detection(_candidate, _peak, decision.Number, _peakDecision);
        _armed[_candidate] = false;
        _lastTold[_candidate] = _count;
        _lockedUntil = _count + _lockout;
        _candidate = -1;
        return true;
    }

    /// <summary>As before the first decision.</summary>
    public void Reset()
    {
        _recent.AsSpan().Clear();
        _smoothed.AsSpan().Clear();
        _armed.AsSpan().Fill(true);
        _lastTold.AsSpan().Clear();
        _rising.AsSpan().Clear();
        (_count, _lockedUntil, _candidate, _waited, _peak) = (0, 0, -1, 0, 0);
    }

    private static long InDecisions(int milliseconds, int decisionMs) => (milliseconds + decisionMs - 1) / decisionMs;

    /// <summary>Added up anew each time, so that no rounding gathers in days of listening.</summary>
    private void Smooth(ReadOnlySpan<float> probabilities)
    {
        int labels = _smoothed.Length;
        probabilities.CopyTo(_recent.AsSpan((int)(_count % _smoothing) * labels, labels));
        _count++;
        for (int label = 0; label < labels; label++)
        {
            float sum = 0;
            for (int at = label; at < _recent.Length; at += labels)
            {
                sum += _recent[at];
            }

            _smoothed[label] = sum / _smoothing;
        }
    }

    private void Rearm()
    {
        for (int label = 0; label < _armed.Length; label++)
        {
            if (!_armed[label] && (_smoothed[label] < _release * _thresholds[label] || _count - _lastTold[label] >= _refractory))
            {
                // Where it never fell, this is a new word's beginning all the same.
                (_armed[label], _rising[label]) = (true, 0);
            }
        }
    }

    /// <summary>Counts the decisions for which each label has been suspected.</summary>
    private void Rise(ReadOnlySpan<float> probabilities)
    {
        for (int label = 0; label < _rising.Length; label++)
        {
            _rising[label] = probabilities[label] >= _release * _thresholds[label] ? _rising[label] + 1 : 0;
        }
    }

    /// <summary>The likeliest label that may be told now; -1 for none.</summary>
    private int Best()
    {
        int best = -1;
        for (int label = 0; label < _smoothed.Length; label++)
        {
            if (_armed[label] && _rising[label] <= _longestRise && _smoothed[label] >= _thresholds[label] && (best < 0 || _smoothed[label] > _smoothed[best]))
            {
                best = label;
            }
        }

        return best;
    }
}
