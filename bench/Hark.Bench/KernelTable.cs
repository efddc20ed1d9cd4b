using System.Diagnostics;
using Hark.Kernels;

namespace Hark.Bench;

/// <summary>The quick form: the best of many runs by stopwatch, a line a shape, in GFLOP/s counted as direct convolution.</summary>
internal static class KernelTable
{
    private const double SecondsEach = 0.5;

    public static void Print(TextWriter output, string filter, int threads)
    {
        output.WriteLine($"| {threads} threads, batch 32: GFLOP/s (ms) | forward | input gradient | weight gradient |");
        output.WriteLine("|---|---|---|---|");
        foreach ((string name, ConvolutionShape shape) in KernelShapes.All)
        {
            if (!name.Contains(filter, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            using var buffers = new KernelBuffers(shape, threads);
            double operations = 2.0 * shape.Batch * shape.MultiplyAccumulatesPerClip;
            string inputGradient = shape.InputChannels == 1 ? "–" : Cell(operations, buffers.InputGradient);
            output.WriteLine($"| {name} | {Cell(operations, buffers.Forward)} | {inputGradient} | {Cell(operations, buffers.WeightGradient)} |");
        }
    }

    private static string Cell(double operations, Action action)
    {
        double best = double.PositiveInfinity;
        long start = Stopwatch.GetTimestamp();
        for (int run = 0; run < 5 || Stopwatch.GetElapsedTime(start).TotalSeconds < SecondsEach; run++)
        {
            long before = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(before).TotalSeconds);
        }

        return $"{operations / best / 1e9:F0} ({best * 1e3:F2})";
    }
}
