using Hark.Studio.Hosting;

namespace Hark.Studio.Tests;

/// <summary>A run trained once on two recorded words, and the recordings, for all tests that need a model.</summary>
public sealed class TrainedWords : IAsyncDisposable
{
    private readonly SemaphoreSlim _once = new(1, 1);
    private RunningStudio? _studio;
    private string? _run;

    /// <summary>A Studio with a copy of the recordings and of the run, which is called <c>words</c>.</summary>
    internal async Task<RunningStudio> Studio(Func<StudioOptions, StudioOptions>? change = null)
    {
        await _once.WaitAsync();
        try
        {
            if (_studio is null)
            {
                RunningStudio studio = await RunningStudio.Start();
                await Words.RecordBoth(studio);
                string run = await Words.Train(studio);
                await Words.Until(studio, run, "done", "failed", "stopped");
                (_studio, _run) = (studio, run);
            }
        }
        finally
        {
            _once.Release();
        }

        string recordings = Path.Combine(_studio.Folder, "my-words");
        return await RunningStudio.Start(
            o => (change?.Invoke(o) ?? o) with { Data = [recordings] },
            folder => Copy(Path.Combine(_studio.Folder, "runs", _run!), Path.Combine(folder, "runs", "words")));
    }

    public async ValueTask DisposeAsync()
    {
        if (_studio is not null)
        {
            await _studio.DisposeAsync();
        }

        _once.Dispose();
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
