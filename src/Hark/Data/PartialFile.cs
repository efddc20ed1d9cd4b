using System.Security.Cryptography;
using System.Text.Json;

namespace Hark.Data;

/// <summary>
/// The beginning of a download, with the SHA-256 of what is there: <c>NAME.part</c>, and beside it <c>NAME.part.json</c>, which says what
/// it is the beginning of. What has been appended outlives the process.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private PartialFile(string path)
    {
        _path = path;

        // No buffer: the length on disk is the length that was counted.
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
    }

    /// <summary>Bytes that are there.</summary>
    public long Length => _stream.Position;

    /// <summary>Of what they are the beginning; null where nothing is there.</summary>
    public DownloadOrigin? Origin { get; private set; }

    /// <summary>All of it is there, as far as the server told its size.</summary>
    public bool IsWhole => Origin?.Total == Length;

    private string OriginPath => _path + ".json";

    /// <summary>Opens what an earlier download from <paramref name="address"/> left, or an empty file.</summary>
    public static PartialFile Open(string path, Uri address, DownloadOptions options, CancellationToken cancellation)
    {
        var part = new PartialFile(path);
        try
        {
            part.TakeUp(address, options, cancellation);
            return part;
        }
        catch
        {
            part.Dispose();
            throw;
        }
    }

    /// <summary>Empties it; what is appended from now on is from <paramref name="origin"/>.</summary>
    public void Begin(DownloadOrigin? origin)
    {
        _stream.SetLength(0);
        _stream.Position = 0;
        _ = _hash.GetHashAndReset();
        Origin = origin;
        if (origin is null)
        {
            File.Delete(OriginPath);
        }
        else
        {
            AtomicFile.WriteText(OriginPath, JsonSerializer.Serialize(origin, DownloadJson.Default.DownloadOrigin) + "\n");
        }
    }

    /// <exception cref="HarkException">The disk does not take them; what was there before stays.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        long before = Length;
        try
        {
            _stream.Write(bytes);
        }
        catch (IOException error)
        {
            _stream.SetLength(before);
            throw new HarkException(
                $"{_path}: cannot be written ({error.Message.TrimEnd('.')}). Make room, then run the same command again: it goes on after the {before:N0} bytes that are here.", error);
        }

        _hash.AppendData(bytes);
    }

    /// <summary>SHA-256 of what is there, in hexadecimal.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Gives the file its own name.</summary>
    public void Finish(string path)
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_path, path, overwrite: true);
        File.Delete(OriginPath);
    }

    /// <summary>What has come stays; an empty file does not.</summary>
    public void Dispose()
    {
        bool empty = _stream.CanWrite && _stream.Length == 0;
        _stream.Dispose();
        if (empty)
        {
            File.Delete(_path);
            File.Delete(OriginPath);
        }

        _hash.Dispose();
    }

    private void TakeUp(Uri address, DownloadOptions options, CancellationToken cancellation)
    {
        if (_stream.Length == 0)
        {
            return;
        }

        Origin = ReadOrigin();
        if (Origin is null || Origin.Address != address.AbsoluteUri || Origin.Total < _stream.Length)
        {
            options.Notice?.Invoke($"{_path}: is not the beginning of {address}: the download begins again.");
            Begin(origin: null);
            return;
        }

        FileHash.Append(_hash, _stream, options, cancellation);
    }

    private DownloadOrigin? ReadOrigin()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(OriginPath), DownloadJson.Default.DownloadOrigin);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
