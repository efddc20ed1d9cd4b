using System.Buffers;
using System.Security.Cryptography;

namespace Hark.Data;

/// <summary>The SHA-256 of files too large for memory.</summary>
internal static class FileHash
{
    private const int BufferBytes = 1 << 17;

    /// <summary>SHA-256 of a file, in hexadecimal.</summary>
    public static string Sha256(string path, DownloadOptions options, CancellationToken cancellation)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        Append(hash, stream, options, cancellation);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>Adds the rest of a stream.</summary>
    public static void Append(IncrementalHash hash, Stream stream, DownloadOptions options, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (int read; (read = stream.Read(buffer, 0, buffer.Length)) > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
                options.Progress?.Report(new DownloadProgress(DownloadPhase.Checking, stream.Position, stream.Length));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
