namespace Hark.Audio;

/// <summary>
/// Reads raw 16-bit samples (signed, little endian, as recorders pipe them) from a stream as they come, however the stream cuts them. Allocates
/// nothing once made. A stream that begins as a file of another format is refused, for as samples it would be noise.
/// </summary>
/// <param name="stream">Sound without any header.</param>
/// <param name="name">What messages call the stream.</param>
/// <param name="leaveOpen">Leaves the stream open when the reader is disposed.</param>
public sealed class PcmReader(Stream stream, string name = "sound", bool leaveOpen = false) : IDisposable
{
    private readonly Stream _stream = stream ?? throw new ArgumentNullException(nameof(stream));
    private readonly byte[] _bytes = new byte[1 << 15];
    private int _held;
    private bool _begun;

    /// <summary>
    /// Reads what has come, waiting for at least one sample. <paramref name="destination"/> is overwritten from its start with samples in −1..1.
    /// </summary>
    /// <returns>Samples read; 0 at the end of the stream.</returns>
    /// <exception cref="HarkException">The stream cannot be read, or is of a format that is no raw samples.</exception>
    public int Read(Span<float> destination)
    {
        int wanted = Math.Min(destination.Length, _bytes.Length / sizeof(short)) * sizeof(short);
        if (wanted > 0 && !_begun)
        {
            RefuseForeign();
            _begun = true;
        }

        if (wanted > 0 && !Hold(sizeof(short), wanted))
        {
            return 0; // half a sample at the end is none
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

    private void RefuseForeign()
    {
        Hold(ForeignAudio.MagicBytes, ForeignAudio.MagicBytes);
        if (ForeignAudio.MayBeMpeg(_bytes.AsSpan(0, _held)))
        {
            Hold(ForeignAudio.MpegBytes, ForeignAudio.MpegBytes);
        }

        if (ForeignAudio.RecogniseBesideSamples(_bytes.AsSpan(0, _held)) is { } foreign)
        {
            throw new HarkException($"{name}: is {foreign.Name}; expected raw 16-bit samples or a WAV file. {ConversionHint.For(name, foreign.Sox)}");
        }
    }

    /// <summary>Waits until so many bytes are held, at most <paramref name="most"/> of them; false where the stream ends before.</summary>
    private bool Hold(int atLeast, int most)
    {
        while (_held < atLeast)
        {
            int got;
            try
            {
                got = _stream.Read(_bytes.AsSpan(_held, most - _held));
            }
            catch (IOException error)
            {
                throw new HarkException($"{name}: cannot be read ({error.Message.TrimEnd('.')}). Check where it comes from.", error);
            }

            if (got == 0)
            {
                return false;
            }

            _held += got;
        }

        return true;
    }
}
