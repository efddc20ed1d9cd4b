using System.Runtime.Intrinsics;
using Hark.Kernels;
using Hark.Tests.Oracle;

namespace Hark.Tests.Kernels;

public unsafe class FrequencyBranchKernelTests
{
    private const double Epsilon = 1.1920929e-7;

    public static TheoryData<string> Widths => ConvolutionMakers.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_step_agrees_with_the_layers_one_by_one(string width)
    {
        foreach (int channels in (int[])[1, 3, 8, 12, 17, 20, 60])
        {
            foreach ((int height, int bands) in ((int, int)[])[(6, 3), (5, 5), (4, 1)])
            {
                Judge(width, height, 21, channels, bands, stride: 1, dilation: 1);
                Judge(width, height, 32, channels, bands, stride: 1, dilation: 2);
                Judge(width, 2 * height, 19, channels, bands, stride: 2, dilation: 1);
            }
        }
    }

    private static void Judge(string width, int height, int columns, int channels, int bands, int stride, int dilation)
    {
        const int clips = 5, parts = 2;
        var shape = new ConvolutionShape(
            1, new ConvolutionAxis(height, 3, stride, dilation, dilation, dilation), new ConvolutionAxis(columns, 1, 1, 1, 0, 0), channels, channels, Depthwise: true);
        var pattern = new ChannelBands(channels, bands, shape.Height.Output / bands * columns);
        bool residual = stride == 1;
        int inputs = shape.InputLength, outputs = shape.OutputLength, line = columns * channels, rows = shape.Height.Output;
        float[] x = SeededNumbers.Values(1, clips * inputs), weight = SeededNumbers.Values(2, 3 * channels), dy = SeededNumbers.Values(3, clips * outputs);
        float[] scale = SeededNumbers.Values(4, pattern.Length), shift = SeededNumbers.Values(5, pattern.Length), slope = SeededNumbers.Values(6, pattern.Length);
        float[] row = SeededNumbers.Values(7, clips * line), dMean = SeededNumbers.Values(8, clips * line);

        // The definition, in double.
        double[] c = new double[dy.Length], mean = new double[row.Length], y = new double[dy.Length], dRow = new double[row.Length], dc = new double[dy.Length];
        double[] dx = new double[x.Length], dWeight = new double[weight.Length];
        double[] average = new double[pattern.Length], square = new double[pattern.Length], first = new double[pattern.Length], second = new double[pattern.Length];
        float[] masked = [.. dy];
        for (int i = 0; i < dy.Length; i++)
        {
            (int clip, int h, int p) = (i / outputs, i % outputs / line, i % line);
            int at = (h / (rows / bands) * channels) + (i % channels), r = (clip * line) + p;
            for (int tap = 0; tap < 3; tap++)
            {
                int from = (h * stride) + ((tap - 1) * dilation);
                c[i] += from < 0 || from >= height ? 0 : (double)x[(clip * inputs) + (from * line) + p] * weight[(tap * channels) + (i % channels)];
            }

            double n = (c[i] * scale[at]) + shift[at];
            mean[r] += n / rows;
            y[i] = Math.Max(0, n + row[r] + (residual ? x[i] : 0));
            average[at] += c[i] / (clips * pattern.RowsPerBand);
            square[at] += c[i] * c[i] / (clips * pattern.RowsPerBand);
        }

        float[] given = new float[y.Length], givenMean = new float[row.Length], givenRow = new float[row.Length], givenDc = new float[dy.Length];
        float[] givenDx = [.. x], givenWeight = new float[weight.Length];
        double[] givenAverage = new double[pattern.Length], givenVariance = new double[pattern.Length], givenFirst = new double[pattern.Length], givenSecond = new double[pattern.Length];
        using FrequencyBranchKernel kernel = Make(width, shape, pattern, parts);
        kernel.SetWeights(weight);
        fixed (float* px = x, pdy = masked, pRow = row, pdMean = dMean, pGiven = given, pMean = givenMean, pGivenRow = givenRow, pDc = givenDc, pDx = givenDx)
        {
            long[] partRows = new long[parts];
            for (int clip = 0; clip < clips; clip++)
            {
                (int part, bool begins) = PartOf(clip, clips, parts);
                kernel.AddSquares(part, begins, px + (clip * inputs));
                partRows[part] += pattern.RowsPerBand;
            }

            kernel.JoinSquares(partRows, givenAverage, givenVariance);
            kernel.SetLines(scale, shift, shift, residual);
            for (int clip = 0; clip < clips; clip++)
            {
                kernel.Mean(px + (clip * inputs), pMean + (clip * line));
                kernel.Sum(px + (clip * inputs), pRow + (clip * line), relu: true, pGiven + (clip * outputs));
                kernel.Mask(pGiven + (clip * outputs), pdy + (clip * outputs), pGivenRow + (clip * line));
                (int part, bool begins) = PartOf(clip, clips, parts);
                kernel.AddProducts(part, begins, px + (clip * inputs), pdy + (clip * outputs), pdMean + (clip * line));
            }

            kernel.JoinProducts(givenFirst, givenSecond);
            kernel.SetPlanes(scale, slope, shift);
            for (int clip = 0; clip < clips; clip++)
            {
                (int part, bool begins) = PartOf(clip, clips, parts);
                kernel.Gradient(part, begins, px + (clip * inputs), pdy + (clip * outputs), pdMean + (clip * line), pDc + (clip * outputs));
                kernel.InputGradient(pDc + (clip * outputs), add: true, pDx + (clip * inputs));
            }
        }

        kernel.EndWeightGradient(givenWeight);
        string what = $"{shape}, {bands} bands: ";
        ConvolutionJudge.Compare([.. y.Select(v => (float)v)], given, (float)(16 * Epsilon), what + "y");

        // Backward starts from the y that forward gave: at zero, rounding decides.
        for (int i = 0; i < dy.Length; i++)
        {
            (int clip, int h, int p) = (i / outputs, i % outputs / line, i % line);
            int at = (h / (rows / bands) * channels) + (i % channels), r = (clip * line) + p;
            double d = given[i] > 0 ? dy[i] : 0, dn = d + ((double)dMean[r] / rows);
            dRow[r] += d;
            first[at] += dn;
            second[at] += dn * (c[i] - shift[at]);
            dc[i] = (dn * scale[at]) + (c[i] * slope[at]) + shift[at];
            for (int tap = 0; tap < 3; tap++)
            {
                int from = (h * stride) + ((tap - 1) * dilation), to = (clip * inputs) + (from * line) + p;
                if (from >= 0 && from < height)
                {
                    dWeight[(tap * channels) + (i % channels)] += x[to] * dc[i];
                    dx[to] += dc[i] * weight[(tap * channels) + (i % channels)];
                }
            }
        }

        int terms = clips * pattern.RowsPerBand;
        Close(mean, [.. givenMean], 16 * Epsilon, what + "mean");
        Close(dRow, [.. givenRow], 2 * Epsilon * rows, what + "d row");
        Close(average, givenAverage, 4 * Epsilon * terms, what + "average");
        Close([.. square.Zip(average, (s, a) => s - (a * a))], givenVariance, 32 * Epsilon, what + "variance");
        Close(first, givenFirst, 4 * Epsilon * terms, what + "Σ dn");
        Close(second, givenSecond, 16 * Epsilon * terms, what + "Σ dn (c − mean)");
        Close(dc, [.. givenDc], 16 * Epsilon, what + "dc");
        Close([.. dx.Zip(x, (d, before) => d + before)], [.. givenDx], 32 * Epsilon, what + "dx");
        Close(dWeight, [.. givenWeight], 16 * Epsilon * clips * rows * columns, what + "d weight");
    }

    private static void Close(double[] expected, double[] found, double tolerance, string what)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - found[i]) <= tolerance, $"{what}[{i}] is {found[i]:G9}, expected {expected[i]:G9} ± {tolerance:G3}.");
        }
    }

    private static (int Part, bool Begins) PartOf(int clip, int clips, int parts)
    {
        int part = Enumerable.Range(0, parts).First(p => clip < KernelArguments.Share(clips, p, parts).End);
        return (part, clip == KernelArguments.Share(clips, part, parts).Start);
    }

    private static FrequencyBranchKernel Make(string width, ConvolutionShape shape, ChannelBands bands, int parts) => width switch
    {
        "512" => new FrequencyBranchKernel<Vector512<float>, Lanes512>(shape, bands, parts),
        "256" => new FrequencyBranchKernel<Vector256<float>, Lanes256>(shape, bands, parts),
        "128" => new FrequencyBranchKernel<Vector128<float>, Lanes128>(shape, bands, parts),
        _ => new FrequencyBranchKernel<float, Lanes1>(shape, bands, parts),
    };
}
