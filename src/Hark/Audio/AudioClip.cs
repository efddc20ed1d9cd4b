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

    /// <summary>Reads a whole WAV file, of any encoding in <see cref="WavEncoding"/>. For long files take <see cref="WavReader"/>.</summary>
    /// <exception cref="HarkException">The file is missing, broken, cut off, empty or of another format; the message says what to do.</exception>
    public static AudioClip Load(string path)
    {
        using var reader = new WavReader(path);
        return reader.ReadAll();
    }

    /// <summary>Reads a whole WAV file from <paramref name="stream"/>, which stays open.</summary>
    /// <inheritdoc cref="Load(string)"/>
    public static AudioClip Load(Stream stream, string name = "WAV stream")
    {
        using var reader = new WavReader(stream, name, leaveOpen: true);
        return reader.ReadAll();
    }

    /// <summary>One clip of as many channels as there are <paramref name="channels"/>, each mono, of one rate and length.</summary>
    public static AudioClip FromChannels(params ReadOnlySpan<AudioClip> channels)
    {
        if (channels.IsEmpty)
        {
            throw new ArgumentException("At least one channel is needed.", nameof(channels));
        }

        AudioClip first = channels[0];
        var samples = new float[first.Frames * channels.Length];
        for (int channel = 0; channel < channels.Length; channel++)
        {
            AudioClip clip = channels[channel];
            if (clip.Channels != 1 || clip.SampleRate != first.SampleRate || clip.Frames != first.Frames)
            {
                throw new ArgumentException(
                    $"Clip {channel} has {clip.Channels} channels, {clip.Frames} frames at {clip.SampleRate} Hz; expected 1 channel, {first.Frames} frames at {first.SampleRate} Hz.",
                    nameof(channels));
            }

            for (int frame = 0; frame < clip.Frames; frame++)
            {
                samples[(frame * channels.Length) + channel] = clip._samples[frame];
            }
        }

        return new AudioClip(samples, first.SampleRate, channels.Length);
    }

    /// <summary>Writes a WAV file, which appears whole or not at all. Samples beyond −1..1 saturate in every encoding but float.</summary>
    /// <exception cref="HarkException">The clip has no frames or a sample that is not finite; the folder or disk cannot take the file.</exception>
    public void Save(string path, WavEncoding encoding = WavEncoding.Pcm16)
    {
        RefuseEmpty(path);
        AtomicFile.Write(path, stream => WriteTo(stream, encoding, path));
    }

    /// <summary>Writes a WAV file to <paramref name="stream"/>, which stays open.</summary>
    /// <inheritdoc cref="Save(string, WavEncoding)"/>
    public void Save(Stream stream, WavEncoding encoding = WavEncoding.Pcm16)
    {
        RefuseEmpty("WAV stream");
        WriteTo(stream, encoding, "WAV stream");
    }

    /// <summary>The bytes of a WAV file, header and all.</summary>
    public byte[] ToWavBytes(WavEncoding encoding = WavEncoding.Pcm16)
    {
        using var stream = new MemoryStream();
        Save(stream, encoding);
        return stream.ToArray();
    }

    /// <summary>One channel, the mean of all: [frames]. A mono clip is returned as it is.</summary>
    public AudioClip ToMono()
    {
        if (Channels == 1)
        {
            return this;
        }

        var mono = new float[Frames];
        for (int frame = 0; frame < mono.Length; frame++)
        {
            double sum = 0;
            foreach (float sample in _samples.AsSpan(frame * Channels, Channels))
            {
                sum += sample;
            }

            mono[frame] = (float)(sum / Channels);
        }

        return new AudioClip(mono, SampleRate);
    }

    /// <summary>One channel of several, counted from 0 (in stereo 0 is left): [frames].</summary>
    public AudioClip Channel(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Channels);
        var samples = new float[Frames];
        for (int frame = 0; frame < samples.Length; frame++)
        {
            samples[frame] = _samples[(frame * Channels) + index];
        }

        return new AudioClip(samples, SampleRate);
    }

    /// <summary>The same sound in <paramref name="count"/> channels: many to one is their mean, one to many is copies of it.</summary>
    /// <exception cref="HarkException">From several channels to several others: there is no one right way; go through mono or pick channels.</exception>
    public AudioClip ToChannels(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (count == Channels)
        {
            return this;
        }

        if (count == 1)
        {
            return ToMono();
        }

        if (Channels != 1)
        {
            throw new HarkException($"{Channels} channels cannot be mixed to {count}: there is no one right way. Mix to 1 channel first, or pick channels.");
        }

        var samples = new float[Frames * count];
        for (int frame = 0; frame < Frames; frame++)
        {
            samples.AsSpan(frame * count, count).Fill(_samples[frame]);
        }

        return new AudioClip(samples, SampleRate, count);
    }

    /// <summary><paramref name="frames"/> frames from <paramref name="start"/> on, all within the clip.</summary>
    public AudioClip Slice(int start, int frames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(frames);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frames, Frames - start);
        return new AudioClip(_samples[(start * Channels)..((start + frames) * Channels)], SampleRate, Channels);
    }

    /// <summary>Exactly <paramref name="frames"/> frames: cut off behind, or filled up with silence.</summary>
    public AudioClip WithFrames(int frames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frames);
        if (frames == Frames)
        {
            return this;
        }

        var samples = new float[frames * Channels];
        _samples.AsSpan(0, Math.Min(samples.Length, _samples.Length)).CopyTo(samples);
        return new AudioClip(samples, SampleRate, Channels);
    }

    /// <summary>Every sample times 10^(<paramref name="gainDb"/> / 20): +6.02 dB is twice the amplitude.</summary>
    public AudioClip WithGain(double gainDb)
    {
        if (!double.IsFinite(gainDb))
        {
            throw new ArgumentOutOfRangeException(nameof(gainDb), gainDb, "A gain is a finite number of dB.");
        }

        double factor = Math.Pow(10, gainDb / 20);
        return new AudioClip(Array.ConvertAll(_samples, sample => (float)(sample * factor)), SampleRate, Channels);
    }

    /// <summary>This clip with <paramref name="next"/> behind it, of the same rate and channels.</summary>
    public AudioClip Then(AudioClip next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return next.SampleRate == SampleRate && next.Channels == Channels
            ? new AudioClip([.. _samples, .. next._samples], SampleRate, Channels)
            : throw new ArgumentException(
                $"{next.Channels} channels at {next.SampleRate} Hz cannot follow {Channels} channels at {SampleRate} Hz: convert one of them first.", nameof(next));
    }

    private void RefuseEmpty(string name)
    {
        if (Frames == 0)
        {
            throw new HarkException($"{name}: not written: the clip holds no audio (0 frames).");
        }
    }

    private void WriteTo(Stream stream, WavEncoding encoding, string name)
    {
        using var writer = new WavWriter(stream, SampleRate, Channels, encoding, leaveOpen: true, name);
        writer.Write(_samples);
    }
}
