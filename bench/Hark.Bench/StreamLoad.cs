using System.Diagnostics;
using System.Globalization;
using Hark.Models;
using Hark.Streaming;

namespace Hark.Bench;

/// <summary>
/// Many live streams at once, each fed a hundred milliseconds when that much time has passed: what they cost, and how far they lag behind. The gate is
/// open, so that every decision runs the network, of a committee all members.
/// </summary>
internal static class StreamLoad
{
    private const int ChunkMs = 100;

    /// <param name="model">Weights file or run folder.</param>
    /// <param name="streams">At once.</param>
    /// <param name="seconds">Of listening, after a second of warming up; Ctrl+C ends it earlier, with the figures so far.</param>
    /// <param name="output">Takes the figures.</param>
    public static void Run(string model, int streams, int seconds, TextWriter output)
    {
        int threads = Math.Min(streams, Environment.ProcessorCount);
        using Classifier classifier = Classifier.Load(model, threads: 1);
        float[] chunk = Sound(classifier.Settings.FrontEnd.SampleRate * ChunkMs / 1000);
        WordDetector[] detectors = [.. Enumerable.Range(0, streams).Select(_ => new WordDetector(classifier, new DetectorOptions { ActivityGate = false, SecondLook = 0 }))];
        foreach (WordDetector detector in detectors)
        {
            for (int i = 0; i < 1000 / ChunkMs; i++)
            {
                detector.Push(chunk);
            }
        }

        var lags = new double[threads];
        var allocated = new long[threads];
        using var stop = new ManualResetEvent(false);
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = stop.Set();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(worker => new Thread(() => (lags[worker], allocated[worker]) = Listen([.. detectors.Where((_, i) => i % threads == worker)], chunk, seconds, stop)))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double cores = (Environment.CpuUsage.TotalTime - before).TotalSeconds / wall;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{streams} streams of {Path.GetFileName(model)} on {threads} threads for {wall:0.0} s: {cores:0.000} cores, {100 * cores / streams:0.00} % of a core a stream; a chunk of {ChunkMs} ms was done at most {lags.Max():0} ms after it was due; {allocated.Sum()} bytes allocated"));
        Array.ForEach(detectors, detector => detector.Dispose());
    }

    /// <summary>Chunks at a live sound's own pace: the latest that one was done after it was due (ms), and what listening to them allocated.</summary>
    private static (double LagMs, long Bytes) Listen(WordDetector[] detectors, float[] chunk, int seconds, WaitHandle stop)
    {
        double lag = 0;
        long bytes = 0;
        long start = Stopwatch.GetTimestamp();
        for (int due = ChunkMs; due <= 1000 * seconds; due += ChunkMs)
        {
            // A wait that spins would be counted as the streams' cost.
            if (stop.WaitOne(Math.Max(0, (int)(due - Stopwatch.GetElapsedTime(start).TotalMilliseconds))))
            {
                break;
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (WordDetector detector in detectors)
            {
                detector.Push(chunk);
            }

            bytes += GC.GetAllocatedBytesForCurrentThread() - before;
            lag = Math.Max(lag, Stopwatch.GetElapsedTime(start).TotalMilliseconds - due);
        }

        return (lag, bytes);
    }

    private static float[] Sound(int samples)
    {
        var random = new SeededRandom(1);
        return [.. Enumerable.Range(0, samples).Select(_ => random.NextSingle(-0.1f, 0.1f))];
    }
}
