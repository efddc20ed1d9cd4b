namespace Hark.Streaming;

/// <summary>
/// Makes live sound more like that of the training, where it is asked to: takes an offset out, brings speech slowly to a level. In between, the
/// speech activity is measured. The same for any cutting of the sound.
/// </summary>
internal sealed class InputConditioner(int sampleRate, DetectorOptions options, SpeechActivity activity)
{
    private const double OffsetSeconds = 0.25;
    private const double LargestGainDb = 20;

    /// <summary>Part of the way to the wanted level that each block of speech goes: most of it within a second or two of speech.</summary>
    private const double GainStep = 0.01;

    // Below this an offset is none; decaying further it would become a subnormal number, which processors are slow with.
    private const double LeastOffset = 1e-12;
    private readonly double _offsetStep = 1 / (OffsetSeconds * sampleRate);
    private double _offset;
    private double _energy;
    private int _energySamples;
    private double _gainDb;
    private float _gain = 1;

    /// <summary>Changes the samples, which follow those of the call before, in place.</summary>
    public void Process(Span<float> samples)
    {
        while (!samples.IsEmpty)
        {
            Span<float> piece = samples[..Math.Min(samples.Length, activity.LeftInBlock)];
            samples = samples[piece.Length..];
            if (options.RemoveOffset)
            {
                RemoveOffset(piece);
            }

            bool blockEnds = activity.Add(piece);
            if (options.SpeechLevelDbfs is { } level)
            {
                Amplify(piece);
                if (blockEnds)
                {
                    AdjustGain(level);
                }
            }
        }
    }

    /// <summary>As before the first sample.</summary>
    public void Reset()
    {
        activity.Reset();
        (_offset, _energy, _energySamples, _gainDb, _gain) = (0, 0, 0, 0, 1);
    }

    private void RemoveOffset(Span<float> samples)
    {
        double offset = Math.Abs(_offset) < LeastOffset ? 0 : _offset;
        foreach (ref float sample in samples)
        {
            offset += (sample - offset) * _offsetStep;
            sample = (float)(sample - offset);
        }

        _offset = offset;
    }

    private void Amplify(Span<float> samples)
    {
        foreach (ref float sample in samples)
        {
            _energy += (double)sample * sample;
            sample *= _gain;
        }

        _energySamples += samples.Length;
    }

    private void AdjustGain(double wantedDbfs)
    {
        if (activity.StandsOutNow)
        {
            double level = 10 * Math.Log10((_energy / _energySamples) + 1e-30);
            _gainDb = Math.Clamp(_gainDb + (GainStep * (wantedDbfs - level - _gainDb)), -LargestGainDb, LargestGainDb);
            _gain = (float)Math.Pow(10, _gainDb / 20);
        }

        (_energy, _energySamples) = (0, 0);
    }
}
