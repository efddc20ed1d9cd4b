namespace Hark.Audio;

/// <summary>
/// Reads a WAV file or stream piece by piece, whatever its length: it holds one buffer of 64 KiB (and one block of IMA ADPCM).
/// Integers of N bits become value / 2^(N−1), A-law and µ-law their 16-bit value / 32768; floats stay as they are.
/// </summary>
/// <example><code>
/// using var reader = new WavReader("long.wav");
/// var piece = new float[16000 * reader.Header.Channels];
/// for (int frames; (frames = reader.Read(piece)) > 0;) { Use(piece.AsSpan(0, frames * reader.Header.Channels)); }
/// </code></example>
public sealed class WavReader : IDisposable
{
    private readonly ByteSource _source;
    private readonly bool _allowTruncated;
    private readonly int _channels;
    private float[] _block = [];
    private int _blockPosition;
    private int _blockEnd;
    private long _remainingBytes;
    private long _remainingFrames;

    /// <summary>Opens <paramref name="path"/> and reads its header.</summary>
    /// <param name="path">A WAV file.</param>
    /// <param name="allowTruncated">Reads what is there of a file that is cut off, instead of refusing it.</param>
    /// <exception cref="HarkException">The file cannot be opened, is no WAV, is cut off, or its codec is none that Hark reads.</exception>
    public WavReader(string path, bool allowTruncated = false) : this(ByteSource.Open(path), allowTruncated) { }

    /// <summary>Reads from where <paramref name="stream"/> stands; it need not be able to seek, nor tell its length.</summary>
    /// <param name="stream">A WAV file from its first byte.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <param name="allowTruncated">Reads what is there of a stream that is cut off, instead of refusing it.</param>
    /// <param name="leaveOpen">Leaves the stream open when the reader is disposed.</param>
    public WavReader(Stream stream, string name = "WAV stream", bool allowTruncated = false, bool leaveOpen = false)
        : this(new ByteSource(stream ?? throw new ArgumentNullException(nameof(stream)), name, leaveOpen), allowTruncated) { }

    private WavReader(ByteSource source, bool allowTruncated)
    {
        _source = source;
        _allowTruncated = allowTruncated;
        try
        {
            Header = WavHeaderReader.Read(source);
            if (Header.IsTruncated && !allowTruncated)
            {
                throw Truncated(Header.DataBytes!.Value);
            }
        }
        catch
        {
            source.Dispose();
            throw;
        }

        _channels = Header.Channels;
        _remainingBytes = Header.DataBytes ?? long.MaxValue;
        _remainingFrames = Header.Frames ?? long.MaxValue;
    }

    /// <summary>What the header says.</summary>
    public WavHeader Header { get; }

    /// <summary>Frames read so far.</summary>
    public long Position { get; private set; }

    /// <summary>
    /// Reads the next frames. <paramref name="destination"/> [frames × channels] is overwritten from its start, as many whole frames as fit
    /// in it or are left.
    /// </summary>
    /// <returns>Frames read; 0 at the end (or where not even one frame fits).</returns>
    /// <exception cref="HarkException">A sample is NaN or infinite, a block is damaged, or the stream ends too early.</exception>
    public int Read(Span<float> destination)
    {
        int wanted = (int)Math.Min(destination.Length / _channels, _remainingFrames);
        int done = 0;
        while (done < wanted)
        {
            Span<float> rest = destination[(done * _channels)..(wanted * _channels)];
            int frames = Header.Encoding == WavEncoding.ImaAdpcm ? ReadFromBlock(rest) : ReadFrames(rest);
            if (frames == 0)
            {
                break;
            }

            done += frames;
            Position += frames;
            _remainingFrames -= frames;
        }

        return done;
    }

    /// <summary>Reads all that is left into memory.</summary>
    /// <exception cref="HarkException">As <see cref="Read"/>; there is no audio; or there is more than one array can hold.</exception>
    public AudioClip ReadAll()
    {
        // Only a stream whose length is known shows how much of what it claims is there.
        float[] samples = _source.Length is null ? ReadToEnd() : ReadKnown();
        return samples.Length > 0
            ? new AudioClip(samples, Header.SampleRate, _channels)
            : throw new HarkException(
                $"{_source.Name}: holds no audio: its data chunk at byte {Header.DataOffset - 8} has {Header.DataBytes ?? 0} bytes, not one whole frame. Record or export it again.");
    }

    public void Dispose() => _source.Dispose();

    private float[] ReadKnown()
    {
        if (_remainingFrames * _channels > Array.MaxLength)
        {
            throw new HarkException(
                $"{_source.Name}: its {_remainingFrames} frames of {_channels} channels are more than one clip holds ({Array.MaxLength} samples). Read it piece by piece (WavReader) or cut it.");
        }

        var samples = new float[_remainingFrames * _channels];
        int frames = Read(samples);
        return frames * _channels == samples.Length ? samples : samples[..(frames * _channels)];
    }

    private float[] ReadToEnd()
    {
        float[] samples = new float[Math.Max(1 << 14, _channels)];
        int used = 0;
        while (Read(samples.AsSpan(used)) is var frames and > 0)
        {
            used += frames * _channels;
            if (samples.Length - used < _channels)
            {
                Array.Resize(ref samples, (int)Math.Min(Array.MaxLength, 2L * samples.Length));
            }
        }

        return samples[..used];
    }

    private int ReadFrames(Span<float> destination)
    {
        int frameBytes = Header.BlockAlign;
        ReadOnlySpan<byte> window = NextBytes(frameBytes);
        int frames = Math.Min(window.Length / frameBytes, destination.Length / _channels);
        Span<float> samples = destination[..(frames * _channels)];
        ReadOnlySpan<byte> bytes = window[..(frames * frameBytes)];
        SampleCodec.Decode(bytes, Header.Encoding, samples);
        if (Header.Encoding is WavEncoding.Float32 or WavEncoding.Float64)
        {
            CheckFinite(samples);
        }

        Take(bytes.Length);
        return frames;
    }

    private int ReadFromBlock(Span<float> destination)
    {
        if (_blockPosition == _blockEnd)
        {
            ReadOnlySpan<byte> window = NextBytes(Header.BlockAlign);
            ReadOnlySpan<byte> block = window[..Math.Min(window.Length, Header.BlockAlign)];
            int held = Math.Min(ImaAdpcm.FramesIn(block.Length, _channels), Header.FramesPerBlock);
            if (held * _channels <= destination.Length)
            {
                DecodeBlock(block, destination[..(held * _channels)]);
                return held;
            }

            if (_block.Length < held * _channels)
            {
                _block = new float[held * _channels];
            }

            DecodeBlock(block, _block.AsSpan(0, held * _channels));
            _blockPosition = 0;
            _blockEnd = held * _channels;
        }

        int count = Math.Min(_blockEnd - _blockPosition, destination.Length);
        _block.AsSpan(_blockPosition, count).CopyTo(destination);
        _blockPosition += count;
        return count / _channels;
    }

    private void DecodeBlock(ReadOnlySpan<byte> block, Span<float> samples)
    {
        if (!samples.IsEmpty && !ImaAdpcm.TryDecode(block, _channels, samples))
        {
            throw new HarkException(
                $"{_source.Name}: the IMA ADPCM block at byte {_source.Position} has a step index above {ImaAdpcm.LastIndex}. The file is damaged: copy or export it again.");
        }

        Take(block.Length);
    }

    /// <summary>The data bytes at hand, at least <paramref name="wanted"/> unless the data end before.</summary>
    private ReadOnlySpan<byte> NextBytes(int wanted)
    {
        ReadOnlySpan<byte> window = _source.Window((int)Math.Min(wanted, _remainingBytes));
        if (window.Length < Math.Min(wanted, _remainingBytes) && !Header.IsOpenEnded && !_allowTruncated)
        {
            throw Truncated(_source.Position + window.Length - Header.DataOffset);
        }

        return window[..(int)Math.Min(window.Length, _remainingBytes)];
    }

    private void Take(int bytes)
    {
        _source.Take(bytes);
        _remainingBytes -= bytes;
    }

    private void CheckFinite(ReadOnlySpan<float> samples)
    {
        int index = FloatCodec.FirstNotFinite(samples);
        if (index >= 0)
        {
            long at = _source.Position + ((long)index * Header.BlockAlign / _channels);
            throw new HarkException(
                $"{_source.Name}: frame {Position + (index / _channels)}, channel {index % _channels} (byte {at}) is {samples[index]}; expected a finite number. "
                + "Export it again, as 16-bit integers for instance.");
        }
    }

    private HarkException Truncated(long there) => new(
        $"{_source.Name}: its data chunk at byte {Header.DataOffset - 8} claims {Header.DataBytesClaimed} bytes, but the file holds {there} of them: it is cut off. "
        + ConversionHint.ForCutOff(_source.Name));
}
