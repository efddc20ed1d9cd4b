using Microsoft.Win32.SafeHandles;

namespace Hark;

/// <summary>A file opened for reading at any offset, by many threads at once; every failure is told in one line.</summary>
internal sealed class InputFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private InputFile(string path, SafeFileHandle handle, long length)
    {
        Path = path;
        _handle = handle;
        Length = length;
    }

    public string Path { get; }

    /// <summary>True bytes of the file.</summary>
    public long Length { get; }

    /// <param name="path">The file.</param>
    /// <param name="expected">What it should be, for the messages.</param>
    public static InputFile Open(string path, string expected)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new HarkException($"{path}: is a folder, expected {expected}. Give the file itself.");
        }

        if (!File.Exists(path))
        {
            throw new HarkException($"{path}: not found, expected {expected}. Check the name and the folder.");
        }

        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
            return new InputFile(path, handle, RandomAccess.GetLength(handle));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            handle?.Dispose();
            throw new HarkException($"{path}: cannot be opened ({error.Message.TrimEnd('.')}), expected {expected}. "
                + "Check that it is a plain file that may be read.", error);
        }
    }

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/>; the caller knows the file is that long.</summary>
    public void ReadExactly(long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            int got = Read(offset, destination);
            if (got == 0)
            {
                throw new HarkException($"{Path}: ended at byte {offset} while it was read, it had {Length} bytes. "
                    + "Try again when nothing else writes to it.");
            }

            offset += got;
            destination = destination[got..];
        }
    }

    /// <summary>Reads what there is at <paramref name="offset"/>, 0 bytes at the end.</summary>
    public int Read(long offset, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        try
        {
            return RandomAccess.Read(_handle, destination, offset);
        }
        catch (IOException error)
        {
            throw new HarkException($"{Path}: cannot be read at byte {offset} ({error.Message.TrimEnd('.')}). "
                + "Check the disk and copy the file again.", error);
        }
    }

    public void Dispose() => _handle.Dispose();
}
