using Hark.Studio.Hosting;
using Hark.Training;
using Microsoft.Extensions.Hosting;
using System.Text.Json;

namespace Hark.Studio.Training;

/// <summary>
/// One training at a time on a machine: others wait in their run folders, in the order in which they were asked for, also across a restart of
/// Studio. A training is a process of its own that outlives Studio.
/// </summary>
internal sealed class TrainingQueue(StudioOptions options, RunLocations runs) : BackgroundService
{
    private const int MostWaiting = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);
    private readonly Lock _lock = new();
    private (string Name, DateTime At)? _starting;

    /// <exception cref="HarkException">There are too many already.</exception>
    public void EnsureRoom()
    {
        if (runs.Names().Count(name => File.Exists(RunLocations.WaitingFile(System.IO.Path.Combine(options.Runs, name)))) >= MostWaiting)
        {
            throw new HarkException($"{MostWaiting} trainings wait already, the most that Studio takes. Delete some that wait, or let them end.");
        }
    }

    /// <summary>Starts a training, or lets it wait.</summary>
    /// <param name="name">Its run.</param>
    /// <param name="arguments">Behind <c>hark</c>.</param>
    public void Add(string name, IReadOnlyList<string> arguments)
    {
        string path = System.IO.Path.Combine(options.Runs, name);
        TrainingLog.Begin(path, arguments);
        AtomicFile.WriteText(RunLocations.WaitingFile(path), JsonSerializer.Serialize(new Waiting(DateTime.UtcNow, [.. arguments])));
        StartNext();
    }

    /// <summary>The run whose process lives or is about to; null where the machine is free.</summary>
    public string? Busy()
    {
        foreach (string name in runs.Names())
        {
            if (IsAlive(name))
            {
                return name;
            }
        }

        lock (_lock)
        {
            return _starting?.Name;
        }
    }

    public bool IsAlive(string name)
    {
        string path = System.IO.Path.Combine(options.Runs, name);
        return File.Exists(System.IO.Path.Combine(path, "model.json")) && RunProcess.Of(RunFolder.Open(path)) is not null;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            StartNext();
        }
    }

    private void StartNext()
    {
        lock (_lock)
        {
            if (_starting is var (starting, since) && (HasBegun(starting) || DateTime.UtcNow - since > LongestStart))
            {
                _starting = null;
            }

            if (_starting is not null || FirstWaiting() is not { } next || Busy() is not null)
            {
                return;
            }

            string path = System.IO.Path.Combine(options.Runs, next.Name);
            if (!Take(RunLocations.WaitingFile(path)))
            {
                return;
            }

            TrainingProcess.Start([.. options.TrainCommand, .. next.Arguments], RunLocations.LogFile(path));
            _starting = (next.Name, DateTime.UtcNow);
        }
    }

    /// <summary>Of several Studios over the same runs, the one that can move the file away starts the training.</summary>
    private static bool Take(string waitingFile)
    {
        string taken = $"{waitingFile}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.Move(waitingFile, taken);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }

        File.Delete(taken);
        return true;
    }

    /// <summary>It holds its folder, or has ended already, well or not.</summary>
    private bool HasBegun(string name)
    {
        string path = System.IO.Path.Combine(options.Runs, name);
        return !Directory.Exists(path) || IsAlive(name) || RunSummary.Of(name, path).State is RunState.Failed or RunState.Done;
    }

    private (string Name, IReadOnlyList<string> Arguments)? FirstWaiting()
    {
        (string Name, Waiting Request)? first = null;
        foreach (string name in runs.Names())
        {
            string file = RunLocations.WaitingFile(System.IO.Path.Combine(options.Runs, name));
            if (File.Exists(file) && Read(file) is { } request && (first is null || request.Since < first.Value.Request.Since))
            {
                first = (name, request);
            }
        }

        return first is null ? null : (first.Value.Name, first.Value.Request.Arguments);
    }

    private static Waiting? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Waiting>(File.ReadAllText(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private sealed record Waiting(DateTime Since, IReadOnlyList<string> Arguments);
}
