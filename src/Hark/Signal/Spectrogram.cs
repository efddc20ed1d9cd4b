namespace Hark.Signal;

/// <summary>
/// Features of a sound over time, [bins, frames] in librosa's order: magnitudes, powers, decibels, mel bands or cepstral coefficients,
/// with what is needed to draw their axes.
/// </summary>
public sealed class Spectrogram
{
    private readonly float[] _values;
    private readonly double[]? _binHz;

    /// <summary>Takes over <paramref name="values"/> (not copied).</summary>
    /// <param name="values">[bins, frames], row by row: all frames of bin 0 first.</param>
    /// <param name="bins">Rows.</param>
    /// <param name="frames">Columns.</param>
    /// <param name="sampleRate">Of the sound, Hz.</param>
    /// <param name="hopSamples">Samples from one frame to the next.</param>
    /// <param name="nFft">Points of the transform behind it.</param>
    /// <param name="binHz">[bins] frequencies where they are not bin·sampleRate/nFft (mel bands), else null.</param>
    public Spectrogram(float[] values, int bins, int frames, int sampleRate, int hopSamples, int nFft, double[]? binHz = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hopSamples, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(nFft, 1);
        if (values.Length != bins * frames)
        {
            throw SignalGuard.WrongLength(values.Length, bins * frames, nameof(values), $"a spectrogram of {bins} bins x {frames} frames");
        }

        if (binHz is not null)
        {
            if (binHz.Length != bins)
            {
                throw SignalGuard.WrongLength(binHz.Length, bins, nameof(binHz), $"a spectrogram of {bins} bins");
            }
        }

        _values = values;
        _binHz = binHz;
        Bins = bins;
        Frames = frames;
        SampleRate = sampleRate;
        HopSamples = hopSamples;
        NFft = nFft;
    }

    /// <summary>Rows: frequencies, mel bands or coefficients.</summary>
    public int Bins { get; }

    /// <summary>Columns: steps in time.</summary>
    public int Frames { get; }

    /// <summary>Of the sound, Hz.</summary>
    public int SampleRate { get; }

    /// <summary>Samples from one frame to the next.</summary>
    public int HopSamples { get; }

    /// <summary>Points of the transform behind it.</summary>
    public int NFft { get; }

    /// <summary>[bins, frames], row by row.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Value of one bin in one frame.</summary>
    public float this[int bin, int frame]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)bin, (uint)Bins, nameof(bin));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)frame, (uint)Frames, nameof(frame));
            return _values[(bin * Frames) + frame];
        }
    }

    /// <summary>All frames of one bin.</summary>
    public ReadOnlySpan<float> Bin(int bin)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)bin, (uint)Bins, nameof(bin));
        return _values.AsSpan(bin * Frames, Frames);
    }

    /// <summary>Centre frequency of a bin or mel band, Hz.</summary>
    public double BinHz(int bin)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)bin, (uint)Bins, nameof(bin));
        return _binHz is null ? (double)bin * SampleRate / NFft : _binHz[bin];
    }

    /// <summary>Time of a frame (its centre where frames are centred, else its start), seconds.</summary>
    public double FrameSeconds(int frame) => (double)frame * HopSamples / SampleRate;

    /// <summary>The same axes with other values.</summary>
    /// <param name="values">[bins, frames], taken over.</param>
    public Spectrogram With(float[] values) => new(values, Bins, Frames, SampleRate, HopSamples, NFft, _binHz);
}
