using Hark.Kernels;

namespace Hark.Tests.Kernels;

public class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_part_runs_once_a_call(int threads)
    {
        using var pool = new WorkerPool(threads);
        for (int parts = 0; parts < 24; parts++)
        {
            int[] runs = new int[parts];
            for (int round = 0; round < 50; round++)
            {
                pool.Run(parts, part => Interlocked.Increment(ref runs[part]));
                Assert.All(runs, count => Assert.Equal(round + 1, count));
            }
        }
    }

    [Fact]
    public void Mirrored_parts_stay_with_their_thread_in_the_opposite_order()
    {
        Assert.Equal([3, 2, 1, 0, 7, 6, 5, 4], Enumerable.Range(0, 8).Select(part => WorkerPool.Mirror(part, 8, 2)));
        Assert.Equal([1, 0, 4, 3, 2, 7, 6, 5], Enumerable.Range(0, 8).Select(part => WorkerPool.Mirror(part, 8, 3)));
        Assert.Equal([2, 1, 0], Enumerable.Range(0, 3).Select(part => WorkerPool.Mirror(part, 3, 1)));
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(part => WorkerPool.Mirror(part, 3, 3)));
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(part => WorkerPool.Mirror(part, 3, 5)));
    }

    [Fact]
    public void The_parts_of_a_thread_that_is_held_back_are_done_by_the_others()
    {
        using var pool = new WorkerPool(2);
        using var held = new ManualResetEventSlim();
        int others = 0;

        // Whoever meets part 0 first waits in it until the other thread has done all the rest.
        pool.Run(8, part =>
        {
            if (part == 0)
            {
                Assert.True(held.Wait(TimeSpan.FromMinutes(1)));
            }
            else if (Interlocked.Increment(ref others) == 7)
            {
                held.Set();
            }
        });
        Assert.Equal(7, others);
    }

    [Fact]
    public void Calls_allocate_nothing()
    {
        using var pool = new WorkerPool(3);
        int[] sums = new int[8];
        Action<int> body = part => sums[part]++;
        Assert.Equal(0, Allocation.OfCall(() => pool.Run(8, body)));
    }

    [Fact]
    public void A_failing_part_is_told_to_the_caller_and_the_pool_goes_on()
    {
        using var pool = new WorkerPool(2);
        var error = Assert.Throws<InvalidOperationException>(() => pool.Run(4, part => throw new ArithmeticException($"part {part}")));
        Assert.IsType<ArithmeticException>(error.InnerException);
        int done = 0;
        pool.Run(4, _ => Interlocked.Increment(ref done));
        Assert.Equal(4, done);
    }

    [Fact]
    public void Slices_cover_everything_and_begin_at_vectors()
    {
        foreach (int length in new[] { 0, 1, 15, 16, 17, 1000, 99_999 })
        {
            for (int parts = 1; parts < 6; parts++)
            {
                Assert.Equal(0, WorkerPool.SliceStart(length, 0, parts));
                Assert.Equal(length, WorkerPool.SliceStart(length, parts, parts));
                for (int part = 1; part < parts; part++)
                {
                    Assert.Equal(0, WorkerPool.SliceStart(length, part, parts) % 16);
                    Assert.True(WorkerPool.SliceStart(length, part, parts) >= WorkerPool.SliceStart(length, part - 1, parts));
                }
            }
        }
    }
}
