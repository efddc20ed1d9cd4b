using System.Runtime.ExceptionServices;

namespace Hark.Data;

/// <summary>Runs a numbered job on all processors; of several failures the one with the lowest number is thrown, as it was.</summary>
internal static class ParallelWork
{
    public static void For<TScratch>(int count, Func<TScratch> createScratch, Action<int, TScratch> body)
    {
        var gate = new Lock();
        int failedAt = int.MaxValue;
        ExceptionDispatchInfo? failure = null;
        Parallel.For(0, count, createScratch, (i, state, scratch) =>
        {
            try
            {
                body(i, scratch);
            }
#pragma warning disable CA1031 // carried to the caller
            catch (Exception error)
#pragma warning restore CA1031
            {
                lock (gate)
                {
                    if (i < failedAt)
                    {
                        (failedAt, failure) = (i, ExceptionDispatchInfo.Capture(error));
                    }
                }

                // Jobs before the break still run: one of them may fail too, and comes first.
                state.Break();
            }

            return scratch;
        }, _ => { });
        failure?.Throw();
    }
}
