using Microsoft.Extensions.Hosting;

namespace Hark.Studio.Hosting;

/// <summary>Computations of seconds to minutes: one at a time, asked for by any number of pages, followed by feeds, their results kept for a while.</summary>
internal sealed class Jobs(IHostApplicationLifetime host) : IDisposable
{
    private const int Kept = 12;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly List<Job> _jobs = [];

    /// <summary>The job of that id: under way or done already, else begun. One that failed is tried again.</summary>
    /// <param name="id">The same for the same question.</param>
    /// <param name="work">Gives the result.</param>
    public Job Start(string id, Func<Job, object> work)
    {
        lock (_lock)
        {
            Job? known = _jobs.Find(j => j.Id == id);
            if (known is { State: not JobState.Failed })
            {
                return known;
            }

            if (known is not null)
            {
                _jobs.Remove(known);
            }

            var job = new Job(id, host.ApplicationStopping);
            _jobs.Add(job);
            if (_jobs.Count > Kept && _jobs.Find(j => j.State is JobState.Done or JobState.Failed) is { } oldest)
            {
                _jobs.Remove(oldest);
            }

            _ = Run(job, work);
            return job;
        }
    }

    /// <exception cref="HarkException">It was never asked for, or has made room for others.</exception>
    public Job Get(string id)
    {
        lock (_lock)
        {
            return _jobs.Find(j => j.Id == id) ?? throw new HarkException("That result is no longer here: ask for it again.");
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task Run(Job job, Func<Job, object> work)
    {
        try
        {
            await _one.WaitAsync(job.End);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            job.Begin();
            job.Complete(await Task.Run(() => work(job), job.End));
        }
        catch (OperationCanceledException)
        {
            job.Fail("Studio is ending.");
        }
#pragma warning disable CA1031 // whatever went wrong is the answer of the job
        catch (Exception error)
#pragma warning restore CA1031
        {
            job.Fail(error.GetBaseException() is HarkException known ? known.Message : $"This is a fault in Hark: {error.GetBaseException().Message}");
        }
        finally
        {
            _one.Release();
        }
    }
}

/// <summary>How far a job is.</summary>
internal enum JobState
{
    Waiting,
    Running,
    Done,
    Failed,
}

/// <summary>One computation.</summary>
internal sealed class Job(string id, CancellationToken end)
{
    private volatile JobStatus _status = new(id, JobState.Waiting, 0, 0, null);
    private volatile object? _result;

    public string Id => id;

    /// <summary>When Studio ends.</summary>
    public CancellationToken End => end;

    public JobState State => _status.State;

    public JobStatus Status => _status;

    /// <summary>Says how far it is; throws once Studio ends.</summary>
    public void Report(int done, int total)
    {
        end.ThrowIfCancellationRequested();
        _status = _status with { Done = done, Total = total };
    }

    /// <exception cref="HarkException">It is not done.</exception>
    public T Result<T>() where T : class => _result as T ?? throw new HarkException(_status.Error ?? "It is not done yet: wait for it.");

    internal void Begin() => _status = _status with { State = JobState.Running };

    internal void Complete(object result)
    {
        _result = result;
        _status = _status with { State = JobState.Done };
    }

    internal void Fail(string error) => _status = _status with { State = JobState.Failed, Error = error };
}

/// <param name="Id">Of the job.</param>
/// <param name="State">How far it is.</param>
/// <param name="Done">Clips done.</param>
/// <param name="Total">Clips in all; 0 while unknown.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record JobStatus(string Id, JobState State, int Done, int Total, string? Error);
