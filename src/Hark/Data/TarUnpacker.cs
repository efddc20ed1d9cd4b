using System.Buffers;
using System.Formats.Tar;
using System.IO.Compression;

namespace Hark.Data;

/// <summary>
/// Unpacks a <c>.tar.gz</c> from anywhere into a new folder: plain files and folders only, none outside of it, no name twice, and no more
/// than is allowed, whatever the archive claims.
/// </summary>
internal static class TarUnpacker
{
    private const int BufferBytes = 1 << 17;

    /// <summary>How much an archive may hold.</summary>
    /// <param name="Bytes">Bytes of all files.</param>
    /// <param name="Entries">Files and folders.</param>
    public readonly record struct Limits(long Bytes, int Entries);

    /// <summary>Unpacks into an empty folder, which is the caller's to remove if it fails; returns files and their bytes.</summary>
    /// <exception cref="HarkException">The archive is broken, is none, or is not safe; or the disk does not take it.</exception>
    public static (int Files, long Bytes) Unpack(string archive, string folder, Limits limits, DownloadOptions options, CancellationToken cancellation)
    {
        using var file = new FileStream(archive, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        int entries = 0, files = 0;
        long bytes = 0;
        try
        {
            while (Next(tar, archive) is { } entry)
            {
                cancellation.ThrowIfCancellationRequested();
                if (++entries > limits.Entries)
                {
                    throw new HarkException($"{archive}: has more than {limits.Entries:N0} entries, which the set has not. Nothing was unpacked.");
                }

                // Remarks of the program that packed; their names are no files' names.
                if (entry.EntryType == TarEntryType.GlobalExtendedAttributes)
                {
                    continue;
                }

                string[] parts = ArchiveName.Parts(entry.Name, archive);
                switch (entry.EntryType)
                {
                    case TarEntryType.Directory or TarEntryType.DirectoryList:
                        Directory.CreateDirectory(Path.Combine([folder, .. parts]));
                        break;
                    case TarEntryType.RegularFile or TarEntryType.V7RegularFile when parts.Length > 0:
                        bytes = Extract(entry, parts, bytes);
                        files++;
                        break;
                    default:
                        throw ArchiveName.Unsafe(archive, entry.Name, $"is no plain file or folder but {Kind(entry.EntryType)}");
                }

                options.Progress?.Report(new DownloadProgress(DownloadPhase.Unpacking, file.Position, file.Length));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return files > 0 ? (files, bytes) : throw new HarkException($"{archive}: holds no file. It is not the set.");

        long Extract(TarEntry entry, string[] parts, long before)
        {
            string path = Path.Combine([folder, .. parts]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (Path.Exists(path))
            {
                throw ArchiveName.Unsafe(archive, entry.Name, "is there twice");
            }

            long all = before;
            using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            for (int read; (read = Read(entry.DataStream, buffer, archive)) > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                all += read;
                if (all > limits.Bytes)
                {
                    throw new HarkException($"{archive}: unpacks to more than {limits.Bytes:N0} bytes, which the set does not. Nothing was unpacked.");
                }

                target.Write(buffer, 0, read);
            }

            return all;
        }
    }

    private static TarEntry? Next(TarReader tar, string archive) => Reading(archive, () => tar.GetNextEntry());

    private static int Read(Stream? data, byte[] buffer, string archive) => data is null ? 0 : Reading(archive, () => data.Read(buffer, 0, buffer.Length));

    private static T Reading<T>(string archive, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException or InvalidOperationException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new HarkException($"{archive}: is no whole .tar.gz archive ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')}). Nothing was unpacked. Give the whole archive of the set.", error);
        }
    }

    private static string Kind(TarEntryType type) => type switch
    {
        TarEntryType.SymbolicLink => "a symbolic link",
        TarEntryType.HardLink => "a hard link",
        TarEntryType.CharacterDevice or TarEntryType.BlockDevice => "a device",
        TarEntryType.Fifo => "a pipe",
        _ => $"of the kind {type}",
    };
}
