using System.Diagnostics;

namespace Hark.Studio.Training;

/// <summary>All runs, read once for all pages that look at the same moment; of runs that have ended, only when a file has changed.</summary>
internal sealed class RunList(RunLocations runs)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(400);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (DateTime Stamp, RunSummary Summary)> _ended = new(StringComparer.Ordinal);
    private RunSummary[] _all = [];
    private long _at;

    /// <summary>The newest first; the same object until it is looked at anew.</summary>
    public RunSummary[] All()
    {
        lock (_lock)
        {
            if (_at == 0 || Stopwatch.GetElapsedTime(_at) > Fresh)
            {
                _all = [.. runs.Names().Select(Summary)];
                _at = Stopwatch.GetTimestamp();
            }

            return _all;
        }
    }

    /// <summary>What was just begun or deleted shows at once.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _at = 0;
        }
    }

    private RunSummary Summary(string name)
    {
        string path = runs.NewPath(name);
        DateTime stamp = Stamp(path);
        if (_ended.TryGetValue(name, out (DateTime Stamp, RunSummary Summary) known) && known.Stamp == stamp)
        {
            return known.Summary;
        }

        RunSummary summary = RunSummary.Of(name, path);
        if (summary.State is RunState.Done or RunState.Stopped or RunState.Failed)
        {
            _ended[name] = (stamp, summary);
        }
        else
        {
            _ended.Remove(name);
        }

        return summary;
    }

    /// <summary>The newest change within the folder.</summary>
    private static DateTime Stamp(string path)
    {
        try
        {
            return new DirectoryInfo(path).EnumerateFileSystemInfos().Select(f => f.LastWriteTimeUtc).Append(Directory.GetLastWriteTimeUtc(path)).Max();
        }
        catch (IOException)
        {
            return default;
        }
    }
}
