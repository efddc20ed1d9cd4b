using Hark.Kernels;

namespace Hark.Tests.Kernels;

public class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_part_runs_once_and_always_on_the_same_thread(int threads)
    {
        using var pool = new WorkerPool(threads);
        int[] runs = new int[23], owners = new int[23];
        for (int round = 0; round < 200; round++)
        {
            bool begun = round > 0;
            pool.Run(runs.Length, part =>
            {
                runs[part]++;
                if (begun)
                {
                    Assert.Equal(owners[part], Environment.CurrentManagedThreadId);
                }

                owners[part] = Environment.CurrentManagedThreadId;
            });
        }

        Assert.All(runs, count => Assert.Equal(200, count));
        Assert.Equal(threads, owners.Distinct().Count());
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
