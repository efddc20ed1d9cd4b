using Hark.Training;
using System.Collections.Concurrent;
using System.Text;

namespace Hark.Studio.Training;

/// <summary>Reads <c>progress.jsonl</c> while a training writes it: whole lines only, from where the last reading ended.</summary>
internal sealed class ProgressFile(string path)
{
    // At the least for every pixel of a wide curve.
    private const int MostSteps = 2_000;
    private static readonly ConcurrentDictionary<string, ProgressFile> s_known = new(StringComparer.Ordinal);
    private long _position;
    private ProgressLine? _last, _best;

    /// <summary>The lines since the last call; <c>Again</c> where the file was written anew (a resumed run forgets what it will do again).</summary>
    public (bool Again, IReadOnlyList<ProgressLine> Lines) Read()
    {
        try
        {
            using FileStream file = Open(path);
            bool again = file.Length < _position;
            if (again)
            {
                Forget();
            }

            if (file.Length == _position)
            {
                return (again, []);
            }

            bool first = _position == 0;
            byte[] bytes = new byte[file.Length - _position];
            file.Position = _position;
            file.ReadExactly(bytes);
            int end = Array.LastIndexOf(bytes, (byte)'\n') + 1;
            _position += end;
            List<ProgressLine> lines = Parse(bytes.AsSpan(0, end));
            _last = lines.Count > 0 ? lines[^1] : _last;
            _best = lines.FindLast(line => line.Best) ?? _best;
            return (again || first, first ? Thin(lines) : lines);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            Forget();
            return (false, []);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (false, []);
        }
    }

    /// <summary>The last line, and the newest best epoch; each look reads only what is new since the one before.</summary>
    public static (ProgressLine? Last, ProgressLine? Best) Ends(string path)
    {
        ProgressFile file = s_known.GetOrAdd(path, known => new ProgressFile(known));
        lock (file)
        {
            file.Read();
            return (file._last, file._best);
        }
    }

    private void Forget()
    {
        _position = 0;
        _last = _best = null;
    }

    /// <summary>Writers and their renames are let through.</summary>
    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static List<ProgressLine> Parse(ReadOnlySpan<byte> bytes)
    {
        var lines = new List<ProgressLine>();
        foreach (string text in Encoding.UTF8.GetString(bytes).Split('\n'))
        {
            if (ProgressLine.TryParse(text) is { } line)
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    /// <summary>Every epoch, and as many steps as a curve can show.</summary>
    private static List<ProgressLine> Thin(List<ProgressLine> lines)
    {
        int every = (lines.Count + MostSteps - 1) / MostSteps;
        return every <= 1 ? lines : [.. lines.Where((line, i) => line.EpochEnd || i % every == 0 || i == lines.Count - 1)];
    }
}
