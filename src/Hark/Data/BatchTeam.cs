using System.Runtime.ExceptionServices;

namespace Hark.Data;

/// <summary>Calls a body for each of some parts, on whatever threads, and returns when all are done: how a reader of batches lends its threads.</summary>
internal delegate void PartsRunner(int parts, Action<int> body);

/// <summary>Makes a batch on the threads of its reader, who has nothing else to do meanwhile: no further thread competes with them.</summary>
internal sealed class BatchTeam
{
    private readonly BatchMaker[] _makers;
    private readonly ExceptionDispatchInfo?[] _failures;
    private readonly Batch _batch;
    private readonly PartsRunner _run;
    private readonly Action<int> _fillPart;

    /// <param name="plan">The epoch.</param>
    /// <param name="run">The reader's threads; null for the calling one alone.</param>
    public BatchTeam(EpochPlan plan, PartsRunner? run)
    {
        const int MostParts = 8;
        Batches owner = plan.Batches;
        int capacity = Math.Min(owner.Size, owner.Count);
        _batch = new Batch(capacity, owner.ExampleLength);
        _makers = new BatchMaker[run is null ? 1 : Math.Clamp(capacity, 1, MostParts)];
        for (int i = 0; i < _makers.Length; i++)
        {
            _makers[i] = new BatchMaker(plan);
        }

        _failures = new ExceptionDispatchInfo?[_makers.Length];
        _run = run ?? ((_, body) => body(0));
        _fillPart = FillPart;
    }

    /// <summary>The examples of <paramref name="step"/>; the batch holds until the next call.</summary>
    public Batch Make(int step)
    {
        _makers[0].Begin(step, _batch);
        _run(_makers.Length, _fillPart);
        foreach (ExceptionDispatchInfo? failure in _failures)
        {
            failure?.Throw();
        }

        return _batch;
    }

    private void FillPart(int part)
    {
        try
        {
            _makers[part].FillPart(_batch, part, _makers.Length);
        }
#pragma warning disable CA1031 // carried to the reader, who throws it
        catch (Exception error)
#pragma warning restore CA1031
        {
            _failures[part] = ExceptionDispatchInfo.Capture(error);
        }
    }
}
