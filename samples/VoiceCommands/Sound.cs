using Hark.Audio;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace VoiceCommands;

/// <summary>Samples from -1 to 1, one channel, as they come.</summary>
internal interface ISound : IDisposable
{
    int SampleRate { get; }

    /// <summary>Fills a part of <paramref name="samples"/> and says how much; 0 at the end.</summary>
    int Read(Span<float> samples);
}

/// <summary>A WAV file.</summary>
internal sealed class Recording(string path) : ISound
{
    private readonly AudioClip _clip = AudioClip.Load(path).ToMono();
    private int _position;

    public int SampleRate => _clip.SampleRate;

    public int Read(Span<float> samples)
    {
        ReadOnlySpan<float> next = _clip.Samples[_position..];
        next = next[..Math.Min(next.Length, samples.Length)];
        next.CopyTo(samples);
        _position += next.Length;
        return next.Length;
    }

    public void Dispose()
    {
    }
}

/// <summary>The microphone, through ALSA's recorder (Debian: apt install alsa-utils): raw 16-bit samples on its standard output.</summary>
internal sealed class Microphone : ISound
{
    private readonly Process _recorder = Process.Start(new ProcessStartInfo("arecord", "-q -t raw -f S16_LE -c 1 -r 16000") { RedirectStandardOutput = true })!;
    private readonly short[] _block = new short[1600];

    public int SampleRate => 16000;

    public int Read(Span<float> samples)
    {
        Span<short> block = _block.AsSpan(0, Math.Min(_block.Length, samples.Length));
        int bytes = _recorder.StandardOutput.BaseStream.ReadAtLeast(MemoryMarshal.AsBytes(block), block.Length * sizeof(short), throwOnEndOfStream: false);
        for (int i = 0; i < bytes / sizeof(short); i++)
        {
            samples[i] = block[i] / 32768f;
        }

        return bytes / sizeof(short);
    }

    public void Dispose()
    {
        _recorder.Kill();
        _recorder.Dispose();
    }
}
