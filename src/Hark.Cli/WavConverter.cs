using Hark.Audio;
using Hark.Signal;
using System.Buffers;

namespace Hark.Cli;

/// <summary>Rewrites a WAV file piece by piece: channels, then rate, then bits. A file larger than memory passes through a few buffers.</summary>
internal sealed class WavConverter(WavReader reader, string inputName)
{
    private const int PieceSamples = 1 << 16;

    public required int SampleRate { get; init; }

    public required WavEncoding Encoding { get; init; }

    public required int Channels { get; init; }

    public bool AllowDither { get; init; } = true;

    public long Seed { get; init; }

    /// <summary>Whether noise is added before rounding: where whole numbers get fewer bits than the sound has. Logarithmic, adaptive and float encodings have no fixed step to dither.</summary>
    public bool Dithers => AllowDither && SoundBits > Encoding.Bits() && Encoding is WavEncoding.Pcm8 or WavEncoding.Pcm16 or WavEncoding.Pcm24;

    /// <summary>Bits that the samples to write are worth: what a filter or a mean computes falls between the levels of the input.</summary>
    private int SoundBits => SampleRate != reader.Header.SampleRate || (Channels == 1 && reader.Header.Channels > 1)
        ? 32
        : reader.Header.Encoding switch
        {
            WavEncoding.Pcm8 => 8,
            WavEncoding.ALaw => 13,
            WavEncoding.MuLaw => 14,
            WavEncoding.ImaAdpcm or WavEncoding.Pcm16 => 16,
            WavEncoding.Pcm24 => 24,
            _ => 32,
        };

    /// <summary>Converts all; the file appears whole or not at all.</summary>
    /// <returns>Frames written.</returns>
    public long WriteTo(string path)
    {
        int from = reader.Header.Channels;
        if (from != Channels && from != 1 && Channels != 1)
        {
            throw new HarkException($"{inputName}: {from} channels cannot be mixed to {Channels}: there is no one right way. Mix to 1 channel first (--channels 1).");
        }

        long frames = 0;
        AtomicFile.Write(path, stream =>
        {
            using var writer = new WavWriter(stream, SampleRate, Channels, Encoding, leaveOpen: true, path);
            Convert(writer);
            frames = writer.Frames;
        });
        return frames;
    }

    private void Convert(WavWriter writer)
    {
        // Mixing to one channel comes first and copying to many last: the resampler works on as few as can be.
        int from = reader.Header.Channels;
        int inner = Math.Min(from, Channels);
        ResamplerStream[]? streams = null;
        if (SampleRate != reader.Header.SampleRate)
        {
            var resampler = new Resampler(reader.Header.SampleRate, SampleRate);
            streams = [.. Enumerable.Range(0, inner).Select(_ => new ResamplerStream(resampler))];
        }

        var piece = new float[Math.Max(1, PieceSamples / from) * from];
        long index = 0;
        int frames;
        while ((frames = reader.Read(piece)) > 0)
        {
            var clip = new AudioClip(piece[..(frames * from)], reader.Header.SampleRate, from);
            AudioClip mixed = clip.ToChannels(inner);
            Send(streams is null ? mixed : Resample(streams, mixed), writer, index++);
        }

        if (reader.Position == 0)
        {
            throw new HarkException($"{inputName}: holds no audio (0 frames). Record or export it again.");
        }

        if (streams is not null)
        {
            Send(Resample(streams, null), writer, index);
        }
    }

    /// <summary>The next results of all channels, side by side; null ends the sound.</summary>
    private AudioClip Resample(ResamplerStream[] streams, AudioClip? clip)
    {
        float[] samples = [];
        for (int channel = 0; channel < streams.Length; channel++)
        {
            var results = new ArrayBufferWriter<float>();
            int count = clip is null ? streams[channel].Flush(results) : streams[channel].Push(clip.Channel(channel).Samples, results);
            if (channel == 0)
            {
                samples = new float[count * streams.Length];
            }

            for (int i = 0; i < count; i++)
            {
                samples[(i * streams.Length) + channel] = results.WrittenSpan[i];
            }
        }

        return new AudioClip(samples, SampleRate, streams.Length);
    }

    private void Send(AudioClip clip, WavWriter writer, long index)
    {
        if (clip.Frames == 0)
        {
            return;
        }

        // Each piece draws its own noise: the same again would be heard as a rhythm.
        AudioClip rounded = Dithers ? new Quantizer(Encoding.Bits(), dither: true, SeedOf(index)).Apply(clip).Clip : clip;
        writer.Write(rounded.ToChannels(Channels).Samples);
    }

    private long SeedOf(long index) => new SeededRandom(Seed, index).NextInt32(int.MaxValue);
}
