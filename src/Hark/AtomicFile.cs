using System.Globalization;

namespace Hark;

/// <summary>Writes files that appear whole or not at all: to a temporary neighbour first, then renamed over the target.</summary>
public static class AtomicFile
{
    private const string Ending = ".tmp";
    private const string Devices = "/dev/";

    /// <summary>Calls <paramref name="write"/> with a fresh stream; on success the file stands at <paramref name="path"/>.</summary>
    /// <exception cref="HarkException">The folder or disk cannot take the file: says which and why; nothing is left behind.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        string temporary = $"{full}.{Environment.ProcessId}{Ending}";
        try
        {
            if (full.StartsWith(Devices, StringComparison.Ordinal) && File.Exists(full))
            {
                WriteDevice(full, write);
                return;
            }

            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Discard(temporary);
            throw new HarkException($"{path}: cannot be written ({error.Message.TrimEnd('.')}). Check that the folder exists, may be written to and has room.", error);
        }
        catch
        {
            Discard(temporary);
            throw;
        }
    }

    /// <summary>Writes text as UTF-8 without a byte-order mark.</summary>
    public static void WriteText(string path, string text)
        => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Deletes what writers that were killed left half-written in a folder; what another living process is writing there stays.</summary>
    internal static void Sweep(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*" + Ending))
        {
            if (!(int.TryParse(Path.GetExtension(Path.GetFileNameWithoutExtension(file)).TrimStart('.'), NumberStyles.None, CultureInfo.InvariantCulture, out int writer)
                && writer != Environment.ProcessId && LivingProcess.Is(writer)))
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>A device such as /dev/null is written to, not replaced by a file; what it takes cannot be gone back to.</summary>
    private static void WriteDevice(string path, Action<Stream> write)
    {
        using var whole = new MemoryStream();
        write(whole);
        using var device = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        whole.WriteTo(device);
    }

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report.
        }
    }
}
