namespace Hark.Audio;

/// <summary>
/// Writes a WAV file or stream piece by piece. Sizes are filled in when it is disposed; until then, and in streams that cannot seek, they
/// say "to the end", so that a recording that is broken off can still be read. Samples beyond −1..1 saturate in every encoding but float.
/// </summary>
/// <remarks>To write a whole clip, so that the file appears complete or not at all, use <see cref="AudioClip.Save(string, WavEncoding)"/>.</remarks>
public sealed class WavWriter : IDisposable
{
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly long _origin;
    private readonly int _sampleRate;
    private readonly int _channels;
    private readonly WavEncoding _encoding;
    private readonly int _blockAlign;
    private readonly int _framesPerBlock;
    private readonly int _headerBytes;
    private readonly byte[] _bytes;
    private readonly float[] _block = [];
    private readonly byte[] _stepIndices = [];
    private int _blockUsed;
    private long _dataBytes;
    private bool _broken;
    private bool _disposed;

    /// <summary>Creates or replaces <paramref name="path"/>.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="sampleRate">Frames per second (Hz), at least 1.</param>
    /// <param name="channels">At least 1; a frame may take at most 65,535 bytes.</param>
    /// <param name="encoding">How each sample is stored.</param>
    /// <exception cref="HarkException">The file cannot be created.</exception>
    public WavWriter(string path, int sampleRate, int channels = 1, WavEncoding encoding = WavEncoding.Pcm16)
        : this(() => Create(path), path, sampleRate, channels, encoding, leaveOpen: false) { }

    /// <summary>Writes to <paramref name="stream"/> from where it stands.</summary>
    /// <param name="stream">Sizes can be filled in only if it can seek.</param>
    /// <param name="sampleRate">Frames per second (Hz), at least 1.</param>
    /// <param name="channels">At least 1; a frame may take at most 65,535 bytes.</param>
    /// <param name="encoding">How each sample is stored.</param>
    /// <param name="leaveOpen">Leaves the stream open when the writer is disposed.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <exception cref="HarkException">The stream takes no more.</exception>
    public WavWriter(
        Stream stream, int sampleRate, int channels = 1, WavEncoding encoding = WavEncoding.Pcm16, bool leaveOpen = false, string name = "WAV stream")
        : this(() => stream ?? throw new ArgumentNullException(nameof(stream)), name, sampleRate, channels, encoding, leaveOpen) { }

    private WavWriter(Func<Stream> open, string name, int sampleRate, int channels, WavEncoding encoding, bool leaveOpen)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        (_blockAlign, _framesPerBlock) = BlockOf(encoding, channels, sampleRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_blockAlign, ushort.MaxValue, nameof(channels));
        (Name, _leaveOpen, _sampleRate, _channels, _encoding) = (name, leaveOpen, sampleRate, channels, encoding);
        if (encoding == WavEncoding.ImaAdpcm)
        {
            _block = new float[_framesPerBlock * channels];
            _stepIndices = new byte[channels];
        }

        _bytes = new byte[Math.Max(_blockAlign, (1 << 14) / _blockAlign * _blockAlign)];
        _stream = open();
        _origin = _stream.CanSeek ? _stream.Position : 0;
        byte[] header = Header(WavHeaderWriter.Unknown, WavHeaderWriter.Unknown);
        _headerBytes = header.Length;
        Send(header);
    }

    /// <summary>Frames written so far.</summary>
    public long Frames { get; private set; }

    /// <summary>What messages call the output.</summary>
    internal string Name { get; }

    /// <summary>Appends <paramref name="samples"/>: [frames × channels], whole frames, every one finite.</summary>
    /// <exception cref="ArgumentException">They are no whole number of frames.</exception>
    /// <exception cref="HarkException">A sample is NaN or infinite; the disk is full; the file would pass the 4 GiB that a WAV file can hold.</exception>
    public void Write(ReadOnlySpan<float> samples)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (samples.Length % _channels != 0)
        {
            throw new ArgumentException($"{samples.Length} samples are no whole number of frames of {_channels} channels.", nameof(samples));
        }

        int bad = FloatCodec.FirstNotFinite(samples);
        if (bad >= 0)
        {
            throw new HarkException(
                $"{Name}: not written: frame {Frames + (bad / _channels)}, channel {bad % _channels} is {samples[bad]}; expected a finite number.");
        }

        Frames += samples.Length / _channels;
        if (_encoding == WavEncoding.ImaAdpcm)
        {
            WriteToBlocks(samples);
            return;
        }

        int sampleBytes = _blockAlign / _channels;
        for (int piece = _bytes.Length / sampleBytes; !samples.IsEmpty; samples = samples[piece..])
        {
            piece = Math.Min(piece, samples.Length);
            Span<byte> bytes = _bytes.AsSpan(0, piece * sampleBytes);
            SampleCodec.Encode(samples[..piece], _encoding, bytes);
            SendData(bytes);
        }
    }

    /// <summary>Fills in the sizes and closes the file.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            if (!_broken)
            {
                Finish();
            }
        }
        finally
        {
            Close();
        }
    }

    private static FileStream Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1 << 16);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unwritable(path, error);
        }
    }

    private static (int BlockAlign, int FramesPerBlock) BlockOf(WavEncoding encoding, int channels, int sampleRate)
    {
        if (encoding != WavEncoding.ImaAdpcm)
        {
            return ((int)Math.Min(int.MaxValue, (long)channels * encoding.Bits() / 8), 1);
        }

        // 256 bytes a channel up to 22 kHz, then in proportion, as Microsoft's encoder does; less where many channels would pass 16 bits.
        long bytes = Math.Min(256 * Math.Max(1, sampleRate / 11025), ushort.MaxValue / (4L * channels) * 4);
        int frames = ImaAdpcm.FramesIn((int)Math.Max(bytes, 8), 1);
        return ((int)Math.Min(int.MaxValue, Math.Max(bytes, 8) * channels), frames);
    }

    private void WriteToBlocks(ReadOnlySpan<float> samples)
    {
        while (!samples.IsEmpty)
        {
            int count = Math.Min(samples.Length, _block.Length - _blockUsed);
            samples[..count].CopyTo(_block.AsSpan(_blockUsed));
            _blockUsed += count;
            samples = samples[count..];
            if (_blockUsed == _block.Length)
            {
                SendBlock();
            }
        }
    }

    private void SendBlock()
    {
        if (_dataBytes == 0)
        {
            for (int channel = 0; channel < _channels; channel++)
            {
                _stepIndices[channel] = ImaAdpcm.IndexFor(PcmCodec.ToInt16(_block[_channels + channel]) - PcmCodec.ToInt16(_block[channel]));
            }
        }

        Span<byte> bytes = _bytes.AsSpan(0, _blockAlign);
        ImaAdpcm.Encode(_block, _stepIndices, bytes);
        _blockUsed = 0;
        SendData(bytes);
    }

    private void SendData(ReadOnlySpan<byte> bytes)
    {
        if (_headerBytes + _dataBytes + bytes.Length + 1 > uint.MaxValue)
        {
            throw new HarkException($"{Name}: would pass 4 GiB, the most a WAV file can hold. Start another file, or take fewer bits or a lower rate.");
        }

        Send(bytes);
        _dataBytes += bytes.Length;
    }

    private void Finish()
    {
        if (_blockUsed > 0)
        {
            // The last block is filled up with its last frame; "fact" tells how many frames count.
            ReadOnlySpan<float> last = _block.AsSpan(_blockUsed - _channels, _channels).ToArray();
            for (; _blockUsed < _block.Length; _blockUsed += _channels)
            {
                last.CopyTo(_block.AsSpan(_blockUsed));
            }

            SendBlock();
        }

        if ((_dataBytes & 1) != 0)
        {
            Send([0]);
        }

        if (_stream.CanSeek)
        {
            long end = _stream.Position;
            _stream.Position = _origin;
            Send(Header(Frames, _dataBytes));
            _stream.Position = end;
        }
    }

    private void Close()
    {
        try
        {
            if (_leaveOpen)
            {
                _stream.Flush();
            }
            else
            {
                _stream.Dispose();
            }
        }
        catch (IOException error)
        {
            // Of a failure that was told already, this is only the echo.
            if (!_broken)
            {
                throw Unwritable(Name, error);
            }
        }
    }

    private byte[] Header(long frames, long dataBytes)
        => WavHeaderWriter.Make(_encoding, _channels, _sampleRate, _blockAlign, _framesPerBlock, frames, dataBytes);

    private void Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
        }
        catch (IOException error)
        {
            _broken = true;
            throw Unwritable(Name, error);
        }
    }

    private static HarkException Unwritable(string path, Exception error)
        => new($"{path}: cannot be written ({error.Message.TrimEnd('.')}). Check that the folder exists, may be written to and has room.", error);
}
