namespace Hark.Tests;

/// <summary>What a call takes from the managed heap.</summary>
internal static class Allocation
{
    /// <summary>
    /// The least bytes that one of five calls allocates on this thread. Code that allocates does so in every call; the runtime may take a little
    /// in any one of them, when it compiles a method better.
    /// </summary>
    public static long OfCall(Action call)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
