using System.Buffers;

namespace Hark.Audio;

/// <summary>
/// A stream read forwards through one buffer, with the offset at hand for messages. Turns I/O failures into <see cref="HarkException"/>.
/// The buffer is the only memory it holds, however long the stream.
/// </summary>
internal sealed class ByteSource : IDisposable
{
    /// <summary>The largest piece <see cref="Peek"/> can show: room for any WAV block (65,535 bytes).</summary>
    public const int Capacity = 1 << 16;

    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly long _origin;
    private byte[] _buffer;
    private int _start;
    private int _end;

    public ByteSource(Stream stream, string name, bool leaveOpen)
    {
        _stream = stream;
        _leaveOpen = leaveOpen;
        Name = name;
        CanSeek = stream.CanSeek;
        _origin = CanSeek ? stream.Position : 0;
        Length = CanSeek ? stream.Length - _origin : null;
        _buffer = ArrayPool<byte>.Shared.Rent(Capacity);
    }

    /// <summary>What messages call the source: the path as the user gave it.</summary>
    public string Name { get; }

    public bool CanSeek { get; }

    /// <summary>Bytes in all; null where the stream cannot tell.</summary>
    public long? Length { get; }

    /// <summary>Offset of the next byte.</summary>
    public long Position { get; private set; }

    /// <summary>Opens <paramref name="path"/> for reading.</summary>
    /// <exception cref="HarkException">There is no such file, or it may not be read.</exception>
    public static ByteSource Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return new ByteSource(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0), path, leaveOpen: false);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new HarkException($"{path}: there is no such file. Check the path.", error);
        }
        catch (UnauthorizedAccessException error) when (Directory.Exists(path))
        {
            throw new HarkException($"{path}: is a folder; expected an audio file. Name a file in it.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unreadable(path, error);
        }
    }

    /// <summary>The next bytes without taking them: <paramref name="count"/> of them, fewer only at the end of the stream.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        while (_end - _start < count)
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                _end -= _start;
                _start = 0;
            }

            int got = ReadStream(_buffer.AsSpan(_end));
            if (got == 0)
            {
                break;
            }

            _end += got;
        }

        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <summary>All that is buffered, at least <paramref name="atLeast"/> bytes unless the stream ends before.</summary>
    public ReadOnlySpan<byte> Window(int atLeast)
    {
        Peek(atLeast);
        return _buffer.AsSpan(_start, _end - _start);
    }

    /// <summary>Takes <paramref name="count"/> bytes that were seen through <see cref="Peek"/> or <see cref="Window"/>.</summary>
    public void Take(int count)
    {
        _start += count;
        Position += count;
    }

    /// <summary>Passes over <paramref name="count"/> bytes; false where the stream ends before.</summary>
    public bool Skip(long count)
    {
        if (CanSeek)
        {
            if (count > Length!.Value - Position)
            {
                MoveTo(Length.Value);
                return false;
            }

            MoveTo(Position + count);
            return true;
        }

        while (count > 0)
        {
            int seen = Window(1).Length;
            if (seen == 0)
            {
                return false;
            }

            int taken = (int)Math.Min(count, seen);
            Take(taken);
            count -= taken;
        }

        return true;
    }

    /// <summary>Goes to <paramref name="offset"/>; only where the stream can seek.</summary>
    public void MoveTo(long offset)
    {
        long step = offset - Position;
        if (step >= -_start && step <= _end - _start)
        {
            _start += (int)step;
        }
        else
        {
            _stream.Position = _origin + offset;
            _start = _end = 0;
        }

        Position = offset;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _start = _end = 0;
            if (!_leaveOpen)
            {
                _stream.Dispose();
            }
        }
    }

    private int ReadStream(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_buffer.Length == 0, typeof(WavReader));
        try
        {
            return _stream.Read(destination);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(Name, error);
        }
    }

    private static HarkException Unreadable(string path, Exception error)
        => new($"{path}: cannot be read ({error.Message.TrimEnd('.')}). Check that it exists and may be read.", error);
}
