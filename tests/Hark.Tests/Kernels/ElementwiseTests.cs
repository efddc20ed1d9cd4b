using Hark.Kernels;
using Hark.Tests.Oracle;

namespace Hark.Tests.Kernels;

/// <summary>The shared loops against plain ones, at the sizes around lanes, slices and runs, for one to three threads.</summary>
public class ElementwiseTests
{
    public static TheoryData<int, int> Sizes
    {
        get
        {
            var sizes = new TheoryData<int, int>();
            foreach (int threads in new[] { 1, 2, 3 })
            {
                foreach (int length in new[] { 0, 1, 7, 8, 9, 15, 16, 17, 31, 33, 16383, 16384, 16385, 50_001 })
                {
                    sizes.Add(length, threads);
                }
            }

            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_element_is_done_once_and_in_place_too(int length, int threads)
    {
        using var pool = new WorkerPool(threads);
        float[] a = SeededNumbers.Values(1, length), b = SeededNumbers.Values(2, length), y = new float[length];
        Elementwise.Apply<Sum>(pool, a, b, y);
        Assert.Equal(a.Zip(b, (p, q) => p + q), y);
        Elementwise.Apply<MaskPositive>(pool, a, b, y);
        Assert.Equal(a.Zip(b, (p, q) => q > 0 ? p : 0), y);
        Elementwise.Apply<Sum>(pool, y, b, y);
        Assert.Equal(a.Zip(b, (p, q) => (q > 0 ? p : 0) + q), y);
    }
}
