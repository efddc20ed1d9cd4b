namespace Hark.Audio;

/// <summary>
/// Reads raw 16-bit samples (signed, little endian, as recorders pipe them) from a stream as they come, however the stream cuts them. Allocates
/// nothing once made.
/// </summary>
/// <param name="stream">Sound without any header.</param>
/// <param name="name">What messages call the stream.</param>
/// <param name="leaveOpen">Leaves the stream open when the reader is disposed.</param>
public sealed class PcmReader(Stream stream, string name = "sound", bool leaveOpen = false) : IDisposable
{
    private readonly Stream _stream = stream ?? throw new ArgumentNullException(nameof(stream));
    private readonly byte[] _bytes = new byte[1 << 15];
    private int _held;

    /// <summary>
    /// Reads what has come, waiting for at least one sample. <paramref name="destination"/> is overwritten from its start with samples in −1..1.
    /// </summary>
    /// <returns>Samples read; 0 at the end of the stream.</returns>
    /// <exception cref="HarkException">The stream cannot be read.</exception>
    public int Read(Span<float> destination)
    {
        int wanted = Math.Min(destination.Length, _bytes.Length / sizeof(short)) * sizeof(short);
        while (wanted > 0 && _held < sizeof(short))
        {
            int got;
            try
            {
                got = _stream.Read(_bytes.AsSpan(_held, wanted - _held));
            }
            catch (IOException error)
            {
                throw new HarkException($"{name}: cannot be read ({error.Message.TrimEnd('.')}). Check where it comes from.", error);
            }

            if (got == 0)
            {
                return 0; // half a sample at the end is none
            }

            _held += got;
        }

        int samples = Math.Min(_held, wanted) / sizeof(short);
        int used = samples * sizeof(short);
        SampleCodec.Decode(_bytes.AsSpan(0, used), WavEncoding.Pcm16, destination[..samples]);
        _bytes.AsSpan(used, _held - used).CopyTo(_bytes);
        _held -= used;
        return samples;
    }

    public void Dispose()
    {
        if (!leaveOpen)
        {
            _stream.Dispose();
        }
    }
}
