using System.Runtime.Intrinsics;
using Hark.Kernels;

namespace Hark.Tests.Kernels;

public unsafe class SigmoidTests
{
    public static TheoryData<string> Widths => ConvolutionMakers.Widths;

    /// <summary>To some units in the last place of x: half a million points from −100 to 100, and every length around a vector.</summary>
    [Theory]
    [MemberData(nameof(Widths))]
    public void Agrees_with_the_definition_in_double(string width)
    {
        const int points = 500_009;
        float[] x = [.. Enumerable.Range(0, points).Select(i => (float)((i - (points / 2)) * (200.0 / points)))], y = new float[points], dx = new float[points];
        float[] dy = [.. x.Select((_, i) => 1 - (i % 3))];
        Run(width, dy, x, y, dx);
        for (int i = 0; i < points; i++)
        {
            double s = 1 / (1 + Math.Exp(-(double)x[i]));
            Assert.True(Math.Abs(y[i] - (x[i] * s)) <= 4e-7 * Math.Abs(x[i] * s) + 1e-35, $"{x[i]:G9} gives {y[i]:G9}, expected {x[i] * s:G9}.");
            double slope = dy[i] * s * (1 + (x[i] * (1 - s)));
            Assert.True(Math.Abs(dx[i] - slope) <= 1e-6, $"The slope at {x[i]:G9} is {dx[i]:G9}, expected {slope:G9}.");
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_length_gives_the_same_numbers_and_writes_no_further(string width)
    {
        for (int length = 0; length < 40; length++)
        {
            float[] x = ConvolutionJudge.Random(1, length), dy = ConvolutionJudge.Random(2, length), y = new float[length + 1], dx = new float[length + 1];
            (y[length], dx[length]) = (7, 7);
            Run(width, dy, x, y, dx);
            Assert.Equal((7, 7), (y[length], dx[length]));
            for (int i = 0; i < length; i++)
            {
                float[] one = new float[1], slope = new float[1];
                Run("1", [dy[i]], [x[i]], one, slope);
                Assert.Equal(one[0], y[i], 1e-7f);
                Assert.Equal(slope[0], dx[i], 3e-7f);
            }
        }
    }

    private static void Run(string width, float[] dy, float[] x, float[] y, float[] dx)
    {
        fixed (float* pdy = dy, px = x, py = y, pdx = dx)
        {
            switch (width)
            {
                case "512":
                    Sigmoid<Vector512<float>, Lanes512>.Weigh(px, x.Length, py);
                    Sigmoid<Vector512<float>, Lanes512>.WeighBack(pdy, px, x.Length, pdx);
                    break;
                case "256":
                    Sigmoid<Vector256<float>, Lanes256>.Weigh(px, x.Length, py);
                    Sigmoid<Vector256<float>, Lanes256>.WeighBack(pdy, px, x.Length, pdx);
                    break;
                case "128":
                    Sigmoid<Vector128<float>, Lanes128>.Weigh(px, x.Length, py);
                    Sigmoid<Vector128<float>, Lanes128>.WeighBack(pdy, px, x.Length, pdx);
                    break;
                default:
                    Sigmoid<float, Lanes1>.Weigh(px, x.Length, py);
                    Sigmoid<float, Lanes1>.WeighBack(pdy, px, x.Length, pdx);
                    break;
            }
        }
    }
}
