namespace Hark.Audio;

/// <summary>Sound in memory: samples in −1..1 (float files may exceed it), interleaved by channel, at one sample rate.</summary>
public sealed class AudioClip
{
    private readonly float[] _samples;

    /// <summary>Takes over <paramref name="samples"/> (not copied): frame by frame, its channels side by side.</summary>
    /// <param name="samples">[frames × channels] amplitudes.</param>
    /// <param name="sampleRate">Frames per second, at least 1.</param>
    /// <param name="channels">At least 1.</param>
    public AudioClip(float[] samples, int sampleRate, int channels = 1)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (samples.Length % channels != 0)
        {
            throw new ArgumentException($"{samples.Length} samples are no whole number of frames of {channels} channels.", nameof(samples));
        }

        _samples = samples;
        SampleRate = sampleRate;
        Channels = channels;
    }

    /// <summary>[frames × channels] amplitudes.</summary>
    public ReadOnlySpan<float> Samples => _samples;

    /// <summary>Frames per second (Hz).</summary>
    public int SampleRate { get; }

    public int Channels { get; }

    /// <summary>Samples per channel.</summary>
    public int Frames => _samples.Length / Channels;

    public TimeSpan Duration => TimeSpan.FromSeconds((double)Frames / SampleRate);
}
