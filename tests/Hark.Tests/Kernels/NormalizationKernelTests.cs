using System.Runtime.Intrinsics;
using Hark.Kernels;
using Hark.Tests.Oracle;

namespace Hark.Tests.Kernels;

public unsafe class NormalizationKernelTests
{
    public static TheoryData<string> Widths => ConvolutionMakers.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Sums_and_lines_are_those_of_plain_loops(string width)
    {
        Judge(width, new ChannelBands(1, 1, 4), clips: 3, parts: 2);
        Judge(width, new ChannelBands(8, 1, 100), clips: 2, parts: 2);
        Judge(width, new ChannelBands(12, 5, 101), clips: 2, parts: 1);
        Judge(width, new ChannelBands(17, 5, 8), clips: 5, parts: 3);
        Judge(width, new ChannelBands(9, 4, 32), clips: 4, parts: 4);
        Judge(width, new ChannelBands(64, 3, 7), clips: 3, parts: 2);
        Judge(width, new ChannelBands(60, 5, 21), clips: 3, parts: 2);
    }

    [Fact]
    public void A_large_mean_does_not_drown_a_small_variance()
    {
        var bands = new ChannelBands(3, 1, 500);
        float[] x = SeededNumbers.Values(1, 4 * 1500);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = 1000 + (x[i] / 16);
        }

        using var kernel = NormalizationKernel.Create(bands, 2);
        double[] mean = new double[3], variance = new double[3];
        Squares(kernel, x, clips: 4, parts: 2, mean, variance);
        for (int c = 0; c < 3; c++)
        {
            double[] values = [.. Enumerable.Range(0, 2000).Select(r => (double)x[(r * 3) + c])];
            Assert.Equal(values.Average(), mean[c], 1e-4);
            Assert.Equal(1, variance[c] / values.Select(v => Math.Pow(v - values.Average(), 2)).Average(), 1e-3);
        }
    }

    private static void Judge(string width, ChannelBands bands, int clips, int parts)
    {
        int channels = bands.Channels, length = bands.Bands * bands.RunLength, rows = clips * bands.RowsPerBand;
        float[] x = SeededNumbers.Values(3, clips * length), dy = SeededNumbers.Values(4, clips * length);
        float[] shift = SeededNumbers.Values(5, bands.Length), scale = SeededNumbers.Values(6, bands.Length), slope = SeededNumbers.Values(7, bands.Length), back = SeededNumbers.Values(8, bands.Length);
        double[] mean = new double[bands.Length], square = new double[bands.Length], first = new double[bands.Length], second = new double[bands.Length];
        float[] line = new float[x.Length], plane = new float[x.Length], masked = new float[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            int at = (i % length / bands.RunLength * channels) + (i % channels);
            line[i] = Math.Max(0, (x[i] * scale[at]) + shift[at]);
            float d = line[i] > 0 ? dy[i] : 0;
            mean[at] += (double)x[i] / rows;
            square[at] += (double)x[i] * x[i] / rows;
            first[at] += d;
            second[at] += d * ((double)x[i] - shift[at]);
            plane[i] = (dy[i] * scale[at]) + (x[i] * slope[at]) + back[at];
            masked[i] = (d * scale[at]) + (x[i] * slope[at]) + back[at];
        }

        using NormalizationKernel kernel = Make(width, bands, parts);
        double tolerance = Math.Pow(2, -23) * rows * 4;
        double[] givenFirst = new double[bands.Length], givenSecond = new double[bands.Length];
        Squares(kernel, x, clips, parts, givenFirst, givenSecond);
        for (int at = 0; at < bands.Length; at++)
        {
            Assert.Equal(mean[at], givenFirst[at], tolerance / rows);

            // Taken from a row of the data: differences up to 2, squares up to 4.
            Assert.Equal(square[at] - (mean[at] * mean[at]), givenSecond[at], 4 * tolerance / rows);
        }

        kernel.SetMean(shift);
        kernel.SetLines(scale, shift);
        kernel.SetPlanes(slope, back);
        float[] given = [.. dy], lined = new float[x.Length], planed = new float[x.Length], maskedPlaned = new float[x.Length];
        fixed (float* px = x, pdy = dy, pLined = lined, pPlaned = planed, pMasked = maskedPlaned)
        {
            for (int clip = 0; clip < clips; clip++)
            {
                int at = clip * length;
                (int part, bool begins) = PartOf(clip, clips, parts);
                kernel.AddProducts(part, begins, px + at, relu: true, pdy + at);
                kernel.Apply(px + at, relu: true, pLined + at);
                kernel.ApplyBack(px + at, relu: false, pdy + at, pPlaned + at);
                kernel.ApplyBack(px + at, relu: true, pdy + at, pMasked + at);
            }
        }

        kernel.JoinProducts(givenFirst, givenSecond);
        Assert.All(first.Zip(givenFirst), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        Assert.All(second.Zip(givenSecond), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        Assert.Equal(given, dy);
        Assert.All(masked.Zip(maskedPlaned), pair => Assert.Equal(pair.First, pair.Second, 4e-7f));
        Assert.All(line.Zip(lined), pair => Assert.Equal(pair.First, pair.Second, 3e-7f));
        Assert.All(plane.Zip(planed), pair => Assert.Equal(pair.First, pair.Second, 4e-7f));
    }

    private static void Squares(NormalizationKernel kernel, float[] x, int clips, int parts, double[] mean, double[] variance)
    {
        long[] rows = new long[parts];
        fixed (float* px = x)
        {
            for (int clip = 0; clip < clips; clip++)
            {
                (int part, bool begins) = PartOf(clip, clips, parts);
                kernel.AddSquares(part, begins, px + (clip * (x.Length / clips)));
                rows[part] += kernel.Bands.RowsPerBand;
            }
        }

        kernel.JoinSquares(rows, mean, variance);
    }

    private static (int Part, bool Begins) PartOf(int clip, int clips, int parts)
    {
        int part = Enumerable.Range(0, parts).First(p => clip < KernelArguments.Share(clips, p, parts).End);
        return (part, clip == KernelArguments.Share(clips, part, parts).Start);
    }

    private static NormalizationKernel Make(string width, ChannelBands bands, int parts) => width switch
    {
        "512" => new NormalizationKernel<Vector512<float>, Lanes512>(bands, parts),
        "256" => new NormalizationKernel<Vector256<float>, Lanes256>(bands, parts),
        "128" => new NormalizationKernel<Vector128<float>, Lanes128>(bands, parts),
        _ => new NormalizationKernel<float, Lanes1>(bands, parts),
    };
}
