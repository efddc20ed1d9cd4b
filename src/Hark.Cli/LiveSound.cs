using Hark.Audio;

namespace Hark.Cli;

/// <summary>Sound as it comes: from a microphone, or from standard input, raw or as a WAV file.</summary>
internal sealed class LiveSound : IDisposable
{
    private const int NoticeMilliseconds = 2000;
    private readonly IDisposable _source;
    private readonly Reader _read;

    private LiveSound(IDisposable source, Reader read, string name, int sampleRate, int channels = 1)
    {
        _source = source;
        _read = read;
        Name = name;
        SampleRate = sampleRate;
        Channels = channels;
    }

    private delegate int Reader(Span<float> destination);

    /// <summary>Where it comes from, for people.</summary>
    public string Name { get; }

    public int SampleRate { get; }

    public int Channels { get; }

    /// <summary>Waits for the first sample; where that takes long, <paramref name="screen"/> is told.</summary>
    public static LiveSound OfMicrophone(int sampleRate, string? device, Screen screen)
    {
        using var late = new Timer(_ => screen.Note("no sound from the microphone yet: waiting for it"), null, NoticeMilliseconds, Timeout.Infinite);
        Microphone microphone = Microphone.Open(sampleRate, device);
        return new LiveSound(microphone, microphone.Read, $"the microphone, through {microphone.Recorder}", sampleRate);
    }

    /// <summary>Raw samples (16-bit signed, little endian, mono), or a WAV file, which tells its own rate.</summary>
    public static LiveSound OfStandardInput(int sampleRate)
    {
        const string name = StandardInput.Name;
        Stream input = StandardInput.Open();
        var head = new byte[4];
        int held = input.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var whole = new HeadedStream(head.AsMemory(0, held), input);
        if (!IsWav(head))
        {
            var raw = new PcmReader(whole, name);
            return new LiveSound(raw, raw.Read, $"{name} (raw, {sampleRate} Hz)", sampleRate);
        }

        var wav = new WavReader(whole, name);
        int channels = wav.Header.Channels;

        // As much as there is now, for words are to be told at once: a WAV reader waits until its destination is full.
        int frames = Math.Max(1, wav.Header.SampleRate / 50);
        return new LiveSound(wav, destination => channels * wav.Read(destination[..Math.Min(destination.Length, frames * channels)]), $"{name} (WAV, {wav.Header.SampleRate} Hz)", wav.Header.SampleRate, channels);
    }

    /// <summary>In any of its containers, for its reader tells which of them it knows.</summary>
    private static bool IsWav(ReadOnlySpan<byte> head) => head.SequenceEqual("RIFF"u8) || head.SequenceEqual("RIFX"u8) || head.SequenceEqual("RF64"u8) || head.SequenceEqual("BW64"u8);

    /// <summary>Samples read; 0 at the end.</summary>
    public int Read(Span<float> destination) => _read(destination);

    public void Dispose() => _source.Dispose();

    /// <summary>A stream whose first bytes were read already.</summary>
    private sealed class HeadedStream(ReadOnlyMemory<byte> head, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> _head = head;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            if (_head.IsEmpty)
            {
                return rest.Read(buffer);
            }

            int count = Math.Min(_head.Length, buffer.Length);
            _head.Span[..count].CopyTo(buffer);
            _head = _head[count..];
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            rest.Dispose();
            base.Dispose(disposing);
        }
    }
}
