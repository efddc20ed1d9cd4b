using Hark.Data;

namespace Hark.Tests.Data;

public class OneHotTests
{
    [Fact]
    public void Each_row_has_a_single_one()
    {
        Assert.Equal([0, 0, 1, 1, 0, 0], OneHot.Encode([2, 0], 3));
        float[] used = [5, 5, 5, 5];
        OneHot.Encode([1, 1], 2, used);
        Assert.Equal([0, 1, 0, 1], used);
        Assert.Empty(OneHot.Encode([], 3));
    }

    [Fact]
    public void Indices_and_sizes_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => OneHot.Encode([3], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => OneHot.Encode([-1], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => OneHot.Encode([1], 3, new float[4]));
    }
}
