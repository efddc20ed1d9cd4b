namespace Hark.Signal;

/// <summary>What a telephone leaves of a sound: 300 to 3,400 Hz, sampled at 8 kHz (the voice band of ITU-T G.712). Holds no state between clips.</summary>
/// <remarks>Models are judged through it. Training has a cheaper line with softer edges: nobody is judged by the very filter he was trained on.</remarks>
internal sealed class TelephoneBand
{
    private const int TelephoneRate = 8000;
    private const double LowestHz = 300;
    private const double HighestHz = 3400;
    private readonly Resampler _band;
    private readonly Resampler? _down;
    private readonly Resampler? _up;

    /// <param name="sampleRate">Hz of the sounds; one below 8 kHz keeps its rate.</param>
    public TelephoneBand(int sampleRate)
    {
        // A 62 ms response: edges of about 50 Hz.
        int length = (sampleRate / 16) | 1;
        double nyquist = sampleRate / 2.0;
        ReadOnlySpan<double> wide = LowPassFilter.Kaiser(length, Math.Min(1, HighestHz / nyquist), 5).Coefficients;
        ReadOnlySpan<double> low = LowPassFilter.Kaiser(length, Math.Min(1, LowestHz / nyquist), 5).Coefficients;
        var band = new double[length];
        for (int i = 0; i < length; i++)
        {
            band[i] = wide[i] - low[i];
        }

        _band = new Resampler(sampleRate, sampleRate, new LowPassFilter(band));
        _down = sampleRate > TelephoneRate ? new Resampler(sampleRate, TelephoneRate) : null;
        _up = sampleRate > TelephoneRate ? new Resampler(TelephoneRate, sampleRate) : null;
    }

    /// <summary>Overwrites <paramref name="samples"/> with what comes out at the other end.</summary>
    public void Apply(Span<float> samples)
    {
        var passed = new float[samples.Length];
        _band.Resample(samples, passed);
        if (_down is not null && _up is not null)
        {
            var narrow = new float[_down.OutputLength(passed.Length)];
            _down.Resample(passed, narrow);
            passed = new float[_up.OutputLength(narrow.Length)];
            _up.Resample(narrow, passed);
        }

        passed.AsSpan(0, samples.Length).CopyTo(samples);
    }
}
