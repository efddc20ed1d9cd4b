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

    [Theory]
    [InlineData(1, 1, 1, 4)]
    [InlineData(100, 8, 1, 100)]
    [InlineData(1000, 17, 5, 8)]
    [InlineData(640, 9, 4, 32)]
    [InlineData(63, 64, 3, 7)]
    public void Channel_sums_and_lines_are_those_of_plain_loops(int rows, int channels, int bandCount, int rowsPerBand)
    {
        var bands = new ChannelBands(channels, bandCount, rowsPerBand);
        float[] x = SeededNumbers.Values(3, rows * channels), dy = SeededNumbers.Values(4, rows * channels);
        float[] shift = SeededNumbers.Values(5, bands.Length), scale = SeededNumbers.Values(6, bands.Length), slope = SeededNumbers.Values(7, bands.Length);
        double[] first = new double[bands.Length], second = new double[bands.Length];
        float[] line = new float[x.Length], plane = new float[x.Length];
        for (int r = 0; r < rows; r++)
        {
            int offset = r / rowsPerBand % bandCount * channels;
            for (int c = 0; c < channels; c++)
            {
                int i = (r * channels) + c;
                first[offset + c] += dy[i];
                second[offset + c] += dy[i] * ((double)x[i] - shift[offset + c]);
                line[i] = Math.Max(0, (x[i] * scale[offset + c]) + shift[offset + c]);
                plane[i] = (dy[i] * scale[offset + c]) + (x[i] * slope[offset + c]) + shift[offset + c];
            }
        }

        double[]? bits = null;
        foreach (int threads in new[] { 1, 2, 3 })
        {
            using var pool = new WorkerPool(threads);
            var sums = new ChannelSums(pool, rows, bands);
            sums.OfProduct(dy, x, shift);
            double tolerance = Math.Pow(2, -23) * rows * 4;
            Assert.All(first.Zip(sums.First), pair => Assert.Equal(pair.First, pair.Second, tolerance));
            Assert.All(second.Zip(sums.Second), pair => Assert.Equal(pair.First, pair.Second, tolerance));

            // The slices are the same for any number of threads.
            bits ??= [.. sums.First, .. sums.Second];
            Assert.Equal<double>(bits, (double[])[.. sums.First, .. sums.Second]);

            float[] y = new float[x.Length];
            ChannelAffine.Apply(pool, bands, x, scale, shift, relu: true, y);
            Assert.All(line.Zip(y), pair => Assert.Equal(pair.First, pair.Second, 3e-7f));
            ChannelAffine.Apply(pool, bands, dy, scale, x, slope, shift, y);
            Assert.All(plane.Zip(y), pair => Assert.Equal(pair.First, pair.Second, 4e-7f));
        }
    }
}
